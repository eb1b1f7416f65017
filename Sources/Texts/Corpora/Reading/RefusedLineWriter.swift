internal import CanonicalJSON
internal import Contributions
public import Diagnostics

/// Writes every refused line with its reason, one JSON object per line, so that nothing is lost by skipping.
///
/// `{"file","line","column","code","cause","hint"?,"text"}`, or `"base64"` in place of `"text"` where the bytes are not UTF-8 or
/// the line was too long to be held (then it is written while it passes). A class because it carries a line from piece to piece.
public final class RefusedLineWriter {
    /// How many lines were written.
    public private(set) var count = 0

    private let sink: ([UInt8]) -> Void
    private var passing: (place: SourceSpan, rest: [UInt8])?

    /// - Parameter sink: receives the bytes of the file in order.
    public init(sink: @escaping ([UInt8]) -> Void) { self.sink = sink }

    /// A piece of a line that is too long to be held; its refusal follows by `write`.
    public func pass(_ place: SourceSpan, _ bytes: UnsafeRawBufferPointer) {
        if passing == nil {
            passing = (place, [])
            sink(Array("{\"base64\":\"".utf8))
        }
        var all = passing?.rest ?? []
        all.append(contentsOf: bytes)
        let whole = all.count - all.count % 3
        sink(Array(Base64.encode(all[..<whole]).utf8))
        passing?.rest = Array(all[whole...])
    }

    /// One refused line; call in the order in which lines are read.
    public func write(_ line: RefusedLine) {
        count += 1
        var fields = line.diagnostic.json.objectValue ?? JSONObject()
        fields["severity"] = nil
        if let passed = passing, line.bytes == nil {
            sink(Array((Base64.encode(passed.rest) + "\",").utf8))
            passing = nil
            sink(Array(JSONWriter.bytes(.object(fields)).dropFirst()) + [0x0A])
            return
        }
        if let bytes = line.bytes {
            if let text = String(validating: bytes, as: UTF8.self) {
                fields["text"] = .string(text)
            } else {
                fields["base64"] = .string(Base64.encode(bytes))
            }
        }
        sink(JSONWriter.bytes(.object(fields)) + [0x0A])
    }
}

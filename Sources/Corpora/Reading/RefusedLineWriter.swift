internal import CanonicalJSON
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
        sink(Base64.encode(all[..<whole]))
        passing?.rest = Array(all[whole...])
    }

    /// One refused line; call in the order in which lines are read.
    public func write(_ line: RefusedLine) {
        count += 1
        var fields = line.diagnostic.json.objectValue ?? JSONObject()
        fields["severity"] = nil
        if let passed = passing, line.bytes == nil {
            sink(Base64.encode(passed.rest[...]) + Array("\",".utf8))
            passing = nil
            sink(Array(JSONWriter.bytes(.object(fields)).dropFirst()) + [0x0A])
            return
        }
        if let bytes = line.bytes {
            if let text = String(validating: bytes, as: UTF8.self) {
                fields["text"] = .string(text)
            } else {
                fields["base64"] = .string(String(decoding: Base64.encode(bytes[...]), as: UTF8.self))
            }
        }
        sink(JSONWriter.bytes(.object(fields)) + [0x0A])
    }
}

/// Base64 (RFC 4648, section 4).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let left = bytes.endIndex - index
            let group =
                UInt32(bytes[index]) << 16 | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0) | (left > 2 ? UInt32(bytes[index + 2]) : 0)
            for place in 0..<4 {
                out.append(place <= left ? alphabet[Int(group >> (18 - 6 * UInt32(place)) & 63)] : UInt8(ascii: "="))
            }
            index += 3
        }
        return out
    }
}

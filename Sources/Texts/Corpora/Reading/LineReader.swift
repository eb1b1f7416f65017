public import Diagnostics
internal import Glibc

/// Reads the lines of a file or of standard input, plain or packed with gzip or zstd, in blocks.
///
/// - Lines end in LF or CRLF; the last may end without either. A UTF-8 byte order mark at the start is skipped.
/// - Blank lines (spaces, tabs) are counted but not handed over; an input with no other line is `input/empty-file`.
/// - A line beyond the limit is refused. Where it is too long even to be held, its bytes go to `overlongBytes` as they pass, after
///   the lines before it have been handed over and before its own refusal is; memory stays bounded.
/// - A packed input that is cut or corrupt throws with the line that was reached; `unfinishedLine` holds what came of it.
///
/// A class because it owns the input. Memory: one block and one unfinished line. Time: O(bytes).
public final class LineReader {
    /// Bytes of one line, without its end.
    public static let maximumLineByteCount = 16 << 20
    static let blockByteCount = 1 << 20

    /// What the input is called in diagnostics: its path, or `<stdin>`.
    public let name: String
    /// Receives the bytes of over-long lines, piece by piece in order, with the number of the line.
    public var overlongBytes: ((_ line: Int, _ bytes: UnsafeRawBufferPointer) -> Void)?
    /// The start of the line in which a failing input ended (its bytes nil where they went to `overlongBytes`); nil unless reading failed inside a line.
    public private(set) var unfinishedLine: (number: Int, bytes: [UInt8]?)?

    private let source: any ByteSource
    private let maximumLineByteCount: Int
    private var carry: [UInt8] = []
    private var nextNumber = 1
    private var handedOver = 0
    private var atStart = true
    private var isFinished = false
    /// Bytes so far of the over-long line that is passing.
    private var overlongByteCount: Int?

    /// Opens the input. - Parameter path: a file, or `-` for standard input.
    public init(path: String, maximumLineByteCount: Int = LineReader.maximumLineByteCount) throws(Diagnostic) {
        name = InputName.shown(path)
        source = try UnpackedSource(path: path)
        self.maximumLineByteCount = maximumLineByteCount
    }

    /// The next lines, at least one; nil at the end.
    public func nextBlock() throws(Diagnostic) -> LineBlock? {
        while !isFinished {
            let fresh = try readMore()
            let block = fresh == 0 ? finish() : splitLines(fresh: fresh)
            guard let block else { continue }
            handedOver += block.lines.count
            return block
        }
        if handedOver == 0 {
            handedOver = -1
            throw Diagnostic(
                code: "input/empty-file", at: SourceSpan(file: name, line: 1), cause: "\(name) holds no line",
                hint: "an input has at least one JSON object per line; an empty one usually means that its writer failed")
        }
        return nil
    }

    /// Appends what the source gives to `carry`; the count of new bytes, 0 at the end.
    private func readMore() throws(Diagnostic) -> Int {
        if overlongByteCount == nil, carry.count > maximumLineByteCount + 1 {
            passOverlong(carry[...])
            carry = []
        }
        let kept = carry.count
        let room = max(Self.blockByteCount, kept)
        var failure: Diagnostic?
        let old = carry
        carry = []
        carry = [UInt8](unsafeUninitializedCapacity: kept + room) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            old.withUnsafeBytes { raw.copyMemory(from: $0) }
            count = kept
            do throws(Diagnostic) {
                count += try source.read(into: UnsafeMutableRawBufferPointer(rebasing: raw[kept...]))
            } catch { failure = error }
        }
        if let failure {
            isFinished = true
            handedOver = max(handedOver, 1)
            let column = (overlongByteCount ?? carry.count) + 1
            if column > 1 { unfinishedLine = (nextNumber, overlongByteCount == nil ? carry : nil) }
            carry = []
            throw Diagnostic(
                failure.severity, code: failure.code, at: SourceSpan(file: name, line: nextNumber, column: column), cause: failure.cause,
                hint: failure.hint)
        }
        if atStart, carry.count >= 3 || carry.count == kept {
            atStart = false
            if carry.starts(with: [0xEF, 0xBB, 0xBF]) {
                carry.removeFirst(3)
                // A mark alone is no end of the input.
                return max(1, carry.count)
            }
        }
        return carry.count - kept
    }

    private func finish() -> LineBlock? {
        isFinished = true
        let last = carry
        carry = []
        if overlongByteCount != nil { return LineBlock(file: name, lines: [closeOverlong(adding: last[...])], bytes: []) }
        var lines: [LineBlock.Line] = []
        last.withUnsafeBytes { addLine($0, 0..<last.count, to: &lines) }
        return lines.isEmpty ? nil : LineBlock(file: name, lines: lines, bytes: last)
    }

    /// Cuts `carry` into whole lines and keeps the rest for the next round.
    private func splitLines(fresh: Int) -> LineBlock? {
        var lines: [LineBlock.Line] = []
        lines.reserveCapacity(carry.count / 200)
        let bytes = carry
        var start = 0
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            // Bytes carried over hold no line end, so only the fresh ones are searched.
            var searched = max(0, buffer.count - fresh)
            while let end = memchr(base + searched, 0x0A, buffer.count - searched) {
                let stop = UnsafeRawPointer(end) - base
                if overlongByteCount != nil {
                    lines.append(closeOverlong(adding: bytes[start..<stop]))
                } else {
                    addLine(buffer, start..<stop, to: &lines)
                }
                start = stop + 1
                searched = start
            }
        }
        keepRest(of: bytes, from: start)
        return lines.isEmpty ? nil : LineBlock(file: name, lines: lines, bytes: bytes)
    }

    private func keepRest(of bytes: [UInt8], from start: Int) {
        if overlongByteCount == nil {
            carry = Array(bytes[start...])
        } else {
            passOverlong(bytes[start...])
            carry = []
        }
    }

    private func addLine(_ buffer: UnsafeRawBufferPointer, _ full: Range<Int>, to lines: inout [LineBlock.Line]) {
        var range = full
        if let last = range.last, buffer[last] == 0x0D { range = range.dropLast() }
        let isBlank = range.first { buffer[$0] != 0x20 && buffer[$0] != 0x09 } == nil
        if !isBlank {
            let refusal = range.count > maximumLineByteCount ? tooLong(byteCount: range.count) : nil
            lines.append(LineBlock.Line(number: nextNumber, range: range, refusal: refusal))
        }
        nextNumber += 1
    }

    private func passOverlong(_ piece: ArraySlice<UInt8>) {
        overlongByteCount = (overlongByteCount ?? 0) + piece.count
        if let overlongBytes { piece.withUnsafeBytes { overlongBytes(nextNumber, $0) } }
    }

    private func closeOverlong(adding piece: ArraySlice<UInt8>) -> LineBlock.Line {
        passOverlong(piece)
        defer {
            overlongByteCount = nil
            nextNumber += 1
        }
        return LineBlock.Line(number: nextNumber, range: nil, refusal: tooLong(byteCount: overlongByteCount ?? 0))
    }

    private func tooLong(byteCount: Int) -> Diagnostic {
        Diagnostic(
            code: "input/line-too-long", at: SourceSpan(file: name, line: nextNumber, column: maximumLineByteCount + 1),
            cause: "this line has \(byteCount) bytes, more than the \(maximumLineByteCount) that one line may have",
            hint: "write one JSON object per line; split large texts into several submissions")
    }
}

internal import CZlib
internal import Diagnostics

/// Unpacks gzip (RFC 1952) with zlib: members one after the other, zero padding at the end tolerated as gzip(1) does.
///
/// A class because zlib keeps a pointer to its stream, which must therefore stay where it is.
final class GzipSource: ByteSource {
    static let inputByteCount = 256 << 10

    private let packed: any ByteSource
    private let name: String
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawBufferPointer
    private var isOpen = false
    private var atMemberEnd = false
    private var inputEnded = false

    init(_ packed: any ByteSource, name: String) {
        self.packed = packed
        self.name = name
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        input = .allocate(byteCount: Self.inputByteCount, alignment: 16)
    }

    deinit {
        if isOpen { inflateEnd(stream) }
        stream.deallocate()
        input.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Diagnostic) -> Int {
        try openIfNeeded()
        stream.pointee.next_out = buffer.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(clamping: buffer.count)
        let wanted = stream.pointee.avail_out
        while stream.pointee.avail_out == wanted {
            if stream.pointee.avail_in == 0, !inputEnded { inputEnded = try refill() == 0 }
            if atMemberEnd {
                guard try startNextMember() else { return 0 }
            }
            // With no input left this still hands over what zlib holds back.
            switch inflate(stream, Z_NO_FLUSH) {
            case Z_OK: break
            case Z_STREAM_END: atMemberEnd = true
            case Z_BUF_ERROR where !inputEnded: break
            case Z_BUF_ERROR: throw truncated()
            default:
                // What was unpacked before the fault is delivered first; the next call meets the fault again.
                if stream.pointee.avail_out == wanted { throw corrupt() }
            }
        }
        return Int(wanted - stream.pointee.avail_out)
    }

    private func openIfNeeded() throws(Diagnostic) {
        guard !isOpen else { return }
        // 15 bits of window; 16 more ask for the gzip wrapping.
        guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Diagnostic(code: "input/read-failed", cause: "zlib could not be started for \(name)")
        }
        isOpen = true
    }

    private func refill() throws(Diagnostic) -> Int {
        let count = try packed.read(into: input)
        stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_in = UInt32(count)
        return count
    }

    /// False where nothing but zero padding follows.
    private func startNextMember() throws(Diagnostic) -> Bool {
        while true {
            while stream.pointee.avail_in > 0, stream.pointee.next_in.pointee == 0 {
                stream.pointee.next_in += 1
                stream.pointee.avail_in -= 1
            }
            if stream.pointee.avail_in > 0 { break }
            if inputEnded { return false }
            inputEnded = try refill() == 0
        }
        guard inflateReset(stream) == Z_OK else { throw corrupt() }
        atMemberEnd = false
        return true
    }

    private func truncated() -> Diagnostic {
        Diagnostic(
            code: "input/truncated-gzip", cause: "\(name) ends inside a gzip member",
            hint: "the transfer was cut short; fetch or pack the file again")
    }

    private func corrupt() -> Diagnostic {
        let detail = stream.pointee.msg.map { ": " + String(cString: $0) } ?? ""
        return Diagnostic(
            code: "input/corrupt-gzip", cause: "\(name) is not intact gzip\(detail)", hint: "test it with gzip -t; fetch or pack the file again")
    }
}

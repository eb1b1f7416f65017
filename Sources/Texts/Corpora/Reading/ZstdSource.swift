internal import CZstd
internal import Diagnostics

/// Unpacks Zstandard (RFC 8878) with libzstd: frames one after the other, skippable frames skipped.
///
/// A class because it owns a decompression context. Windows beyond libzstd's default limit of 128 MiB are refused, which bounds memory.
final class ZstdSource: ByteSource {
    static let inputByteCount = 256 << 10

    private let packed: any ByteSource
    private let name: String
    private let context: OpaquePointer?
    private let storage: UnsafeMutableRawBufferPointer
    private var input = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
    private var insideFrame = false
    /// The last call filled its buffer, so the context may have more to give without new input.
    private var holdsOutput = false

    init(_ packed: any ByteSource, name: String) {
        self.packed = packed
        self.name = name
        context = ZSTD_createDCtx()
        storage = .allocate(byteCount: Self.inputByteCount, alignment: 16)
    }

    deinit {
        ZSTD_freeDCtx(context)
        storage.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Diagnostic) -> Int {
        var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
        while output.pos == 0 {
            let drained = input.pos == input.size && !holdsOutput
            if drained, try refill() == 0 {
                guard !insideFrame else {
                    throw Diagnostic(
                        code: "input/truncated-zstd", cause: "\(name) ends inside a zstd frame",
                        hint: "the transfer was cut short; fetch or pack the file again")
                }
                return 0
            }
            let result = ZSTD_decompressStream(context, &output, &input)
            guard ZSTD_isError(result) == 0 else {
                throw Diagnostic(
                    code: "input/corrupt-zstd", cause: "\(name) is not intact zstd: \(String(cString: ZSTD_getErrorName(result)))",
                    hint: "test it with zstd -t; fetch or pack the file again")
            }
            insideFrame = result != 0
            holdsOutput = insideFrame && output.pos == output.size
        }
        return output.pos
    }

    private func refill() throws(Diagnostic) -> Int {
        let count = try packed.read(into: storage)
        input = ZSTD_inBuffer(src: storage.baseAddress, size: count, pos: 0)
        return count
    }
}

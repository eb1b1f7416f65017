internal import Diagnostics

/// Opens an input, looks at its first bytes and unpacks it where it is packed.
final class UnpackedSource: ByteSource {
    private let inner: any ByteSource

    init(path: String) throws(Diagnostic) {
        let file = PushbackSource(try FileDescriptorSource(path: path))
        let magic = try file.peek(CompressedFormat.magicByteCount)
        let found = CompressedFormat(magic: magic)
        let promised = CompressedFormat(name: path)
        if promised != .plain, found == .plain, !magic.isEmpty, !Self.isCutMagic(magic, of: promised) {
            throw Diagnostic(
                code: "input/not-\(promised.rawValue)", at: SourceSpan(file: path, line: 1),
                cause: "the name promises \(promised.rawValue), but the file does not begin like one",
                hint: "pack it again, or rename it if it is plain text")
        }
        switch Self.isCutMagic(magic, of: promised) ? promised : found {
        case .plain: inner = file
        case .gzip: inner = GzipSource(file, name: InputName.shown(path))
        case .zstd: inner = ZstdSource(file, name: InputName.shown(path))
        }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Diagnostic) -> Int { try inner.read(into: buffer) }

    /// A packed file cut inside its magic number is truncated, not of another kind.
    private static func isCutMagic(_ magic: [UInt8], of promised: CompressedFormat) -> Bool {
        switch promised {
        case .plain: false
        case .gzip: magic == [0x1F]
        case .zstd: !magic.isEmpty && magic.count < 4 && [0x28, 0xB5, 0x2F, 0xFD].starts(with: magic)
        }
    }
}

/// A source whose first bytes can be looked at before they are read.
final class PushbackSource: ByteSource {
    private let inner: any ByteSource
    private var pushed: [UInt8] = []

    init(_ inner: any ByteSource) { self.inner = inner }

    /// Up to `count` bytes from the start; fewer only at the end of the input.
    func peek(_ count: Int) throws(Diagnostic) -> [UInt8] {
        while pushed.count < count {
            let piece = try inner.readBytes(upTo: count - pushed.count)
            if piece.isEmpty { break }
            pushed += piece
        }
        return pushed
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Diagnostic) -> Int {
        guard !pushed.isEmpty else { return try inner.read(into: buffer) }
        let count = min(pushed.count, buffer.count)
        buffer.copyBytes(from: pushed[..<count])
        pushed.removeFirst(count)
        return count
    }
}

extension ByteSource {
    func readBytes(upTo count: Int) throws(Diagnostic) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let result: Result<Int, Diagnostic> = bytes.withUnsafeMutableBytes { buffer in
            do throws(Diagnostic) { return .success(try read(into: buffer)) } catch { return .failure(error) }
        }
        bytes.removeLast(count - (try result.get()))
        return bytes
    }
}

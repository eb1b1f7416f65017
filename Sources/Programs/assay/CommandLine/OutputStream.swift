import Glibc

/// Buffered bytes towards stdout, stderr or a file. A class because it owns the buffer.
final class OutputStream {
    /// What happens when nobody reads any more (`assay … | head`).
    enum ClosedReader: Sendable {
        /// Ends the process without noise: the rest of the output is all that was left to do.
        case exitQuietly
        /// Drops further output and lets the verb finish its work.
        case discard
    }

    private static let bufferByteCount = 64 << 10

    var whenClosed = ClosedReader.exitQuietly
    /// The number of the first failed write, other than a closed reader.
    private(set) var failure: Int32?
    private var isClosed = false
    private var buffer: [UInt8] = []
    private let send: (UnsafeRawBufferPointer) -> Int

    /// - Parameter descriptor: stays open.
    convenience init(descriptor: Int32) { self.init { Glibc.write(descriptor, $0.baseAddress, $0.count) } }

    /// - Parameter send: writes some of the bytes and returns how many, or -1 with `errno` set.
    init(send: @escaping (UnsafeRawBufferPointer) -> Int) { self.send = send }

    func write(_ text: String) { write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) {
        guard !isClosed else { return }
        buffer += bytes
        if buffer.count >= Self.bufferByteCount { flush() }
    }

    func writeLine(_ text: String) { write(text + "\n") }

    func flush() {
        let pending = buffer
        buffer.removeAll(keepingCapacity: true)
        pending.withUnsafeBytes { all in
            var rest = all[...]
            while !rest.isEmpty, !isClosed {
                let count = send(UnsafeRawBufferPointer(rebasing: rest))
                if count >= 0 {
                    rest = rest.dropFirst(count)
                } else if errno != EINTR {
                    close(errno)
                }
            }
        }
    }

    private func close(_ code: Int32) {
        isClosed = true
        guard code == EPIPE else {
            failure = failure ?? code
            return
        }
        if whenClosed == .exitQuietly { exit(ExitCode.clean.rawValue) }
    }
}

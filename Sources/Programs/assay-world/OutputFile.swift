internal import Glibc

/// A file being written; every failure is thrown, the last one on closing.
final class OutputFile {
    private let path: String
    private let stream: UnsafeMutablePointer<FILE>

    init(_ path: String) throws {
        guard let stream = fopen(path, "w") else { throw FileProblem(path: path) }
        self.path = path
        self.stream = stream
    }

    func write(_ bytes: [UInt8]) throws {
        guard fwrite(bytes, 1, bytes.count, stream) == bytes.count else { throw FileProblem(path: path) }
    }

    func close() throws {
        guard fclose(stream) == 0 else { throw FileProblem(path: path) }
    }
}

/// A file that could not be written, with the system's reason.
struct FileProblem: Error, CustomStringConvertible {
    let path: String
    let reason = String(cString: strerror(errno))

    var description: String { "\(path): \(reason)" }
}

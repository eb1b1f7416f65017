internal import Diagnostics
internal import Glibc

/// Bytes of one input as they come: from a file, from standard input, or out of a decompressor.
protocol ByteSource: AnyObject {
    /// Fills some of the buffer and returns how many bytes; 0 means the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Diagnostic) -> Int
}

/// Reads a file or standard input with `read(2)`. A class because it owns a descriptor, closed when it goes.
final class FileDescriptorSource: ByteSource {
    private let descriptor: Int32
    private let name: String
    private let ownsDescriptor: Bool

    /// - Parameter path: a file, or `-` for standard input.
    init(path: String) throws(Diagnostic) {
        name = InputName.shown(path)
        guard path != "-" else {
            descriptor = 0
            ownsDescriptor = false
            return
        }
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.openFailure(path: path, code: errno) }
        ownsDescriptor = true
    }

    /// Looks whether each input is there and is no directory, without opening it (a pipe can be opened only once). `-` always is.
    static func check(_ paths: [String]) throws(BadInput) {
        var bad = BadInput()
        for path in paths where path != "-" {
            var status = stat()
            if stat(path, &status) != 0 || access(path, R_OK) != 0 {
                bad.add(openFailure(path: path, code: errno))
            } else if status.st_mode & S_IFMT == S_IFDIR {
                bad.add(isDirectory(path))
            }
        }
        guard bad.isEmpty else { throw bad }
    }

    deinit { if ownsDescriptor { close(descriptor) } }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Diagnostic) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            let code = errno
            if code == EINTR { continue }
            if code == EISDIR { throw Self.isDirectory(name) }
            throw Diagnostic(code: "input/read-failed", cause: "reading \(name) failed: \(String(cString: strerror(code)))")
        }
    }

    private static func openFailure(path: String, code: Int32) -> Diagnostic {
        switch code {
        case ENOENT:
            Diagnostic(code: "input/not-found", cause: "there is no file \(path)", hint: "check the path; - reads standard input")
        case EACCES, EPERM: Diagnostic(code: "input/not-readable", cause: "\(path) may not be read by this user", hint: nil)
        default: Diagnostic(code: "input/not-readable", cause: "\(path) cannot be opened: \(String(cString: strerror(code)))", hint: nil)
        }
    }

    private static func isDirectory(_ path: String) -> Diagnostic {
        Diagnostic(code: "input/is-a-directory", cause: "\(path) is a directory", hint: "name its files, for example \(glob(path))")
    }

    private static func glob(_ path: String) -> String { (path.hasSuffix("/") ? path : path + "/") + "*.jsonl" }
}

/// What an input is called in a diagnostic.
enum InputName {
    static func shown(_ path: String) -> String { path == "-" ? "<stdin>" : path }
}

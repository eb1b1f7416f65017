import Diagnostics
import Glibc

/// The few things that the verbs ask of the system; every failure names the path and the cause.
enum FileSystem {
    /// Processors that are online, at least one.
    static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Bytes of memory in the machine.
    static var physicalByteCount: Int { max(1 << 30, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))) }

    /// Where large temporary files go: TMPDIR, else /var/tmp, which unlike /tmp is never memory.
    static var temporaryDirectory: String { environment("TMPDIR") ?? "/var/tmp" }

    /// Nil where the variable is not set, or empty.
    static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } }

    static func read(_ path: String, limit: Int = 64 << 20) throws(Diagnostic) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("input/cannot-open", "\(path) cannot be read") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw failure("input/cannot-read", "\(path) cannot be read") }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= limit else {
                throw Diagnostic(code: "input/too-large", cause: "\(path) has more than the \(limit) bytes allowed")
            }
        }
    }

    /// Reads a file that nobody named on the command line: never a pipe or a device, which could keep the program waiting.
    static func readPlain(_ path: String) throws(Diagnostic) -> [UInt8] {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw Diagnostic(code: "input/cannot-read", cause: "\(path) cannot be read: it is no plain file", hint: "only plain files are read here")
        }
        return try read(path)
    }

    /// Replaces the file as a whole: whoever reads it sees the old bytes or the new ones.
    static func write(_ bytes: [UInt8], to path: String) throws(Diagnostic) {
        let file = try FileWriter(path)
        try file.write(bytes)
        try file.finish()
    }

    /// Makes the directory and those above it.
    static func makeDirectory(_ path: String) throws(Diagnostic) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/" + part
            if mkdir(made, 0o777) != 0, errno != EEXIST { throw failure("output/cannot-create", "the directory \(made) cannot be made") }
        }
        guard isDirectory(path) else {
            throw Diagnostic(code: "output/not-a-directory", cause: "\(path) is not a directory", hint: "name another one")
        }
    }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// True where group or others may read the file.
    static func isReadableByOthers(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & (S_IRGRP | S_IROTH) != 0
    }

    /// The path from the root, without links or steps up; the path itself where there is no such file.
    static func absolute(_ path: String) -> String {
        guard let found = realpath(path, nil) else { return path }
        defer { free(found) }
        return String(cString: found)
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Names in the directory, sorted, without hidden ones.
    static func list(_ path: String) throws(Diagnostic) -> [String] {
        guard let directory = opendir(path) else { throw failure("input/cannot-open", "the directory \(path) cannot be read") }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// The directory of the running program.
    static var programDirectory: String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return nil }
        let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) }
    }

    static func failure(_ code: String, _ cause: String) -> Diagnostic {
        Diagnostic(code: code, cause: "\(cause): \(String(cString: strerror(errno)))")
    }
}

/// Writes a file beside its final place and moves it there when it is whole. A class because it owns the descriptor.
final class FileWriter {
    private let path: String
    private let partial: String
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private static let bufferBytes = 1 << 18

    init(_ path: String) throws(Diagnostic) {
        self.path = path
        partial = path + ".partial"
        descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileSystem.failure("output/cannot-create", "\(path) cannot be written") }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(partial)
    }

    func write(_ bytes: [UInt8]) throws(Diagnostic) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    func finish() throws(Diagnostic) {
        try flush()
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(partial, path) == 0 else { throw FileSystem.failure("output/cannot-write", "\(path) cannot be written") }
    }

    private func flush() throws(Diagnostic) {
        var start = 0
        while start < buffer.count {
            let count = buffer[start...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw FileSystem.failure("output/cannot-write", "\(path) cannot be written") }
            start += count
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

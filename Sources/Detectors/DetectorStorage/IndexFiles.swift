internal import Glibc
internal import NearDuplicates

/// The files of one index: written whole under another name, synced, and only then named.
final class IndexFiles {
    let directory: String
    private let lock: Int32

    private static let lockName = "LOCK"
    private static let temporarySuffix = ".tmp"
    private static let pollMilliseconds = 10

    /// Makes the directory where there is none, and takes the writer's lock, which ends with the process.
    init(directory: String, lockTimeoutMilliseconds: Int) throws(IndexError) {
        self.directory = directory
        if mkdir(directory, 0o755) != 0, errno != EEXIST { throw Self.failure("cannot make the directory \(directory)", errno) }
        lock = open(directory + "/" + Self.lockName, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard lock >= 0 else { throw Self.failure("cannot write to \(directory)", errno) }
        var waited = 0
        while flock(lock, LOCK_EX | LOCK_NB) != 0 {
            guard waited < lockTimeoutMilliseconds else {
                _ = close(lock)
                throw IndexError(
                    "index/locked", "another process is using \(directory)", hint: "waited \(lockTimeoutMilliseconds) ms; wait for it to end")
            }
            _ = usleep(UInt32(Self.pollMilliseconds * 1000))
            waited += Self.pollMilliseconds
        }
    }

    deinit { _ = close(lock) }

    static func failure(_ what: String, _ code: Int32) -> IndexError {
        let reason = String(cString: strerror(code))
        let hint: String? =
            switch code {
            case ENOSPC, EDQUOT: "free some space and repeat; what was acknowledged is kept"
            case EACCES, EPERM, EROFS: "check the permissions of the directory"
            case ENOENT, ENOTDIR: "make the directory above it first"
            default: nil
            }
        return IndexError(code == ENOSPC || code == EDQUOT ? "index/disk-full" : "index/io", "\(what): \(reason)", hint: hint)
    }

    func path(_ name: String) -> String { directory + "/" + name }

    /// Nil where there is no such file.
    func contents(_ name: String) throws(IndexError) -> [UInt8]? {
        let descriptor = open(path(name), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw Self.failure("cannot read \(path(name))", errno)
        }
        defer { _ = close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: max(0, Int(lseek(descriptor, 0, SEEK_END))))
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done, off_t(done)) }
            guard count > 0 else { throw Self.failure("cannot read \(path(name))", count < 0 ? errno : EIO) }
            done += count
        }
        return bytes
    }

    func byteCount(_ name: String) -> Int {
        var status = stat()
        return stat(path(name), &status) == 0 ? Int(status.st_size) : 0
    }

    func names() throws(IndexError) -> [String] {
        guard let stream = opendir(directory) else { throw Self.failure("cannot read \(directory)", errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } }
            if ![".", "..", Self.lockName].contains(name), !name.hasSuffix(Self.temporarySuffix) { names.append(name) }
        }
        return names.sorted()
    }

    /// A file that takes its name only once all of it is on the disk.
    func write(_ name: String, _ bytes: [UInt8]) throws(IndexError) { try write(name) { try $0(bytes) } }

    func write(_ name: String, _ body: (([UInt8]) throws -> Void) throws -> Void) throws(IndexError) {
        let temporary = path(name) + Self.temporarySuffix
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.failure("cannot write \(temporary)", errno) }
        do {
            try body { try Self.write($0, to: descriptor, temporary) }
            guard fsync(descriptor) == 0 else { throw Self.failure("cannot sync \(temporary)", errno) }
        } catch {
            _ = close(descriptor)
            _ = unlink(temporary)
            throw error as? IndexError ?? Self.failure("cannot write \(temporary)", EIO)
        }
        _ = close(descriptor)
        guard rename(temporary, path(name)) == 0 else { throw Self.failure("cannot name \(path(name))", errno) }
        try syncDirectory()
    }

    func syncDirectory() throws(IndexError) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("cannot sync \(directory)", errno) }
        defer { _ = close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Self.failure("cannot sync \(directory)", errno) }
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(IndexError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("cannot write \(path)", count < 0 ? errno : EIO) }
            done += count
        }
    }

    /// Maps a file for reading; the mapping lives as long as what is returned.
    func map(_ name: String) throws(IndexError) -> MappedFile {
        let descriptor = open(path(name), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("cannot read \(path(name))", errno) }
        defer { _ = close(descriptor) }
        let count = Int(lseek(descriptor, 0, SEEK_END))
        guard count > 0, let start = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
            throw IndexError(
                "index/damaged", "\(path(name)) is empty or cannot be mapped", hint: "remove the index and build it anew from the submissions")
        }
        return MappedFile(bytes: UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Removes what a crash or a merge left.
    func removeAll(but kept: Set<String>) throws(IndexError) {
        for name in try names() where !kept.contains(name) && name != IndexManifest.fileName { _ = unlink(path(name)) }
    }
}

/// A file mapped for reading. A class because the mapping ends with it.
final class MappedFile {
    let bytes: UnsafeRawBufferPointer

    init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}

/// The log of an index, to which whole groups of records are appended.
final class IndexLog {
    private let descriptor: Int32
    private let path: String
    private(set) var byteCount: Int

    init(_ files: IndexFiles, _ name: String) throws(IndexError) {
        path = files.path(name)
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw IndexFiles.failure("cannot write \(path)", errno) }
        byteCount = Int(lseek(descriptor, 0, SEEK_END))
        try files.syncDirectory()
    }

    deinit { _ = close(descriptor) }

    func contents() throws(IndexError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done, off_t(done)) }
            guard count > 0 else { throw IndexFiles.failure("cannot read \(path)", count < 0 ? errno : EIO) }
            done += count
        }
        return bytes
    }

    func cut(to length: Int) throws(IndexError) {
        guard ftruncate(descriptor, off_t(length)) == 0, fdatasync(descriptor) == 0 else { throw IndexFiles.failure("cannot cut \(path)", errno) }
        byteCount = length
        _ = lseek(descriptor, 0, SEEK_END)
    }

    /// Returns after the bytes are on the disk. After a failure nothing of them is kept.
    func append(_ bytes: [UInt8]) throws(IndexError) {
        do throws(IndexError) {
            try IndexFiles.write(bytes, to: descriptor, path)
            guard fdatasync(descriptor) == 0 else { throw IndexFiles.failure("cannot sync \(path)", errno) }
        } catch {
            _ = ftruncate(descriptor, off_t(byteCount))
            _ = lseek(descriptor, 0, SEEK_END)
            throw error
        }
        byteCount += bytes.count
    }
}

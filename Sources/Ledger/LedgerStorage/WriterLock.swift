internal import Glibc
internal import Ledger

/// The right to write to a ledger: an advisory lock on a file beside it, which says who holds it and ends with its process.
///
/// A file of its own, because closing any other descriptor of the database file would drop the locks that SQLite holds on it.
final class WriterLock {
    private let descriptor: Int32

    /// Waits up to the timeout for the holder to end.
    init(besideLedgerAt path: String, timeoutMilliseconds: Int) throws(LedgerError) {
        let lockPath = path + ".lock"
        descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.cannotOpen(lockPath, errno) }
        var waited = 0
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard waited < timeoutMilliseconds else {
                let holder = Self.holder(descriptor)
                _ = Glibc.close(descriptor)
                throw LedgerError(
                    .locked, cause: "\(holder) is writing to \(path)",
                    hint: "waited \(timeoutMilliseconds) ms; wait for it to end, or open the ledger for reading only")
            }
            _ = usleep(UInt32(Self.pollMilliseconds * 1000))
            waited += Self.pollMilliseconds
        }
        let text = "\(getpid())\n"
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.utf8.count, 0)
    }

    deinit {
        _ = ftruncate(descriptor, 0)
        _ = Glibc.close(descriptor)
    }

    private static let pollMilliseconds = 10

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { (0x30...0x39).contains($0) }
        return digits.isEmpty ? "another process" : "process \(String(decoding: digits, as: UTF8.self))"
    }

    private static func cannotOpen(_ path: String, _ code: Int32) -> LedgerError {
        switch code {
        case EACCES, EPERM, EROFS:
            LedgerError(.readOnly, cause: "\(path) cannot be written: \(reason(code))", hint: "check the permissions of the ledger's directory")
        case ENOENT, ENOTDIR:
            LedgerError(.missing, cause: "the directory of \(path) does not exist", hint: "make the directory first")
        case ENOSPC, EDQUOT:
            LedgerError(.diskFull, cause: "no space is left for \(path)", hint: "free some space and repeat")
        default: LedgerError(.inputOutput, cause: "\(path): \(reason(code))")
        }
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}

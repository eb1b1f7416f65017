internal import Glibc
internal import Ledger

/// What the file system says of the place where a ledger should be, where it knows better than SQLite why nothing can be opened there.
enum LedgerPlace {
    /// Why the file cannot be reached or read; nil where that is not what is wrong.
    static func problem(_ path: String) -> LedgerError? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == EACCES || errno == ELOOP || errno == ENAMETOOLONG else { return nil }
            return LedgerError(
                .inputOutput, cause: "\(path) cannot be reached: \(String(cString: strerror(errno)))",
                hint: "check the path, and the permissions of the directories that lead to it")
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            return LedgerError(.notALedger, cause: "\(path) is a directory", hint: "name the ledger's file in it")
        }
        guard access(path, R_OK) == 0 else {
            return LedgerError(
                .inputOutput, cause: "\(path) cannot be read: \(String(cString: strerror(errno)))",
                hint: "check the permissions of the file; its owner may read it")
        }
        return nil
    }
}

/// How a run ended, for the shell.
enum ExitCode: Int32, Sendable {
    /// Nothing was flagged and every check passed.
    case clean = 0
    /// Something was flagged, or a check failed.
    case findings = 1
    /// The command could not do its work: bad input, bad usage, a full disk.
    case cannotRun = 2
}

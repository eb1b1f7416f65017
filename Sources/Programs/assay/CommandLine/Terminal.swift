import Diagnostics
import Glibc

/// Where a verb's output goes and how it should look. A class because it owns the streams.
final class Terminal {
    let stdout: OutputStream
    let stderr: OutputStream
    /// Columns of the terminal; 80 where there is none.
    let width: Int
    let stdoutIsTerminal: Bool
    let stderrIsTerminal: Bool
    private let environmentAllowsColour: Bool
    private(set) var options = CommonOptions()

    init(
        stdout: OutputStream, stderr: OutputStream, width: Int = 80, stdoutIsTerminal: Bool = false, stderrIsTerminal: Bool = false,
        environment: (String) -> String? = { _ in nil }
    ) {
        self.stdout = stdout
        self.stderr = stderr
        self.width = width
        self.stdoutIsTerminal = stdoutIsTerminal
        self.stderrIsTerminal = stderrIsTerminal
        environmentAllowsColour = (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
    }

    /// The process's own streams. From here on a closed pipe is an error of a write, not a signal.
    static func ofProcess() -> Terminal {
        signal(SIGPIPE, SIG_IGN)
        var size = winsize()
        let known = ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col >= 20
        return Terminal(
            stdout: OutputStream(descriptor: 1), stderr: OutputStream(descriptor: 2), width: known ? Int(size.ws_col) : 80,
            stdoutIsTerminal: isatty(1) == 1, stderrIsTerminal: isatty(2) == 1, environment: { name in getenv(name).map { String(cString: $0) } })
    }

    func configure(_ options: CommonOptions, writesState: Bool) {
        self.options = options
        stdout.whenClosed = writesState ? .discard : .exitQuietly
    }

    var format: OutputFormat { options.format ?? (stdoutIsTerminal ? .table : .jsonl) }

    var coloursStdout: Bool { colours(stdoutIsTerminal) }
    var coloursStderr: Bool { colours(stderrIsTerminal) }

    private func colours(_ isTerminal: Bool) -> Bool {
        switch options.colour {
        case .always: true
        case .never: false
        case .auto: isTerminal && environmentAllowsColour
        }
    }

    /// Writes a diagnostic to stderr at once, after everything that stdout still holds.
    func report(_ diagnostic: Diagnostic) {
        stdout.flush()
        stderr.writeLine(diagnostic.text(colour: coloursStderr))
        stderr.flush()
    }

    /// A line for people on stderr; silenced by `--quiet`.
    func note(_ text: String) {
        guard !options.quiet else { return }
        stdout.flush()
        stderr.writeLine(text)
        stderr.flush()
    }

    /// A progress bar on stderr; it shows only on a terminal and not under `--quiet`.
    func progress(_ label: String, total: Int? = nil) -> ProgressBar {
        ProgressBar(label: label, total: total, stream: stderrIsTerminal && !options.quiet ? stderr : nil, width: width)
    }

    /// Starts rows in the asked format; `columns` are the columns of a table and of CSV, in order.
    func rows(_ columns: [String]) -> RowWriter { RowWriter(columns: columns, format: format, to: stdout, width: stdoutIsTerminal ? width : nil) }

    /// The same for a verb with formats of its own; those that are no rows count as none given.
    func rows(_ columns: [String], format own: (some RawRepresentable<String>)?) -> RowWriter {
        let format = own.flatMap { OutputFormat(rawValue: $0.rawValue) } ?? format
        return RowWriter(columns: columns, format: format, to: stdout, width: stdoutIsTerminal ? width : nil)
    }
}

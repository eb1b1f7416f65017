import CanonicalJSON
import Diagnostics
import Glibc
import Testing

@testable import assay

@Suite("Rows, colours, progress and closed pipes")
struct OutputTests {
    private let rows: [JSONObject] = [
        JSONObject([("name", "a,\"b\""), ("count", 12), ("extra", ["x"])] as [(String, JSONValue)]),
        JSONObject([("name", "two\nlines"), ("count", 3), ("share", .decimal("0.5"))] as [(String, JSONValue)]),
    ]

    private func render(_ format: OutputFormat, width: Int? = nil, rows: [JSONObject]? = nil) -> String {
        var bytes: [UInt8] = []
        let stream = OutputStream {
            bytes += $0
            return $0.count
        }
        let writer = RowWriter(columns: ["name", "count", "share"], format: format, to: stream, width: width)
        for row in rows ?? self.rows { writer.write(row) }
        writer.finish()
        stream.flush()
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("jsonl: one object per line with every member")
    func jsonl() {
        #expect(render(.jsonl) == "{\"count\":12,\"extra\":[\"x\"],\"name\":\"a,\\\"b\\\"\"}\n{\"count\":3,\"name\":\"two\\nlines\",\"share\":0.5}\n")
    }

    @Test("json: one array, also of nothing")
    func json() throws {
        #expect(try JSONParser.parse(render(.json)).arrayValue?.count == 2)
        #expect(try JSONParser.parse(render(.json, rows: [])) == .array([]))
    }

    @Test("csv: a header, quotes where they are needed, empty cells for absent members")
    func csv() {
        #expect(render(.csv) == "name,count,share\n\"a,\"\"b\"\"\",12,\n\"two\nlines\",3,0.5\n")
    }

    @Test("table: numbers to the right, nothing tears a line, no blanks at line ends")
    func table() {
        #expect(render(.table) == "name       count  share\na,\"b\"         12\ntwo lines      3    0.5\n")
    }

    @Test("a table is cut to the terminal, the widest column first")
    func cut() {
        let long = JSONObject([("name", .string(String(repeating: "long ", count: 30))), ("count", 1), ("share", 1)] as [(String, JSONValue)])
        let text = render(.table, width: 40, rows: [long])
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 40 })
        #expect(text.contains("…"))
    }

    @Test("what a terminal would obey is shown by its code point, not obeyed")
    func hidden() {
        let hostile = JSONObject([("name", "a\u{1B}[2Jb\u{202E}c"), ("count", 1)] as [(String, JSONValue)])
        let text = render(.table, rows: [hostile])
        #expect(text.contains("a⟨U+001B⟩[2Jb⟨U+202E⟩c"))
        #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
    }

    private func terminal(isTerminal: Bool, environment: [String: String] = [:], _ set: (inout CommonOptions) -> Void = { _ in }) -> Terminal {
        let quiet = OutputStream { $0.count }
        let terminal = Terminal(
            stdout: quiet, stderr: quiet, width: 80, stdoutIsTerminal: isTerminal, stderrIsTerminal: isTerminal, environment: { environment[$0] })
        var options = CommonOptions()
        set(&options)
        terminal.configure(options, writesState: false)
        return terminal
    }

    @Test("a table on a terminal, JSON lines elsewhere, and what was asked for anywhere")
    func format() {
        #expect(terminal(isTerminal: true).format == .table)
        #expect(terminal(isTerminal: false).format == .jsonl)
        #expect(terminal(isTerminal: true) { $0.format = .csv }.format == .csv)
    }

    @Test("colours only on a terminal, never against NO_COLOR unless asked for")
    func colours() {
        #expect(terminal(isTerminal: true).coloursStderr)
        #expect(!terminal(isTerminal: false).coloursStderr)
        #expect(!terminal(isTerminal: true, environment: ["NO_COLOR": "1"]).coloursStderr)
        #expect(terminal(isTerminal: true, environment: ["NO_COLOR": ""]).coloursStderr)
        #expect(!terminal(isTerminal: true, environment: ["TERM": "dumb"]).coloursStderr)
        #expect(terminal(isTerminal: false, environment: ["NO_COLOR": "1"]) { $0.colour = .always }.coloursStdout)
        #expect(!terminal(isTerminal: true) { $0.colour = .never }.coloursStdout)
    }

    @Test("a progress bar shows on a terminal only, and never wraps")
    func progress() {
        for (isTerminal, quiet, shows) in [(true, false, true), (false, false, false), (true, true, false)] {
            let run = CapturedRun("--version")
            let terminal = run.terminal(isTerminal: isTerminal)
            var options = CommonOptions()
            options.quiet = quiet
            terminal.configure(options, writesState: false)
            let bar = terminal.progress("screening", total: 200)
            for _ in 0..<200 { bar.advance() }
            bar.finish()
            #expect(run.stderr.contains("100% (200/200)") == shows)
            #expect(bar.text.count < 80)
        }
        #expect(ProgressBar(label: String(repeating: "x", count: 200), total: 5, stream: nil, width: 40).text.count < 40)
    }

    @Test("a verb that writes state goes on when its reader leaves")
    func closedPipe() {
        let stream = OutputStream { _ in
            errno = EPIPE
            return -1
        }
        stream.whenClosed = .discard
        stream.write("lost")
        stream.flush()
        stream.write("also lost")
        stream.flush()
        #expect(stream.failure == nil)
    }

    @Test("a full disk is a failure of the run")
    func fullDisk() {
        let full = OutputStream { _ in
            errno = ENOSPC
            return -1
        }
        var err: [UInt8] = []
        let stderr = OutputStream {
            err += $0
            return $0.count
        }
        let code = CommandLineTool(table: Assay.table, terminal: Terminal(stdout: full, stderr: stderr)).run(["--version"])
        #expect(code == .cannotRun)
        #expect(String(decoding: err, as: UTF8.self).contains("output/write-failed"))
    }

    @Test("partial and interrupted writes lose nothing")
    func partialWrites() {
        var bytes: [UInt8] = []
        var calls = 0
        let stream = OutputStream { buffer in
            calls += 1
            if calls % 3 == 0 {
                errno = EINTR
                return -1
            }
            let part = buffer.prefix(7)
            bytes += part
            return part.count
        }
        let text = (1...500).map { "line \($0)\n" }.joined()
        stream.write(text)
        stream.flush()
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test("failures of a verb become diagnostics and exit 2")
    func failures() {
        func run(_ fault: some Error & Sendable) -> CapturedRun {
            let command = Command("fail", section: .other, abstract: "fails") { (_: NoOptions, _) in throw fault }
            return CapturedRun("fail", table: CommandTable(version: "1", commands: [command], groups: []))
        }
        struct Odd: Error {}
        let known = run(Diagnostic(code: "input/not-found", at: SourceSpan(file: "x", line: 2, column: 3), cause: "gone", hint: "look"))
        #expect(known.code == .cannotRun)
        #expect(known.stderr == "x:2:3: error[input/not-found]: gone\n  hint: look\n")
        #expect(run(Odd()).stderr.contains("internal/unexpected"))
    }
}

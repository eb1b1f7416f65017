import CanonicalJSON
import Contributions
import Diagnostics
import Ledger
import LedgerStorage

/// Checks and prints a ledger; neither changes it.
enum LedgerJobs {
    static func verify(_ options: LedgerVerifyOptions, _ terminal: Terminal) throws -> ExitCode {
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readOnly)
        let report = try LedgerVerifier.verify(store)
        if let fault = report.fault { terminal.report(fault.diagnostic) }
        let rows = terminal.rows(["sound", "entries", "verified", "head", "events", "verdicts", "first_bad", "fault"])
        rows.write(
            JSONObject([
                ("sound", .bool(report.fault == nil)), ("entries", .integer(Int64(store.count))), ("verified", .integer(Int64(report.verified))),
                ("head", .string(report.digest.description)), ("events", .integer(Int64(report.countByKind[.event] ?? 0))),
                ("verdicts", .integer(Int64(report.countByKind[.verdict] ?? 0))),
                ("first_bad", report.fault.map { .integer(Int64($0.position)) } ?? .null),
                ("fault", report.fault.map { .string($0.kind.rawValue) } ?? .null),
            ]))
        rows.finish()
        return report.fault == nil ? .clean : .findings
    }

    static func export(_ options: LedgerExportOptions, _ terminal: Terminal) throws -> ExitCode {
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readOnly)
        let rows = terminal.rows(["position", "kind", "time", "digest"])
        var failure: Diagnostic?
        try store.visit(from: 0) { entry in
            do throws(JSONSyntaxError) {
                rows.write(
                    JSONObject([
                        ("position", .integer(Int64(entry.position))), ("kind", .string("\(entry.kind)")), ("time", .string(entry.time.rfc3339)),
                        ("body", try JSONParser.parse(entry.body)), ("previous", .string(entry.previous.hex)), ("digest", .string(entry.digest.hex)),
                    ]))
                return true
            } catch {
                failure = Diagnostic(
                    code: "ledger/malformed-body", cause: "entry \(entry.position) does not hold JSON: \(error.cause)",
                    hint: "run `assay ledger verify` to find the first entry that was changed")
                return false
            }
        }
        rows.finish()
        if let failure { throw failure }
        return .clean
    }
}

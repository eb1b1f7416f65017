import CanonicalJSON
import Contributions
import Diagnostics
import Ledger
import LedgerStorage

/// Checks and prints a ledger; neither changes it.
enum LedgerJobs {
    static func verify(_ options: LedgerVerifyOptions, _ terminal: Terminal) throws -> ExitCode {
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readOnly)
        let checkpoint = try options.against.map { try CheckpointJobs.exported($0, key: options.key, for: store) }
        let report = try LedgerVerifier.verify(
            store, depth: options.chain ? .chain : .contents, rootsAt: checkpoint.map { [$0.checkpoint.size] } ?? [])
        var fault = report.fault
        if fault == nil, let checkpoint {
            fault = checkpoint.fault(count: store.count, rootAtSize: report.roots[checkpoint.checkpoint.size])
        }
        if fault == nil { fault = try storedCheckpointFault(store) }
        if let fault { terminal.report(fault.diagnostic) }
        let rows = terminal.rows([
            "sound", "entries", "verified", "depth", "head", "root", "events", "verdicts", "against", "first_bad", "fault",
        ])
        func number(_ value: Int?) -> JSONValue { value.map { .integer(Int64($0)) } ?? .null }
        var row = JSONObject()
        row["sound"] = .bool(fault == nil)
        row["entries"] = number(store.count)
        row["verified"] = number(report.verified)
        row["depth"] = .string(options.chain ? "chain" : "contents")
        row["head"] = .string(report.digest.description)
        row["root"] = .string(report.root.description)
        row["events"] = number(report.countByKind[.event] ?? 0)
        row["verdicts"] = number(report.countByKind[.verdict] ?? 0)
        row["against"] = number(checkpoint?.checkpoint.size)
        row["first_bad"] = number(fault?.position)
        row["fault"] = fault.map { .string($0.kind.rawValue) } ?? .null
        rows.write(row)
        rows.finish()
        return fault == nil ? .clean : .findings
    }

    /// Compares the ledger with the checkpoints that it keeps itself.
    private static func storedCheckpointFault(_ store: SQLiteLedgerStore) throws -> LedgerFault? {
        let key = try store.identity()?.verifierKey
        var tree = store.tree()
        do throws(LedgerError) {
            for signed in try store.checkpoints() {
                guard let key else {
                    return LedgerFault(position: signed.checkpoint.size, kind: .derivedState, cause: "the ledger's public key is lost")
                }
                try signed.requireSignature(by: key, name: "a stored checkpoint")
                let size = signed.checkpoint.size
                let root = size <= store.count ? try tree.root(atSize: size) : nil
                if let fault = signed.fault(count: store.count, rootAtSize: root) { return fault }
            }
        } catch { return LedgerFault(position: error.position ?? store.count, kind: .derivedState, cause: error.cause) }
        return nil
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

import CanonicalJSON
import Contributions
import Diagnostics
import Ledger
import LedgerStorage
import Rewards

/// Checks and prints a ledger; neither changes it.
enum LedgerJobs {
    static func verify(_ options: LedgerVerifyOptions, _ terminal: Terminal) throws -> ExitCode {
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readOnly)
        let checkpoint = try options.against.map { try CheckpointJobs.exported($0, key: options.key, for: store) }
        let pageFault = try store.pageFault()
        if let pageFault { terminal.report(pageFault.diagnostic) }
        let report = try LedgerVerifier.verify(
            store, depth: options.chain ? .chain : .contents, rootsAt: checkpoint.map { [$0.checkpoint.size] } ?? [],
            threadCount: options.threads ?? FileSystem.processorCount)
        var fault = report.fault
        if fault == nil, let checkpoint {
            fault = checkpoint.fault(count: store.count, rootAtSize: report.roots[checkpoint.checkpoint.size])
        }
        if fault == nil { fault = try storedCheckpointFault(store) }
        // The lives of the rewards are read only where every entry is as it was written.
        if fault == nil, !options.chain, report.firstPosting != nil { fault = try RewardBook.fault(in: store) }
        if let fault { terminal.report(fault.diagnostic) }
        // A damaged page is named beside the entry that it damaged, and alone where it holds none.
        fault = fault ?? pageFault
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
        if let dialect = options.format.flatMap({ PlainTextJournal.Dialect(rawValue: $0.rawValue) }) {
            try exportJournal(store, dialect, terminal)
        } else if options.transfers {
            try exportTransfers(store, terminal, options.format)
        } else {
            try exportEntries(store, terminal, options.format)
        }
        return .clean
    }

    private static func exportEntries(_ store: SQLiteLedgerStore, _ terminal: Terminal, _ format: ExportFormat?) throws {
        let rows = terminal.rows(["position", "kind", "time", "digest"], format: format)
        var failure: Diagnostic?
        try store.visit(from: 0) { entry in
            do throws(LedgerError) {
                rows.write(
                    JSONObject([
                        ("position", .integer(Int64(entry.position))), ("kind", .string("\(entry.kind)")), ("time", .string(entry.time.rfc3339)),
                        ("body", try entry.bodyJSON()), ("previous", .string(entry.previous.hex)), ("digest", .string(entry.digest.hex)),
                    ]))
                return true
            } catch {
                failure = error.diagnostic
                return false
            }
        }
        rows.finish()
        if let failure { throw failure }
    }

    private static func exportTransfers(_ store: SQLiteLedgerStore, _ terminal: Terminal, _ format: ExportFormat?) throws {
        let rows = terminal.rows(["entry", "time", "debit", "credit", "amount", "code", "cause", "reason", "by"], format: format)
        try visitPostings(store) { posting, entry in
            for transfer in posting.transfers {
                var row = JSONObject([
                    ("entry", .integer(Int64(entry.position))), ("time", .string(entry.time.rfc3339)), ("debit", .string(transfer.debit.description)),
                    ("credit", .string(transfer.credit.description)), ("amount", transfer.amount.json), ("code", .string(transfer.code)),
                    ("cause", .integer(Int64(transfer.cause))), ("reason", .string(posting.reason)),
                ])
                if let by = posting.by { row["by"] = .string(by) }
                rows.write(row)
            }
        }
        rows.finish()
    }

    private static func exportJournal(_ store: SQLiteLedgerStore, _ dialect: PlainTextJournal.Dialect, _ terminal: Terminal) throws {
        var journal = PlainTextJournal(dialect)
        terminal.stdout.write(journal.header)
        try visitPostings(store) { (posting, entry) throws(PostingError) in terminal.stdout.write(try journal.text(posting, of: entry)) }
        terminal.stdout.write(journal.footer)
    }

    private static func visitPostings(_ store: SQLiteLedgerStore, _ take: (Posting, LedgerEntry) throws(PostingError) -> Void) throws {
        var failure: Diagnostic?
        try store.visit(from: 0) { entry in
            guard entry.kind == .posting else { return true }
            do throws(LedgerError) {
                guard case .posting(let posting) = try entry.decoded() else { return true }
                do throws(PostingError) { try take(posting, entry) } catch { failure = malformed(entry, error.cause) }
            } catch { failure = error.diagnostic }
            return failure == nil
        }
        if let failure { throw failure }
    }

    private static func malformed(_ entry: LedgerEntry, _ cause: String) -> Diagnostic {
        Diagnostic(
            code: "ledger/malformed-body", cause: "entry \(entry.position) cannot be read: \(cause)",
            hint: "run `assay ledger verify` to find the first entry that was changed")
    }
}

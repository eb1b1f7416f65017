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
        // The lives of the rewards are read only where every entry is as it was written.
        let fault = try report.fault ?? rewardFault(store)
        if let fault { terminal.report(fault.diagnostic) }
        let rows = terminal.rows(["sound", "entries", "verified", "head", "events", "verdicts", "first_bad", "fault"])
        rows.write(
            JSONObject([
                ("sound", .bool(fault == nil)), ("entries", .integer(Int64(store.count))), ("verified", .integer(Int64(report.verified))),
                ("head", .string(report.digest.description)), ("events", .integer(Int64(report.countByKind[.event] ?? 0))),
                ("verdicts", .integer(Int64(report.countByKind[.verdict] ?? 0))),
                ("first_bad", fault.map { .integer(Int64($0.position)) } ?? .null),
                ("fault", fault.map { .string($0.kind.rawValue) } ?? .null),
            ]))
        rows.finish()
        return fault == nil ? .clean : .findings
    }

    /// The first posting that no rule writes, though its digest and its sums are sound.
    private static func rewardFault(_ store: SQLiteLedgerStore) throws -> LedgerFault? {
        do throws(LedgerError) {
            _ = try RewardBook(folding: store)
            return nil
        } catch {
            guard error.code == LedgerError.Code.corrupt.rawValue, let position = error.position else { throw error }
            return LedgerFault(position: position, kind: .accounts, cause: error.cause)
        }
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
            do throws(JSONSyntaxError) {
                rows.write(
                    JSONObject([
                        ("position", .integer(Int64(entry.position))), ("kind", .string("\(entry.kind)")), ("time", .string(entry.time.rfc3339)),
                        ("body", try JSONParser.parse(entry.body)), ("previous", .string(entry.previous.hex)), ("digest", .string(entry.digest.hex)),
                    ]))
                return true
            } catch {
                failure = malformed(entry, error.cause)
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
            do throws(PostingError) { try take(try Posting(decoding: entry.body), entry) } catch {
                failure = malformed(entry, error.cause)
                return false
            }
            return true
        }
        if let failure { throw failure }
    }

    private static func malformed(_ entry: LedgerEntry, _ cause: String) -> Diagnostic {
        Diagnostic(
            code: "ledger/malformed-body", cause: "entry \(entry.position) cannot be read: \(cause)",
            hint: "run `assay ledger verify` to find the first entry that was changed")
    }
}

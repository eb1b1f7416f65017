import Contributions
import Corpora
import Diagnostics
import Evaluation
import Ledger
import LedgerStorage
import Rules
import Screening
import Rewards

/// A ledger decided by the rules that are measured, with its labels: what backtest, diff and tune look at.
struct MeasuredRules {
    let ledger: ScreenedLedger
    let labels: WorldLabels
    /// True where the signals came from the ledger's verdicts and no detector ran.
    let isRecorded: Bool

    /// - Parameters:
    ///   - labelFiles: label files; none takes the labels that came in as events.
    ///   - mustBeScreened: throw where the verdicts do not say everything, rather than run the detectors.
    static func read(
        ledger path: String?, events: String?, rules: RuleSet, labelFiles: [String], detect: Bool, mustBeScreened: Bool = false, _ terminal: Terminal
    ) throws -> MeasuredRules {
        let store: any LedgerStore
        switch (path, events) {
        case (let path?, nil): store = try SQLiteLedgerStore(path: path, mode: .readOnly)
        case (nil, let events?): store = try memoryLedger(events)
        default:
            throw Diagnostic(
                code: "usage/missing-argument", cause: "either a ledger or a file of events is measured",
                hint: "name one: --ledger L.db or --events FILE")
        }
        var recorded: ScreenedLedger?
        if !detect, events == nil {
            let ledger = try ScreenedLedger(reading: store, rejudgedBy: rules)
            if ledger.pending.isEmpty, !ledger.events.isEmpty {
                recorded = ledger
            } else if mustBeScreened {
                throw Diagnostic(
                    code: "rules/not-screened",
                    cause: ledger.events.isEmpty && ledger.pending.isEmpty
                        ? "\(path ?? "") holds no events" : "\(ledger.pending.count) events of \(path ?? "") have no verdict, and so no signals",
                    hint: "run `assay screen --ledger \(path ?? "L.db")` first")
            } else {
                terminal.note("\(ledger.pending.count) events have no verdict yet: the detectors run")
            }
        }
        let ledger = try recorded ?? detected(store, rules, terminal)
        return MeasuredRules(ledger: ledger, labels: try labels(labelFiles, ledger), isRecorded: recorded != nil)
    }

    private static func memoryLedger(_ path: String) throws -> InMemoryLedgerStore {
        let store = InMemoryLedgerStore()
        let reader = try EventScanReader(
            paths: [path], options: ReadingOptions(now: IngestJob.systemTime(), threadCount: FileSystem.processorCount))
        var bad = BadInput()
        while let block = try reader.nextBlock() {
            for line in block.refused { bad.add(line.diagnostic) }
            guard bad.isEmpty else { continue }
            let piece = IngestJob.Piece(block)
            do throws(LedgerIngest.Refusal) { _ = try LedgerIngest.ingest(piece.batch, piece.range, into: store, onConflict: .refuseBatch) } catch {
                switch error {
                case .conflicts(let conflicts):
                    for conflict in conflicts {
                        bad.add(conflict.diagnostic(at: SourceSpan(file: piece.file, line: piece.batch.items[conflict.index].line), earlier: nil))
                    }
                case .store(let fault): throw fault
                }
            }
        }
        guard bad.isEmpty else { throw bad }
        return store
    }

    /// Runs the detectors over every event, in memory.
    private static func detected(_ store: any LedgerStore, _ rules: RuleSet, _ terminal: Terminal) throws -> ScreenedLedger {
        let copy = InMemoryLedgerStore()
        var failure: LedgerError?
        try store.visitEvents(from: 0) { record in
            do throws(LedgerError) { try copy.append([EntryDraft(record.event)]) } catch { failure = error }
            return failure == nil
        }
        if let failure { throw failure }
        _ = try ScreenJob(ruleSet: rules, window: ChallengeWindow(days: 0)).run(copy, terminal)
        return try ScreenedLedger(reading: copy)
    }

    private static func labels(_ paths: [String], _ ledger: ScreenedLedger) throws -> WorldLabels {
        guard paths.isEmpty else { return WorldLabels(try readLabels(paths)) }
        let records = ledger.events.map(\.record) + ledger.pending
        // A submission is labelled by its name, and what is measured are events: the one that brought it first.
        var broughtBy: [String: String] = [:]
        for record in records {
            if case .submission(let work) = record.event.payload, broughtBy[work.submission] == nil {
                broughtBy[work.submission] = record.event.key.description
            }
        }
        return WorldLabels(
            records.compactMap { record in
                guard case .label(let label) = record.event.payload else { return nil }
                return WorldLabels.Entry(label, event: broughtBy[label.subject])
            })
    }

    private static func readLabels(_ paths: [String]) throws -> [WorldLabels.Entry] {
        try RecordReader(paths: paths) { record throws(Diagnostic) in
            guard let entry = WorldLabels.Entry(json: .object(record.object)) else {
                throw record.fault("label/malformed", cause: "a label needs \"event\", \"kind\" (attack, context or benign) and \"name\"")
            }
            return entry
        }.readAll().map(\.item)
    }

    /// The amounts that the measured rules would move.
    func moneyLines(_ policy: PayoutPolicy) throws -> [MoneyLine] {
        do throws(RewardRefusal) { try SettlementPlan.requireSums(ledger) } catch { throw error.diagnostic }
        return Backtest.moneyLines(ledger, policy: policy)
    }

    /// Throws where some event got no verdict: counts over the others would flatter.
    func requireVerdicts() throws(Diagnostic) {
        guard let first = ledger.pending.first else { return }
        throw Diagnostic(
            code: "rules/undecided-events", cause: "\(ledger.pending.count) events got no verdict, the first at entry \(first.position)",
            hint: "run `assay ledger verify`; every event must end in a verdict")
    }
}

extension WorldLabels.Entry {
    /// A reviewer's label that came in as an event; its subject is an event, or the submission that `event` brought.
    init(_ label: Label, event: String?) {
        self.init(
            event: event ?? label.subject, kind: label.label == .fraud ? .attack : .benign,
            name: label.label == .fraud ? "labelled fraud" : "labelled honest", submission: event == nil ? nil : label.subject)
    }
}

import CanonicalJSON
import Contributions
import Detection
import Diagnostics
import Evaluation
import Ledger
import LedgerStorage
import Rules
import Screening

/// Searches thresholds that cost least, and says so as a patch; changes no rule.
enum RulesTuneJob {
    static func run(_ options: RulesTuneOptions, _ terminal: Terminal) throws -> ExitCode {
        let path = try options.rules ?? ShippedFiles.rulesDirectory()
        let rules = try ShippedFiles.ruleSet(path)
        let policy = try ShippedFiles.policy(options.policy)
        let files = try tunable(path, rules, only: options.rule)
        let measured = try MeasuredRules.read(
            ledger: options.ledger, events: nil, rules: rules, labelFiles: options.labels, detect: false, terminal)
        guard measured.isRecorded else {
            throw Diagnostic(
                code: "rules/not-screened", cause: "\(options.ledger) has events without a verdict, and so without signals",
                hint: "run `assay screen --ledger \(options.ledger)` first")
        }
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readOnly)
        var spent = TuningStateFile(path: options.state ?? TuningStateFile.standardPath(path))
        try spent.load()
        let identity = try ledgerIdentity(store)
        let last = spent.record.last(of: identity)
        let split = last?.split ?? TuningSplit(seed: UInt64(options.seed), tuningPPM: UInt64((options.tuningShare * 1e6).rounded()))
        let through = (measured.ledger.events.last?.record.position ?? -1) + 1
        if !options.explore, let last, last.through >= through { throw spentFault(spent.path, last) }
        let (signals, lines) = (try signals(store), try measured.moneyLines(policy))
        let tuning: RuleTuning
        do throws(RuleTuning.Refusal) {
            tuning = try RuleTuning(
                measured.ledger, signals: signals, labels: measured.labels, lines: lines, ruleSet: rules,
                tunable: files.flatMap(\.rules),
                costs: TuningCosts(
                    missed: options.costMissed, heldPerDay: options.costHeldPerDay, review: options.costReview, daysHeld: Double(options.daysHeld)),
                split: split, heldOutFrom: options.explore ? nil : last?.through ?? 0)
        } catch { throw fault(error) }
        let patch = patch(tuning, files)
        if !options.explore {
            spent.record.add(TuningRecord.Look(ledger: identity, through: through, split: split, ruleSet: rules.digest))
            try spent.save()
        }
        if let file = options.patch { try FileSystem.write(Array(patch.utf8), to: file) }
        TuningRows.write(tuning, split: split, patch: patch, terminal)
        return tuning.changes.isEmpty ? .clean : .findings
    }

    private struct RuleFile {
        let name: String
        let bytes: [UInt8]
        let rules: [TunableRule]
    }

    /// The rule files with the rules whose numbers may change.
    private static func tunable(_ path: String, _ rules: RuleSet, only id: String?) throws -> [RuleFile] {
        if let id, !rules.rules.contains(where: { $0.id == id && $0.status == .live }) {
            throw Diagnostic(
                code: "rules/unknown-rule", cause: "\(path) holds no live rule \"\(id)\"", hint: "`assay rules check \(path)` lists them")
        }
        var names = [path]
        if FileSystem.isDirectory(path) {
            names = try FileSystem.list(path).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.map { path + "/" + $0 }
        }
        let files = try names.map { name in
            let bytes = try FileSystem.read(name)
            let found = try TunableRule.read(bytes, file: name, declared: DetectorBench.declaredSignals, ruleSet: rules)
            return RuleFile(name: name, bytes: bytes, rules: found.filter { !$0.literals.isEmpty && (id == nil || $0.rule.id == id) })
        }
        guard files.contains(where: { !$0.rules.isEmpty }) else {
            throw Diagnostic(
                code: "rules/nothing-to-tune", cause: "no condition compares a signal with a number",
                hint: "numbers inside macros are not tuned: write the comparison into the condition")
        }
        return files
    }

    private static func patch(_ tuning: RuleTuning, _ files: [RuleFile]) -> String {
        files.map { file in
            var patch = LiteralPatch(file.bytes, file: file.name)
            for change in tuning.changes where change.literal.span.file == file.name { patch.replace(change.literal, with: change.text) }
            return patch.unifiedDiff
        }.joined()
    }

    private static func signals(_ store: SQLiteLedgerStore) throws -> [Int: EventSignals] {
        var signals: [Int: EventSignals] = [:]
        try store.visit(.verdict, from: 0) { entry in
            if let body = try? JSONParser.parse(entry.body), let measured = RecordedMeasurements(verdict: body), !measured.signals.isSilent {
                signals[measured.position] = measured.signals
            }
            return true
        }
        return signals
    }

    private static func ledgerIdentity(_ store: SQLiteLedgerStore) throws -> Digest {
        Digest.sha256(try store.entry(at: 0)?.body ?? [])
    }

    private static func spentFault(_ path: String, _ look: TuningRecord.Look) -> Diagnostic {
        Diagnostic(
            code: "rules/split-spent",
            cause: "the held-out events of this ledger, up to entry \(look.through), have judged a search already (\(path))",
            hint: "look at the tuning side alone with --explore, or come back when new events are labelled")
    }

    private static func fault(_ refusal: RuleTuning.Refusal) -> Diagnostic {
        switch refusal {
        case .tooFew(let side, let attacks, let people):
            Diagnostic(
                code: "rules/too-little-to-tune",
                cause: "\(side) has \(attacks) labelled attacks and \(people) honest people; \(RuleTuning.minimumUnits) of each are the least",
                hint: "label more, or change the shares with --tuning-share")
        }
    }
}

/// What has been spent, kept in a file beside the rules.
struct TuningStateFile {
    let path: String
    var record = TuningRecord()

    init(path: String) { self.path = path }

    /// `DIR/held-out.tune.json` for a directory, `FILE.tune.json` for a file.
    static func standardPath(_ rules: String) -> String { FileSystem.isDirectory(rules) ? rules + "/held-out.tune.json" : rules + ".tune.json" }

    mutating func load() throws {
        guard FileSystem.exists(path) else { return }
        guard let json = try? JSONParser.parse(try FileSystem.read(path)), let read = TuningRecord(json: json) else {
            throw Diagnostic(
                code: "rules/bad-tune-state", at: SourceSpan(file: path, line: 1), cause: "this is no record of spent held-out events",
                hint: "restore it; without it events that were looked at would judge again")
        }
        record = read
    }

    func save() throws { try FileSystem.write(JSONWriter.bytes(record.json) + [0x0A], to: path) }
}

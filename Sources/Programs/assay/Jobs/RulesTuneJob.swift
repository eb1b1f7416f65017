import CanonicalJSON
import Contributions
import Detection
import Diagnostics
import Evaluation
import Ledger
import LedgerStorage
import Rules
import Screening
import Rewards
import Operations
import ShippedRules

/// Searches thresholds that cost least, or shows one at all its values, and says so as a patch; changes no rule.
enum RulesTuneJob {
    static func run(_ options: RulesTuneOptions, _ terminal: Terminal) throws -> ExitCode {
        if options.take != nil, options.slider == nil {
            throw Diagnostic(code: "usage/missing-argument", cause: "--take sets the number that --slider names", hint: "add --slider RULE:SIGNAL")
        }
        let path = options.rules ?? ShippedFiles.rulesDirectory()
        guard !ShippedRules.owns(path) else { throw shippedFault(path) }
        let rules = try tunable(path, options)
        let sliders = try options.slider.map { try SliderNames.resolve($0, in: rules, path) }
        var spent = TuningStateFile(path: options.state ?? TuningStateFile.standardPath(path))
        try spent.load()
        let world = try World(options, rules.ruleSet, terminal)
        let split =
            spent.record.last(of: world.identity)?.split
            ?? TuningSplit(seed: UInt64(options.seed), tuningPPM: UInt64((options.tuningShare * 1e6).rounded()))
        do {
            guard let sliders else { return try search(options, rules, world, split, &spent, terminal) }
            return try show(sliders, options, rules, world, split, terminal)
        } catch let refusal as TuningRefusal { throw refusal.diagnostic }
    }

    /// What a screened ledger and its labels say.
    struct World {
        let measured: MeasuredRules
        let signals: [Int: EventSignals]
        let lines: [MoneyLine]
        /// The digest of the ledger's first entry.
        let identity: Digest
        /// Entries up to the last event.
        let through: Int

        init(_ options: RulesTuneOptions, _ rules: RuleSet, _ terminal: Terminal) throws {
            let policy = try ShippedFiles.policy(options.policy)
            measured = try MeasuredRules.read(
                ledger: options.ledger, events: nil, rules: rules, labelFiles: options.labels, detect: false, mustBeScreened: true, terminal)
            lines = try measured.moneyLines(policy)
            let store = try SQLiteLedgerStore(path: options.ledger, mode: .readOnly)
            identity = Digest.sha256(try store.entry(at: 0)?.body ?? [])
            through = (measured.ledger.events.last?.record.position ?? -1) + 1
            signals = try RecordedSignals.read(store, for: rules)
        }
    }

    private static func search(
        _ options: RulesTuneOptions, _ rules: TunableRuleSet, _ world: World, _ split: TuningSplit, _ spent: inout TuningStateFile,
        _ terminal: Terminal
    ) throws -> ExitCode {
        let last = spent.record.last(of: world.identity)
        if !options.explore, let last, last.through >= world.through { throw spentFault(spent.path, last) }
        let tuning = try RuleTuning(
            world.measured.ledger, signals: world.signals, labels: world.measured.labels, lines: world.lines, rules: rules,
            settings: TuningSettings(
                costs: options.costs, leastGain: options.minGain, mayLoosenRejects: options.mayLoosenRejects, onlyRule: options.rule),
            split: split, heldOutFrom: options.explore ? nil : last?.through ?? 0)
        let patch = try diff(rules, tuning.texts)
        if !options.explore {
            spent.record.add(TuningRecord.Look(ledger: world.identity, through: world.through, split: split, ruleSet: rules.ruleSet.digest))
            try spent.save()
        }
        if let file = options.patch { try FileSystem.write(Array(patch.utf8), to: file) }
        if let file = options.plot { try FileSystem.write(Array(TuningPlots.search(tuning).utf8), to: file) }
        TuningRows.write(tuning, split: split, patch: patch, terminal)
        if let heldOut = tuning.heldOut, !tuning.changes.isEmpty, heldOut.lossAfter >= heldOut.lossBefore {
            terminal.note("on the held-out side the changed rules cost no less: the gain was chance, leave the patch")
        }
        return tuning.changes.isEmpty ? .clean : .findings
    }

    private static func show(
        _ numbers: [Int], _ options: RulesTuneOptions, _ rules: TunableRuleSet, _ world: World, _ split: TuningSplit, _ terminal: Terminal
    ) throws -> ExitCode {
        let taken = try options.take.map { try SliderNames.texts(numbers, taking: $0, rules, mayLoosenRejects: options.mayLoosenRejects) }
        let sliders = try ThresholdSlider.all(
            world.measured.ledger, signals: world.signals, labels: world.measured.labels, lines: world.lines, rules: rules, numbers: numbers,
            more: taken.map { [$0.text] } ?? [], costs: options.costs, split: split)
        let patch = try taken.map { try diff(rules, $0.texts) }
        if let file = options.patch { try FileSystem.write(Array((patch ?? "").utf8), to: file) }
        if let file = options.plot, let slider = sliders.first {
            try FileSystem.write(Array(TuningPlots.slider(slider, taken: options.take).utf8), to: file)
        }
        SliderRows.write(sliders, taken: options.take, patch: patch, terminal)
        return patch.map { !$0.isEmpty } ?? false ? .findings : .clean
    }

    /// The rule files with the numbers that may move.
    private static func tunable(_ path: String, _ options: RulesTuneOptions) throws -> TunableRuleSet {
        let set = try ShippedFiles.ruleSet(path)
        if let id = options.rule, !set.rules.contains(where: { $0.id == id && $0.status == .live }) {
            throw SliderNames.unknownRule(id, set, path)
        }
        var files: [(name: String, bytes: [UInt8])] = []
        for file in try ShippedFiles.ruleFiles(path) { files.append((file, try FileSystem.read(file))) }
        let rules = try TunableRuleSet(files, declared: DetectorBench.declaredSignals)
        if rules.numbers.contains(where: { options.rule.map($0.rules.contains) ?? true }) { return rules }
        let whose = options.rule.map { "the condition of \"\($0)\"" } ?? "a live rule's condition"
        let left = rules.leftAlone.first { item in options.rule.map { item.place.hasPrefix($0 + " ") } ?? true }
        throw Diagnostic(
            code: "rules/nothing-to-tune", cause: "no number of \(whose) that can be moved is compared with a signal",
            hint: left.map { "\($0.text) at \($0.span) is left alone: \($0.reason)" } ?? "see docs/rules.md, Tuning thresholds")
    }

    /// For `patch -p0`; which refuses names that begin at the root or climb, so that those are written from the root down.
    private static func diff(_ rules: TunableRuleSet, _ texts: [String]) throws -> String {
        var fromRoot = false
        let text = try rules.patch(texts: texts) { name in
            guard name.hasPrefix("/") || name.split(separator: "/").contains("..") else { return name }
            fromRoot = true
            return String(FileSystem.absolute(name).drop { $0 == "/" })
        }
        return fromRoot && !text.isEmpty ? "Apply with: patch -p0 -d /\n" + text : text
    }

    private static func shippedFault(_ path: String) -> Diagnostic {
        Diagnostic(
            code: "rules/inside-the-program", cause: "\(path) is inside the program: no patch could change it, and no record stand beside it",
            hint: "write the rules out with `assay rules copy DIR` and name them with --rules DIR")
    }

    private static func spentFault(_ path: String, _ look: TuningRecord.Look) -> Diagnostic {
        Diagnostic(
            code: "rules/split-spent",
            cause: "the held-out events of this ledger, up to entry \(look.through), have judged a search already (\(path))",
            hint: "look at the tuning side alone with --explore or --slider, or come back when new events are labelled")
    }
}

extension RulesTuneOptions {
    var costs: TuningCosts { TuningCosts(missed: costMissed, heldPerDay: costHeldPerDay, review: costReview, daysHeld: Double(daysHeld)) }
}

extension TuningRefusal {
    var diagnostic: Diagnostic {
        switch self {
        case .noLabels(let given):
            Diagnostic(
                code: "rules/no-labels",
                cause: given == 0 ? "nothing says which events are attacks" : "none of \(given) labels names an event of the ledger",
                hint: given == 0
                    ? "name a file of labels behind the options, or ingest assay.label.v1 events; see docs/rules.md"
                    : "a label names its event as SOURCE#ID: {\"event\":\"s#e1\",\"kind\":\"attack\",\"name\":\"copy\"}")
        case .oneSided(let honest):
            Diagnostic(
                code: "rules/one-sided-labels", cause: "no label speaks of an attack: all \(honest) events count as honest",
                hint: "label attacks too (\"kind\":\"attack\"); what a missed one costs cannot be weighed otherwise")
        case .noHonestPeople:
            Diagnostic(
                code: "rules/no-honest-people", cause: "everybody in the ledger takes part in an attack",
                hint: "whom a threshold touches wrongly cannot be counted: add the events of honest people")
        case .tooFew(let side, let attacks, let people):
            Diagnostic(
                code: "rules/too-little-to-tune",
                cause: "\(side) has \(attacks) labelled attacks and \(people) honest people; \(TuningRefusal.minimumUnits) of each are the least",
                hint: "label more, or change the shares with --tuning-share")
        }
    }
}

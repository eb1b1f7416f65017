public import Contributions
public import Ledger
public import Rules

/// Why one event stands as it does: its verdict, how every rule that looked at it came out, and what people decided since.
public struct Explanation: Sendable {
    /// A step that a person took.
    public struct Step: Hashable, Sendable {
        public let entry: LedgerPosition
        public let time: Timestamp
        /// `label fraud`, `release`, `void`, …
        public let what: String
        public let by: String
        public let reason: String
    }

    public let event: RecordedEvent
    /// The verdict of record (docs/contracts.md, "Verdicts"); nil while the event waits for one.
    public let verdict: Verdict?
    /// Where it stands.
    public let verdictEntry: LedgerPosition?
    public let ruleSet: RuleSet?
    /// Of every rule that looked at the event, by id.
    public let rules: [RuleExplanation]
    /// In ledger order.
    public let steps: [Step]

    public var outcome: Outcome? { verdict?.outcome }

    /// What the verdict keeps back of what the event earns.
    public var discount: Discount? { verdict?.discount }

    /// Marks that the verdict gave the event.
    public var labels: [String] { verdict?.labels ?? [] }

    /// Rules that the verdict names, a detector that could not run included.
    public var recordedRules: [String] { verdict?.firings.map(\.rule) ?? [] }

    /// Detectors that could not run.
    public var failures: [String] { recordedRules.filter { Decision.Firing(failedDetectorRule: $0) != nil } }

    /// True where the rules say again what the verdict names.
    public var isReproduced: Bool {
        recordedRules.filter { !failures.contains($0) }.sorted() == rules.filter { $0.firing != nil }.map(\.rule.id).sorted()
    }

    /// Reads the ledger for one event. O(entries).
    public init(of position: LedgerPosition, reading store: some LedgerStore) throws(LedgerError) {
        var reading = ExplanationReading(position: position)
        try store.visit(from: 0) { entry in
            reading.observe(entry)
            return reading.failure == nil
        }
        if let failure = reading.failure { throw failure }
        guard let event = reading.event else {
            throw LedgerError(
                code: "ledger/unknown-event", cause: "entry \(position) is no event", hint: "name it as SOURCE#ID, or an entry's number")
        }
        self.event = event
        verdict = reading.verdict?.verdict
        verdictEntry = reading.verdict?.entry
        steps = reading.steps
        guard let verdict = reading.verdict?.verdict, let recorded = reading.ruleSets[verdict.ruleSet] else {
            ruleSet = nil
            rules = []
            return
        }
        do throws(RuleSetDecodingError) {
            let ruleSet = try RuleSet(recorded)
            self.ruleSet = ruleSet
            rules = ruleSet.explain(Self.facts(event.event, verdict))
        } catch {
            throw LedgerError(
                code: "ledger/bad-body", cause: "the recorded rule set cannot be read: \(error.cause)", hint: "run: assay ledger verify")
        }
    }

    /// What the detectors said of the event, as its verdict keeps it.
    private static func facts(_ event: ContributionEvent, _ verdict: Verdict) -> EventFacts {
        EventFacts(eventType: event.type, signals: RecordedMeasurements(verdict).signals, body: event.canonicalBytes)
    }
}

/// What one walk through the ledger gathers for an explanation.
private struct ExplanationReading {
    let position: LedgerPosition
    var event: RecordedEvent?
    var verdict: (entry: LedgerPosition, verdict: Verdict)?
    var ruleSets: [Digest: RuleSetDocument] = [:]
    var steps: [Explanation.Step] = []
    var failure: LedgerError?
    /// Rewards that the event earned, or whose claims its verdict decides.
    private var rewards: Set<RewardID> = []
    /// How labels may name the event.
    private var names: Set<String> = []

    init(position: LedgerPosition) { self.position = position }

    mutating func observe(_ entry: LedgerEntry) {
        do throws(LedgerError) {
            switch entry.kind {
            case .event: try observeEvent(entry)
            case .verdict: try observeVerdict(entry)
            case .ruleSet: if case .ruleSet(let document) = try entry.decoded() { ruleSets[document.digest] = document }
            case .posting: try observePosting(entry)
            case .finding, .screening, .erasure: break
            }
        } catch { failure = error }
    }

    private mutating func observeEvent(_ entry: LedgerEntry) throws(LedgerError) {
        guard entry.position >= position else { return }
        // Of later events only labels matter, and few are.
        guard entry.position == position || Self.mentions("assay.label.v1", entry.body) else { return }
        guard case .event(let event) = try entry.decoded() else { return }
        if entry.position == position {
            self.event = RecordedEvent(position: position, event: event)
            names = [event.key.description]
            if case .submission(let submission) = event.payload { names.insert(submission.submission) }
        } else if case .label(let label) = event.payload, names.contains(label.subject) {
            steps.append(
                Explanation.Step(
                    entry: entry.position, time: event.time, what: "label \(label.label.rawValue)", by: label.reviewer, reason: label.note ?? ""))
        }
    }

    private mutating func observeVerdict(_ entry: LedgerEntry) throws(LedgerError) {
        guard entry.position > position, entry.verdictGlance?.position == position, case .verdict(let found) = try entry.decoded() else { return }
        verdict = (entry.position, found)
    }

    private mutating func observePosting(_ entry: LedgerEntry) throws(LedgerError) {
        // What a person decides names a reward, and the claim that says which event it hangs on stands in an earlier posting.
        guard entry.position > position, Self.mentions("\(position)", entry.body) || Self.mentions("\"by\":", entry.body) else { return }
        guard case .posting(let posting) = try entry.decoded() else { return }
        for move in posting.moves {
            switch move.action {
            case .hold(let claim, _, _), .refuse(let claim): if claim.because == position { rewards.insert(move.reward) }
            default: break
            }
            guard let by = posting.by, move.reward.event == position || rewards.contains(move.reward) else { continue }
            let what = "\(move.action.name) \(move.reward)"
            steps.append(Explanation.Step(entry: entry.position, time: entry.time, what: what, by: by, reason: posting.reason))
        }
    }

    /// Spares decoding the bodies that cannot matter. O(body) for texts as rare as these.
    private static func mentions(_ text: String, _ body: [UInt8]) -> Bool {
        let needle = Array(text.utf8)
        guard let first = needle.first, body.count >= needle.count else { return false }
        return body.withUnsafeBufferPointer { body in
            (0...body.count - needle.count).contains { start in
                body[start] == first && body[start..<start + needle.count].elementsEqual(needle)
            }
        }
    }
}

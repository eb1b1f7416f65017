public import CanonicalJSON
public import Contributions
internal import Detection
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
    /// The verdict's entry, and its body (docs/contracts.md, "Verdicts"); nil while the event waits for one.
    public let verdict: (position: LedgerPosition, body: JSONValue)?
    public let ruleSet: RuleSet?
    /// Of every rule that looked at the event, by id.
    public let rules: [RuleExplanation]
    /// In ledger order.
    public let steps: [Step]

    public var outcome: Outcome? { verdict?.body["verdict"]?.stringValue.flatMap(Outcome.init(rawValue:)) }

    /// What the verdict keeps back of what the event earns.
    public var discount: Discount? { verdict?.body["discount"]?.integerValue.flatMap(Discount.init(ppm:)) }

    /// Marks that the verdict gave the event.
    public var labels: [String] { (verdict?.body["labels"]?.arrayValue ?? []).compactMap(\.stringValue) }

    /// Rules that the verdict names, a detector that could not run included.
    public var recordedRules: [String] { (verdict?.body["rules"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue } }

    /// True where the rules say again what the verdict names.
    public var isReproduced: Bool {
        recordedRules.filter { !$0.hasPrefix("detector-could-not-run:") }.sorted() == rules.filter { $0.firing != nil }.map(\.rule.id).sorted()
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
        verdict = reading.verdict
        steps = reading.steps
        guard let body = reading.verdict?.body, let digest = body["ruleset"]?.stringValue, let recorded = reading.ruleSets[digest] else {
            ruleSet = nil
            rules = []
            return
        }
        do throws(RuleSetDecodingError) {
            let ruleSet = try RuleSet(json: recorded)
            self.ruleSet = ruleSet
            rules = ruleSet.explain(Self.facts(event.event, body))
        } catch {
            throw LedgerError(
                code: "ledger/bad-body", cause: "the recorded rule set cannot be read: \(error.cause)", hint: "run: assay ledger verify")
        }
    }

    /// What the detectors said of the event, as its verdict keeps it.
    private static func facts(_ event: ContributionEvent, _ verdict: JSONValue) -> EventFacts {
        let signals = (verdict["signals"]?.arrayValue ?? []).compactMap { json -> Signal? in
            guard let name = json["name"]?.stringValue, let value = json["value"]?.doubleValue,
                let evidence = json["evidence"].flatMap(Evidence.init(json:))
            else { return nil }
            return Signal(name: name, value: value, pValue: json["p_value"]?.doubleValue, evidence: evidence)
        }
        let abstained = (verdict["abstained"]?.arrayValue ?? []).compactMap { $0["signal"]?.stringValue }
        return EventFacts(eventType: event.type, signals: EventSignals(signals, abstained: Set(abstained)), body: event.canonicalBytes)
    }
}

/// What one walk through the ledger gathers for an explanation.
private struct ExplanationReading {
    let position: LedgerPosition
    var event: RecordedEvent?
    var verdict: (position: LedgerPosition, body: JSONValue)?
    var ruleSets: [String: JSONValue] = [:]
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
            case .ruleSet:
                let body = try json(entry)
                if let digest = body["digest"]?.stringValue { ruleSets[digest] = body }
            case .posting: try observePosting(entry)
            case .finding, .erasure: break
            }
        } catch { failure = error }
    }

    private func json(_ entry: LedgerEntry) throws(LedgerError) -> JSONValue {
        do { return try JSONParser.parse(entry.body) } catch { throw bad(entry, error.cause) }
    }

    private func bad(_ entry: LedgerEntry, _ cause: String) -> LedgerError {
        LedgerError(code: "ledger/bad-body", cause: "entry \(entry.position) cannot be read: \(cause)", hint: "run: assay ledger verify")
    }

    private mutating func observeEvent(_ entry: LedgerEntry) throws(LedgerError) {
        guard entry.position >= position else { return }
        // Of later events only labels matter, and few are.
        guard entry.position == position || Self.mentions("assay.label.v1", entry.body) else { return }
        let event: ContributionEvent
        let body = try json(entry)
        do throws(EventError) { event = try ContributionEvent(decoding: body) } catch { throw bad(entry, error.cause) }
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
        guard entry.position > position, Self.mentions("\"position\":\(position)", entry.body) else { return }
        let body = try json(entry)
        if body["position"]?.integerValue == Int64(position) { verdict = (entry.position, body) }
    }

    private mutating func observePosting(_ entry: LedgerEntry) throws(LedgerError) {
        // What a person decides names a reward, and the claim that says which event it hangs on stands in an earlier posting.
        guard entry.position > position, Self.mentions("\(position)", entry.body) || Self.mentions("\"by\":", entry.body) else { return }
        let posting: Posting
        do throws(PostingError) { posting = try Posting(decoding: entry.body) } catch { throw bad(entry, error.cause) }
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

public import CanonicalJSON
internal import Contributions
public import Detection
public import Ledger
public import Rules
internal import Screening
internal import Rewards

/// Recomputes everything that a ledger says was decided, from what it says happened, and compares bytes.
///
/// Inputs are the events, the recorded rule sets and policies, and the decisions of people; everything else (verdicts, findings, postings,
/// entry times) must come out again. Detectors are kept warm from one screening to the next, since they are folds.
public struct LedgerReplay {
    public struct Report: Hashable, Sendable {
        public internal(set) var events = 0
        public internal(set) var screenings = 0
        public internal(set) var verdicts = 0
        public internal(set) var findings = 0
        public internal(set) var settlements = 0
        public internal(set) var postings = 0
        /// Verdicts and findings that rest on a text which was erased later, and do not come out the same without it. They are taken as
        /// recorded; everything that follows from them is recomputed.
        public internal(set) var unrecomputable: [LedgerPosition] = []
        /// The first entry that does not come out again; nothing after it was replayed.
        public internal(set) var difference: Difference?
    }

    /// Where a replay and the ledger part.
    public struct Difference: Hashable, Sendable {
        public let position: LedgerPosition
        public let cause: String
        /// What the ledger holds there, and what came out; nil where one of them has no such entry.
        public let recorded: JSONValue?
        public let replayed: JSONValue?
    }

    private let store: any LedgerStore
    private let override: RuleSet?
    private var layer: FraudLayer
    private var history = ScreeningHistory()
    private var waiting: [RecordedEvent] = []
    private var book = RewardBook()
    private var report = Report()
    private var lastTime: Timestamp?
    /// The last entry that erases a text, where some event before it lost its own; screenings between the two saw more than is left.
    private var erasures: [(text: LedgerPosition, erasedAt: LedgerPosition)] = []
    /// What came out of a screening whose texts are not all there any more; nil outside one.
    private var partial: PartialScreening?
    /// What must stand at the next positions.
    private var expected: ArraySlice<EntryDraft> = []

    /// - Parameters:
    ///   - detectors: fresh, in the order in which screenings ask them.
    ///   - rules: judges instead of the recorded rule sets, to see what would have come out.
    public static func run(
        _ store: any LedgerStore, detectors: [any Detector], rules: RuleSet? = nil, progress: (LedgerEntry) -> Void = { _ in }
    ) throws(LedgerError) -> Report {
        var aggregates: [Aggregate] = []
        try store.visit(.ruleSet, from: 0) { entry in
            if let json = try? JSONParser.parse(entry.body), let set = try? RuleSet(json: json) { aggregates += set.aggregates }
            return true
        }
        var replay = LedgerReplay(store: store, override: rules, detectors: detectors, aggregates: aggregates)
        var failure: LedgerError?
        try store.visit(from: 0) { entry in
            if let erasure = entry.kind == .erasure ? TextErasure(decoding: entry.body) : nil {
                replay.erasures.append((erasure.position, entry.position))
            }
            return true
        }
        try store.visit(from: 0) { entry in
            progress(entry)
            do throws(LedgerError) { return try replay.observe(entry) } catch {
                failure = error
                return false
            }
        }
        if let failure { throw failure }
        replay.finish(at: store.count)
        return replay.report
    }

    private init(store: any LedgerStore, override: RuleSet?, detectors: [any Detector], aggregates: [Aggregate]) {
        self.store = store
        self.override = override
        layer = FraudLayer(ruleSet: override ?? RuleSet([]), detectors: detectors, keepsBodies: true, aggregates: aggregates)
    }

    /// Takes in the next entry; false once it differs.
    private mutating func observe(_ entry: LedgerEntry) throws(LedgerError) -> Bool {
        if partial != nil {
            if Self.screeningKinds.contains(entry.kind) { return takeRecorded(entry) }
            guard endPartial(before: entry) else { return false }
        }
        if expected.isEmpty {
            if entry.kind == .event { return try take(entry) }
            // Kinds that decide nothing are neither judged nor paid.
            guard entry.kind == .posting || Self.screeningKinds.contains(entry.kind) else { return true }
            if entry.kind == .posting { try settle(entry) } else { try screen(entry) }
            if partial != nil { return takeRecorded(entry) }
        }
        guard report.difference == nil, let draft = expected.popFirst() else { return false }
        return compare(entry, with: draft)
    }

    private static let screeningKinds: Set<EntryKind> = [.ruleSet, .finding, .verdict]

    private mutating func take(_ entry: LedgerEntry) throws(LedgerError) -> Bool {
        let record = RecordedEvent(position: entry.position, event: try entry.decodedEvent())
        guard entry.time == max(lastTime ?? record.event.time, record.event.time) else {
            return differ(entry, nil, "its ledger time is not the latest event time so far")
        }
        lastTime = entry.time
        report.events += 1
        history.observe(entry)
        waiting.append(record)
        layer.observe(record, pending: true)
        return true
    }

    /// Everything that was pending here is judged with everything that was seen here.
    private mutating func screen(_ entry: LedgerEntry) throws(LedgerError) {
        if let override {
            layer.ruleSet = override
        } else {
            layer.ruleSet = try recordedRules(entry)
        }
        guard !waiting.isEmpty else {
            _ = differ(entry, nil, "no event waited for a verdict here")
            return
        }
        let drafts = history.new(layer.screen().drafts(at: lastTime ?? Timestamp(seconds: 0)))
        if override == nil, erasures.contains(where: { $0.text < entry.position && entry.position < $0.erasedAt }) {
            partial = PartialScreening(drafts: drafts, waiting: waiting.map(\.position))
        } else {
            expected = drafts[...]
        }
        waiting.removeAll()
        layer.forgetPending()
        report.screenings += 1
    }

    /// Takes an entry of a screening that cannot be recomputed in full; what came out the same counts as replayed.
    private mutating func takeRecorded(_ entry: LedgerEntry) -> Bool {
        guard entry.time == lastTime, partial?.take(entry) == true else {
            return differ(entry, nil, "it is no entry of a screening of the events before it")
        }
        history.observe(entry)
        if entry.kind == .verdict { report.verdicts += 1 }
        if entry.kind == .finding { report.findings += 1 }
        return true
    }

    /// Every event that waited has its verdict; false where one has none.
    private mutating func endPartial(before entry: LedgerEntry?) -> Bool {
        guard let ended = partial else { return true }
        partial = nil
        report.unrecomputable += ended.others
        guard let missing = ended.withoutVerdict.min() else { return true }
        report.difference = Difference(
            position: entry?.position ?? store.count, cause: "the event of entry \(missing) got no verdict", recorded: nil, replayed: nil)
        return false
    }

    private func recordedRules(_ entry: LedgerEntry) throws(LedgerError) -> RuleSet {
        let body = entry.kind == .ruleSet ? entry.body : history.ruleSet
        guard let body else { throw Self.unreadable(entry.position, "it was decided before any rule set was recorded") }
        guard let json = Self.json(body) else { throw Self.unreadable(entry.position, "its rule set is not JSON") }
        do throws(RuleSetDecodingError) { return try RuleSet(json: json) } catch { throw Self.unreadable(entry.position, error.cause) }
    }

    private mutating func settle(_ entry: LedgerEntry) throws(LedgerError) {
        do throws(PostingError) {
            let posting = try Posting(decoding: entry.body)
            do throws(RewardRefusal) {
                guard let command = try command(posting, entry) else {
                    _ = differ(entry, nil, "no command of a person, a settlement or the passing of time writes such a posting")
                    return
                }
                // A settlement is written at the time of the entry before it; a decision or a finalisation brings a time of its own.
                let time = posting.settlement == nil ? entry.time : lastTime ?? entry.time
                expected = try book.plan(command, at: time).map { $0.draft(at: time) }[...]
                if posting.settlement != nil { report.settlements += 1 }
                if expected.isEmpty { _ = differ(entry, nil, "nothing was due here") }
            } catch { _ = differ(entry, nil, "it is refused: \(error.cause)") }
        } catch { throw Self.unreadable(entry.position, error.cause) }
    }

    /// What was asked for where this posting is the first of the answer.
    private func command(_ posting: Posting, _ entry: LedgerEntry) throws(RewardRefusal) -> RewardCommand? {
        if let terms = posting.settlement {
            guard terms.watermark == entry.position, let policy = PayoutPolicy(json: terms.policy),
                let ledger = try? ScreenedLedger(reading: store, below: entry.position)
            else { return nil }
            return try SettlementPlan(ledger, book: book, policy: policy, watermark: entry.position, at: lastTime ?? entry.time)?.command
        }
        guard let by = posting.by else { return .finalize }
        guard let move = posting.moves.first else {
            guard let transfer = posting.transfers.first, case .payable(let participant) = transfer.debit else { return nil }
            return .payOut(participant, transfer.amount, by: by, reason: posting.reason)
        }
        let (id, reason) = (move.reward, posting.reason)
        switch move.action {
        case .hold, .refuse, .escalate: return nil
        case .release: return .decide(id, .post(nil), by: by, reason: reason)
        case .post(let amount): return .decide(id, .post(amount), by: by, reason: reason)
        case .void: return .decide(id, .void, by: by, reason: reason)
        case .clawBack: return .clawBack(id, by: by, reason: reason)
        case .writeOff(let amount): return .writeOff(id, amount, by: by, reason: reason)
        case .dispute: return .dispute(id, by: by, reason: reason)
        case .uphold: return .resolve(id, upheld: true, until: entry.time, by: by, reason: reason)
        case .overturn:
            // The window is no decision: it follows from the policy that the settlement recorded.
            let policy = book[id].flatMap { try? PayoutPolicy.recorded(for: $0, in: store) }
            return .resolve(id, upheld: false, until: policy?.windowEnd(from: entry.time) ?? entry.time, by: by, reason: reason)
        }
    }

    private mutating func compare(_ entry: LedgerEntry, with draft: EntryDraft) -> Bool {
        guard entry.kind == draft.kind, entry.body == draft.body else {
            return differ(entry, draft, entry.kind == draft.kind ? "its body is another" : "a \(draft.kind.name) is due here")
        }
        guard entry.time == max(lastTime ?? draft.time, draft.time) else { return differ(entry, draft, "its ledger time is another") }
        lastTime = entry.time
        history.observe(entry)
        if entry.kind == .verdict { report.verdicts += 1 }
        if entry.kind == .finding { report.findings += 1 }
        if entry.kind == .posting {
            do throws(RewardRefusal) { try book.apply(entry) } catch { return differ(entry, draft, error.cause) }
            report.postings += 1
        }
        return true
    }

    private mutating func finish(at count: LedgerPosition) {
        guard report.difference == nil, endPartial(before: nil), let missing = expected.first else { return }
        report.difference = Difference(
            position: count, cause: "a \(missing.kind.name) is due here, and the ledger ends", recorded: nil, replayed: Self.json(missing.body))
    }

    /// Records the difference; always false.
    private mutating func differ(_ entry: LedgerEntry, _ draft: EntryDraft?, _ cause: String) -> Bool {
        let (recorded, replayed) = (Self.json(entry.body), draft.flatMap { Self.json($0.body) })
        var place = ""
        if let recorded, let replayed, let path = JSONDifference.first(recorded, replayed) { place = ", first at \(path)" }
        report.difference = Difference(position: entry.position, cause: cause + place, recorded: recorded, replayed: replayed)
        return false
    }

    private static func json(_ body: [UInt8]) -> JSONValue? { try? JSONParser.parse(body) }

    private static func unreadable(_ position: LedgerPosition, _ cause: String) -> LedgerError {
        LedgerError(.corrupt, cause: "entry \(position) cannot be replayed: \(cause)", hint: "run `assay ledger verify`", position: position)
    }
}

/// Finds where two JSON values part.
enum JSONDifference {
    /// The path of the first place, in key order, at which they differ; nil where they are equal.
    static func first(_ left: JSONValue, _ right: JSONValue) -> String? { path(left, right).map { $0.isEmpty ? "its whole body" : $0.dotted } }

    private static func path(_ left: JSONValue, _ right: JSONValue) -> [JSONPathStep]? {
        if left == right { return nil }
        switch (left, right) {
        case (.object(let a), .object(let b)):
            for key in Set(a.members.map(\.key) + b.members.map(\.key)).sorted() {
                guard let x = a[key], let y = b[key] else { return [.key(key)] }
                if let rest = path(x, y) { return [.key(key)] + rest }
            }
        case (.array(let a), .array(let b)):
            for index in 0..<max(a.count, b.count) {
                guard index < a.count, index < b.count else { return [.index(index)] }
                if let rest = path(a[index], b[index]) { return [.index(index)] + rest }
            }
        default: break
        }
        return []
    }
}

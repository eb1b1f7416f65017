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
    private var screener: Screener
    private var ruleSet: RuleSetDocument?
    /// Events that came since the last entry of another kind, taken in together.
    private var events: [(entry: LedgerEntry, body: EntryBody)] = []
    private var book = RewardBook()
    private var report = Report()
    private var lastTime: Timestamp?
    /// The recorded screenings that are still to come: until the next, windows end by its policy.
    private var screenings: ArraySlice<ScreeningRecord> = []
    /// Where a text was erased that a screening before the erasure saw.
    private var erasures: [(text: LedgerPosition, erasedAt: LedgerPosition)] = []
    /// What came out of a screening whose texts are not all there any more; nil outside one.
    private var partial: PartialScreening?
    /// What must stand at the next positions.
    private var expected: ArraySlice<EntryDraft> = []
    /// Events that are taken in together at most.
    private static let eventsPerBatch = 4096

    /// - Parameters:
    ///   - detectors: fresh, in the order in which screenings ask them.
    ///   - rules: judges instead of the recorded rule sets, to see what would have come out.
    public static func run(
        _ store: any LedgerStore, detectors: [any Detector], rules: RuleSet? = nil, progress: (LedgerEntry) -> Void = { _ in }
    ) throws(LedgerError) -> Report {
        var aggregates: [Aggregate] = []
        var screenings: [ScreeningRecord] = []
        var erasures: [(text: LedgerPosition, erasedAt: LedgerPosition)] = []
        try store.visit(from: 0) { entry in
            switch entry.kind {
            case .ruleSet:
                if case .ruleSet(let document)? = try? entry.decoded(), let set = try? RuleSet(document) { aggregates += set.aggregates }
            case .screening: if case .screening(let record)? = try? entry.decoded() { screenings.append(record) }
            case .erasure: if case .erasure(let erasure)? = try? entry.decoded() { erasures.append((erasure.position, entry.position)) }
            case .event, .verdict, .finding, .posting: break
            }
            return true
        }
        var replay = LedgerReplay(store: store, override: rules, detectors: detectors, aggregates: aggregates)
        replay.screenings = screenings[...]
        replay.erasures = erasures
        replay.lookAhead()
        var failure: LedgerError?
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
        screener = Screener(ruleSet: override ?? RuleSet([]), detectors: detectors, aggregates: aggregates, keepsBodies: true)
    }

    /// Windows end by the policy of the next recorded screening.
    private mutating func lookAhead() {
        if let next = screenings.first { screener.judgeMidnights(ChallengeWindow(days: next.windowDays)) }
    }

    /// Takes in the next entry; false once it differs.
    private mutating func observe(_ entry: LedgerEntry) throws(LedgerError) -> Bool {
        let body: EntryBody
        do throws(LedgerError) { body = try entry.decoded() } catch { return differ(entry, expected.first, error.cause) }
        if partial != nil {
            if Self.screeningKinds.contains(entry.kind) { return takeRecorded(entry, body) }
            guard endPartial(before: entry) else { return false }
        }
        if expected.isEmpty {
            if entry.kind == .event { return take(entry, body) }
            takeEvents()
            switch body {
            case .posting(let posting): settle(posting, entry)
            case .screening, .ruleSet, .finding, .verdict: try screen(entry, body)
            // An erasure decides nothing, but what rested on its text is not undone by it.
            case .erasure:
                screener.take([(entry, body)])
                return true
            case .event: return true
            }
            if partial != nil { return takeRecorded(entry, body) }
        }
        guard report.difference == nil, let draft = expected.popFirst() else { return false }
        return compare(entry, body, with: draft)
    }

    private static let screeningKinds: Set<EntryKind> = [.screening, .ruleSet, .finding, .verdict]

    private mutating func take(_ entry: LedgerEntry, _ body: EntryBody) -> Bool {
        guard case .event(let event) = body, entry.time == max(lastTime ?? event.time, event.time) else {
            return differ(entry, nil, "its ledger time is not the latest event time so far")
        }
        lastTime = entry.time
        report.events += 1
        events.append((entry, body))
        if events.count == Self.eventsPerBatch { takeEvents() }
        return true
    }

    private mutating func takeEvents() {
        screener.take(events)
        for (entry, _) in events { book.observeEvent(entry) }
        events.removeAll(keepingCapacity: true)
    }

    /// Everything that was due here is judged with everything that was seen here.
    private mutating func screen(_ entry: LedgerEntry, _ body: EntryBody) throws(LedgerError) {
        if let override {
            screener.ruleSet = override
        } else {
            screener.ruleSet = try recordedRules(entry, body)
        }
        let waiting = screener.pendingPositions
        // What comes out is compared entry by entry, and the recorded entries are taken in then.
        var probe = screener
        let drafts: [EntryDraft]
        if case .screening(let record) = body {
            drafts = probe.screen(ChallengeWindow(days: record.windowDays))?.drafts ?? []
        } else {
            drafts = waiting.isEmpty ? [] : probe.screenOnce()
        }
        guard !drafts.isEmpty else {
            _ = differ(entry, nil, "nothing was to be screened here")
            return
        }
        if override == nil, erasures.contains(where: { $0.text < entry.position && entry.position < $0.erasedAt }) {
            partial = PartialScreening(drafts: drafts, waiting: waiting)
        } else {
            expected = drafts[...]
        }
        report.screenings += 1
    }

    /// Takes an entry of a screening that cannot be recomputed in full; what came out the same counts as replayed.
    private mutating func takeRecorded(_ entry: LedgerEntry, _ body: EntryBody) -> Bool {
        guard entry.time == lastTime, partial?.take(entry, body) == true else {
            return differ(entry, nil, "it is no entry of a screening of the events before it")
        }
        note(entry, body)
        return true
    }

    /// Takes in an entry of a screening or a posting that came out again.
    private mutating func note(_ entry: LedgerEntry, _ body: EntryBody) {
        screener.take([(entry, body)])
        switch body {
        case .verdict: report.verdicts += 1
        case .finding: report.findings += 1
        case .ruleSet(let document): ruleSet = document
        case .screening:
            screenings = screenings.dropFirst()
            lookAhead()
        case .event, .posting, .erasure: break
        }
        if entry.kind != .posting { try? book.apply(entry) }
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

    /// The rule set that an entry brings, that the entry behind a record of a screening brings, or that is in force.
    private func recordedRules(_ entry: LedgerEntry, _ body: EntryBody) throws(LedgerError) -> RuleSet {
        var document = ruleSet
        if case .ruleSet(let own) = body { document = own }
        if case .screening = body, case .ruleSet(let next)? = try store.entry(at: entry.position + 1)?.decoded() { document = next }
        guard let document else { throw Self.unreadable(entry.position, "it was decided before any rule set was recorded") }
        do throws(RuleSetDecodingError) { return try RuleSet(document) } catch { throw Self.unreadable(entry.position, error.cause) }
    }

    private mutating func settle(_ posting: Posting, _ entry: LedgerEntry) {
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
    }

    /// What was asked for where this posting is the first of the answer.
    private func command(_ posting: Posting, _ entry: LedgerEntry) throws(RewardRefusal) -> RewardCommand? {
        if let terms = posting.settlement {
            guard terms.watermark == entry.position, let policy = PayoutPolicy(json: terms.policy),
                let ledger = try? ScreenedLedger(reading: store, below: entry.position)
            else { return nil }
            return try SettlementPlan(
                ledger, book: book, policy: policy, watermark: entry.position, at: lastTime ?? entry.time,
                statesWindow: terms.until != nil)?.command
        }
        guard let by = posting.by else {
            guard posting.moves.contains(where: { $0.action == .withdraw }) else { return .finalize }
            guard let ledger = try? ScreenedLedger(reading: store, below: entry.position),
                let policies = try? PayoutPolicy.recorded(at: Restatement.openSettlements(book), in: store)
            else { return nil }
            return Restatement.command(ledger, book: book, policies: policies)
        }
        guard let move = posting.moves.first else {
            guard let transfer = posting.transfers.first, case .payable(let participant) = transfer.debit else { return nil }
            return .payOut(participant, transfer.amount, by: by, reason: posting.reason)
        }
        let (id, reason) = (move.reward, posting.reason)
        switch move.action {
        case .hold, .refuse, .withdraw, .escalate: return nil
        case .release: return .decide(id, .post(nil), by: by, reason: reason)
        case .post(let amount): return .decide(id, .post(amount), by: by, reason: reason)
        case .void: return .decide(id, .void, by: by, reason: reason)
        case .clawBack: return .clawBack(id, by: by, reason: reason)
        case .writeOff(let amount): return .writeOff(id, amount, by: by, reason: reason)
        case .dispute: return .dispute(id, by: by, reason: reason)
        case .uphold: return .resolve(id, upheld: true, until: entry.time, by: by, reason: reason)
        case .overturn:
            // The window is no decision: it follows from the policy that the settlement recorded.
            let until = book[id].flatMap { reward in
                (try? PayoutPolicy.recorded(for: reward, in: store)).map { book.windowEnd(of: reward, $0, from: entry.time) }
            }
            return .resolve(id, upheld: false, until: until ?? entry.time, by: by, reason: reason)
        }
    }

    private mutating func compare(_ entry: LedgerEntry, _ body: EntryBody, with draft: EntryDraft) -> Bool {
        guard entry.kind == draft.kind, entry.body == draft.body else {
            return differ(entry, draft, entry.kind == draft.kind ? "its body is another" : "a \(draft.kind.name) is due here")
        }
        guard entry.time == max(lastTime ?? draft.time, draft.time) else { return differ(entry, draft, "its ledger time is another") }
        lastTime = entry.time
        if entry.kind == .posting {
            do throws(RewardRefusal) { try book.apply(entry) } catch { return differ(entry, draft, error.cause) }
            report.postings += 1
        }
        note(entry, body)
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

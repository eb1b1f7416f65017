internal import Contributions
public import Detection
public import Ledger
public import Rules

/// Carries a ledger's verdicts on: gives the first ones, and looks again at those whose challenge window is open.
///
/// The window of an event ends `ChallengeWindow.days` after it, at midnight; not before the ledger's first screening, since before that nothing
/// was decided, and not before the rewards are due that a settlement proposed for it. The verdict of record is the one over the entries from
/// before that moment. So the walk through what is new stops at each midnight at which windows end, judges the events whose windows those are
/// by what stands before it, and goes on: however often somebody screens, the same comes out.
public struct Screener {
    var layer: FraudLayer
    /// How many entries were taken in.
    public internal(set) var watermark: LedgerPosition = 0
    public internal(set) var eventCount = 0
    /// The position of the last event.
    var lastEvent: LedgerPosition = -1
    /// The ledger time so far.
    var time: Timestamp?
    var firstScreening: Timestamp?
    /// Events whose verdict is not of record yet, in ledger order.
    var tracked: [TrackedEvent] = []
    /// Where the last erasure of a text is recorded.
    var lastErasure: LedgerPosition?
    var ruleSetInForce: Digest?
    var recordedFindings: Set<Digest> = []
    /// A screening whose verdicts are still to come: windows that it ended are closed behind them.
    private var lastScreening: (time: Timestamp, window: ChallengeWindow)?
    /// True where events came since the detectors were last asked about everything tracked.
    var hasNews = false
    /// The window by which midnights are judged in what is taken in, and the first at which one ends; nil among entries that earlier screenings saw.
    private var midnights: (window: ChallengeWindow, next: Timestamp?)?
    private var found = Found()

    /// What was judged at midnights since the last screening.
    private struct Found {
        var verdicts: [Verdict] = []
        var clusters: [Cluster] = []
        var first = 0
        var again = 0
        var revised = 0
    }

    /// - Parameters:
    ///   - detectors: fresh ones.
    ///   - aggregates: of rule sets that later screenings will use.
    ///   - keepsBodies: whether events are kept whole while they are tracked; nil where these rules decide that.
    public init(ruleSet: RuleSet, detectors: [any Detector], aggregates: [Aggregate] = [], keepsBodies: Bool? = nil) {
        layer = FraudLayer(ruleSet: ruleSet, detectors: detectors, keepsBodies: keepsBodies, aggregates: aggregates)
    }

    /// The rules by which the next screening decides.
    public var ruleSet: RuleSet {
        get { layer.ruleSet }
        set { layer.ruleSet = newValue }
    }

    /// Events that have no verdict, in ledger order.
    public var pendingPositions: [LedgerPosition] { tracked.lazy.filter { $0.entry == nil }.map(\.candidate.position) }

    // MARK: Taking in the ledger

    /// From here on windows may end that no screening has looked at.
    public mutating func judgeMidnights(_ window: ChallengeWindow) {
        closeWindows()
        midnights = (window, nil)
        findNextMidnight()
    }

    /// Takes in the next entries of the ledger.
    public mutating func take(_ batch: [(entry: LedgerEntry, body: EntryBody)]) {
        var events: [(record: RecordedEvent, time: Timestamp)] = []
        for (entry, body) in batch {
            if case .event(let event) = body {
                if let next = midnights?.next, entry.time >= next {
                    takeEvents(&events)
                    judgeMidnight(before: entry.time)
                }
                events.append((RecordedEvent(position: entry.position, event: event), entry.time))
            } else {
                takeEvents(&events)
                take(entry, body)
            }
            watermark = entry.position + 1
            time = entry.time
        }
        takeEvents(&events)
    }

    private mutating func takeEvents(_ events: inout [(record: RecordedEvent, time: Timestamp)]) {
        guard !events.isEmpty else { return }
        closeWindows()
        eventCount += events.count
        lastEvent = events.last.map(\.record.position) ?? lastEvent
        hasNews = true
        for (candidate, event) in zip(layer.take(events.map(\.record)), events) {
            let tracked = TrackedEvent(candidate: candidate, time: event.time)
            self.tracked.append(tracked)
            guard let (window, next) = midnights, let end = end(of: tracked, window) else { continue }
            midnights = (window, min(next ?? end, end))
        }
        events.removeAll(keepingCapacity: true)
    }

    private mutating func take(_ entry: LedgerEntry, _ body: EntryBody) {
        switch body {
        case .verdict(let verdict):
            // Ledgers of before screenings were recorded: the first verdict says when somebody first looked.
            firstScreening = firstScreening ?? entry.time
            if verdict.watermark > lastEvent { hasNews = false }
            if let place = place(of: verdict.position) { tracked[place].note(verdict, in: entry.position) }
        case .screening(let record):
            closeWindows()
            firstScreening = firstScreening ?? entry.time
            lastScreening = (entry.time, ChallengeWindow(days: record.windowDays))
            hasNews = false
            found = Found()
        case .ruleSet(let document): ruleSetInForce = document.digest
        case .finding: recordedFindings.insert(Digest.sha256(entry.body))
        case .posting(let posting): if let terms = posting.settlement { note(terms) }
        case .erasure(let erasure):
            lastErasure = entry.position
            if let place = place(of: erasure.position) { tracked[place].isErased = true }
        case .event: break
        }
    }

    /// A settlement takes in every event that was screened and not settled; its rewards keep the windows of those open.
    private mutating func note(_ terms: SettlementTerms) {
        closeWindows()
        guard let until = terms.until else { return }
        for index in tracked.indices {
            guard let first = tracked[index].firstEntry, first < terms.watermark, tracked[index].due == nil else { continue }
            tracked[index].due = until
        }
        findNextMidnight()
    }

    private func place(of position: LedgerPosition) -> Int? {
        var low = 0
        var high = tracked.count
        while low < high {
            let middle = (low + high) / 2
            if tracked[middle].candidate.position < position { low = middle + 1 } else { high = middle }
        }
        return low < tracked.count && tracked[low].candidate.position == position ? low : nil
    }

    // MARK: Windows

    /// When the verdict on an event is of record; nil before the ledger's first screening.
    private func end(of event: TrackedEvent, _ window: ChallengeWindow) -> Timestamp? {
        firstScreening.map { max(window.end(of: event.time), $0, event.due ?? $0) }
    }

    /// Closes the windows that the last screening, or the one that is being recorded, saw end.
    private mutating func closeWindows() {
        guard let (time, window) = lastScreening else { return }
        lastScreening = nil
        tracked = tracked.filter { event in event.entry == nil || end(of: event, window).map { $0 > time } ?? true }
    }

    private mutating func findNextMidnight() {
        guard let window = midnights?.window else { return }
        var next: Timestamp?
        for event in tracked { if let end = end(of: event, window) { next = min(next ?? end, end) } }
        midnights = (window, next)
    }

    /// Judges the events whose windows end before an event comes in, by everything that stands before it.
    private mutating func judgeMidnight(before time: Timestamp) {
        guard let window = midnights?.window else { return }
        let closing = tracked.indices.filter { index in end(of: tracked[index], window).map { $0 <= time } ?? false }
        // What was judged by the same entries before need not be judged again.
        let unjudged = closing.filter { hasNews || tracked[$0].entry == nil }
        judge(unjudged)
        let gone = Set(closing)
        tracked = tracked.indices.filter { !gone.contains($0) }.map { tracked[$0] }
        findNextMidnight()
    }

    /// Judges some of the tracked events and keeps what is new.
    private mutating func judge(_ places: [Int]) {
        guard !places.isEmpty else { return }
        let judgement = layer.judge(places.map { tracked[$0].candidate.position })
        found.clusters += judgement.clusters
        for (place, verdict) in zip(places, judgement.verdicts(on: places.map { tracked[$0].candidate })) {
            let decision = verdict.decisionHash
            if let entry = tracked[place].entry {
                found.again += 1
                guard decision != tracked[place].decision, mayRevise(tracked[place], to: verdict.outcome) else { continue }
                found.revised += 1
                found.verdicts.append(verdict.revising(entry))
            } else {
                found.first += 1
                found.verdicts.append(verdict)
            }
            tracked[place].decision = decision
        }
    }

    /// What rested on a text that is gone is not undone by its going: after an erasure no verdict from before it becomes milder.
    private func mayRevise(_ event: TrackedEvent, to outcome: Outcome) -> Bool {
        if event.isErased { return false }
        guard let lastErasure, let entry = event.entry, entry < lastErasure else { return true }
        return outcome >= event.outcome
    }

    // MARK: Screening

    /// What one screening adds to the ledger, and what it found.
    public struct Result: Sendable {
        public let record: ScreeningRecord
        /// First and revised ones, in the order in which they are appended.
        public let verdicts: [Verdict]
        public let clusters: [Cluster]
        /// The entries that it appends, all at `watermark` and behind.
        package let drafts: [EntryDraft]
    }

    /// Judges everything tracked by everything taken in. The caller appends the drafts as they are, or throws the screener away.
    ///
    /// Nil where there is nothing to look at and no event came since the last screening.
    public mutating func screen(_ window: ChallengeWindow) -> Result? {
        closeWindows()
        judge(tracked.indices.filter { hasNews || tracked[$0].entry == nil })
        guard hasNews || found.first + found.again > 0 else { return nil }
        let head = time ?? Timestamp(seconds: 0)
        let record = ScreeningRecord(
            watermark: watermark, ruleSet: ruleSet.digest, windowDays: window.days, first: found.first, again: found.again, revised: found.revised)
        let verdicts = found.verdicts
        let clusters = found.clusters
        found = Found()
        var bodies: [EntryBody] = [.screening(record)]
        if ruleSetInForce != ruleSet.digest { bodies.append(.ruleSet(ruleSet.document)) }
        ruleSetInForce = ruleSet.digest
        bodies += clusters.map { .finding($0) } + verdicts.map { .verdict($0) }
        var drafts = EntryDraft.all(bodies, at: head)
        drafts.removeAll { $0.kind == .finding && !recordedFindings.insert(Digest.sha256($0.body)).inserted }
        firstScreening = firstScreening ?? head
        let offset = watermark + drafts.count - verdicts.count
        for (index, verdict) in verdicts.enumerated() {
            if let place = place(of: verdict.position) { tracked[place].note(verdict, in: offset + index) }
        }
        watermark += drafts.count
        lastScreening = (head, window)
        hasNews = false
        closeWindows()
        midnights = nil
        return Result(record: record, verdicts: verdicts, clusters: clusters, drafts: drafts)
    }

    /// The entries of a screening as programs wrote them that recorded none: what waits is judged, and nothing looked at again.
    package mutating func screenOnce() -> [EntryDraft] {
        judge(tracked.indices.filter { tracked[$0].entry == nil })
        let head = time ?? Timestamp(seconds: 0)
        var bodies: [EntryBody] = ruleSetInForce == ruleSet.digest ? [] : [.ruleSet(ruleSet.document)]
        bodies += found.clusters.map { .finding($0) } + found.verdicts.map { .verdict($0) }
        found = Found()
        return EntryDraft.all(bodies, at: head).filter { $0.kind != .finding || !recordedFindings.contains(Digest.sha256($0.body)) }
    }
}

internal import CanonicalJSON
public import Contributions

/// What a ledger says about its own progress: which events have a verdict, under which rule set, and how many entries there are of each kind.
/// A fold over entries; feed it on from where it stopped with `observe(_:)`.
public struct LedgerIndex: Sendable {
    /// The number of entries observed, which is the position of the next.
    public private(set) var count: LedgerPosition = 0
    public private(set) var countByKind: [EntryKind: Int] = [:]
    /// Positions of the event entries, rising.
    public private(set) var eventPositions: [LedgerPosition] = []
    /// The last verdict's position, by its event's position.
    public private(set) var verdictPosition: [LedgerPosition: LedgerPosition] = [:]
    /// Where the last rule set entry is.
    public private(set) var ruleSetPosition: LedgerPosition?
    /// What the last rule set entry calls itself (its member `digest` or `ruleset`), else the digest of its body.
    public private(set) var ruleSetDigest: Digest?

    public init() {}

    public init(folding store: some LedgerStore) throws(LedgerError) {
        self.init()
        try catchUp(with: store)
    }

    /// Observes what was appended since the last time.
    public mutating func catchUp(with store: some LedgerStore) throws(LedgerError) {
        var index = self
        var failure: LedgerError?
        try store.visit(from: count) { entry in
            do throws(LedgerError) {
                try index.observe(entry)
                return true
            } catch {
                failure = error
                return false
            }
        }
        if let failure { throw failure }
        self = index
    }

    /// Takes in the next entry.
    /// - Throws: `ledger/corrupt` for an entry out of turn, or a verdict that names no event before it.
    public mutating func observe(_ entry: LedgerEntry) throws(LedgerError) {
        guard entry.position == count else {
            throw LedgerError(.corrupt, cause: "entry \(entry.position) came where \(count) was due", position: entry.position)
        }
        switch entry.kind {
        case .event: eventPositions.append(entry.position)
        case .verdict: verdictPosition[try eventPosition(ofVerdict: entry)] = entry.position
        case .ruleSet:
            ruleSetPosition = entry.position
            ruleSetDigest = Self.statedDigest(entry.body) ?? Digest.sha256(entry.body)
        case .finding, .posting, .erasure: break
        }
        countByKind[entry.kind, default: 0] += 1
        count += 1
    }

    /// Events that have no verdict yet, in order.
    public var pendingPositions: [LedgerPosition] { eventPositions.filter { verdictPosition[$0] == nil } }

    /// Every event before this position has a verdict.
    public var screenedWatermark: LedgerPosition { eventPositions.first { verdictPosition[$0] == nil } ?? count }

    private func eventPosition(ofVerdict entry: LedgerEntry) throws(LedgerError) -> LedgerPosition {
        guard let position = (try? JSONParser.parse(entry.body))?["position"]?.integerValue, hasEvent(at: Int(position)) else {
            throw LedgerError(
                .corrupt, cause: "the verdict in entry \(entry.position) names no event before it",
                hint: "a verdict's \"position\" is the place of its event", position: entry.position)
        }
        return Int(position)
    }

    private func hasEvent(at position: LedgerPosition) -> Bool {
        var low = 0
        var high = eventPositions.count
        while low < high {
            let middle = (low + high) / 2
            if eventPositions[middle] < position { low = middle + 1 } else { high = middle }
        }
        return low < eventPositions.count && eventPositions[low] == position
    }

    private static func statedDigest(_ body: [UInt8]) -> Digest? {
        let value = try? JSONParser.parse(body)
        return (value?["digest"] ?? value?["ruleset"])?.stringValue.flatMap { Digest(hex: $0) }
    }
}

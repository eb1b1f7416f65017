public import CanonicalJSON

/// Computes one aggregate event by event, in ledger order.
///
/// Memory is bounded by what lies within `Aggregate.windowsKept` windows of the latest event time. Asking costs O(log n + events in the window).
public struct AggregateFold: Sendable {
    /// What an aggregate is for one event.
    public enum Answer: Hashable, Sendable {
        case known(Double)
        /// Why it is not known.
        case unknown(String)
    }

    private struct Seen: Sendable {
        let microseconds: Int64
        let value: JSONValue?
    }

    public let aggregate: Aggregate
    /// For each key what counts, by event time; of equal times the earlier in the ledger first.
    private var seen: [JSONValue: [Seen]] = [:]
    private var latest: Int64?
    private var sinceSweep = 0
    /// Events between two sweeps over all keys.
    private static let sweepEvery = 1 << 14

    public init(_ aggregate: Aggregate) { self.aggregate = aggregate }

    private var windowMicroseconds: Int64 { aggregate.windowSeconds * 1_000_000 }

    /// The aggregate for an event whose turn in the ledger it is; the event itself does not count.
    public func answer(at microseconds: Int64, data: JSONValue?) -> Answer {
        guard let key = Self.field(aggregate.key, data) else { return .unknown("the event has no \(aggregate.key.joined(separator: "."))") }
        if let latest, microseconds < latest - windowMicroseconds * (Aggregate.windowsKept - 1) {
            return .unknown("the event came too late: what it should count may be gone")
        }
        let all = seen[key] ?? []
        let window = all[Self.place(microseconds - windowMicroseconds, in: all)..<Self.place(microseconds, in: all)]
        switch aggregate.kind {
        case .count: return .known(Double(window.count))
        case .rate: return .known(Double(window.count) * 3600 / Double(aggregate.windowSeconds))
        case .distinct: return .known(Double(Set(window.compactMap(\.value)).count))
        case .sum: return .known(window.reduce(0) { $0 + ($1.value?.doubleValue ?? 0) })
        case .share:
            guard let own = Self.field(aggregate.value, data) else {
                return .unknown("the event has no \(aggregate.value.joined(separator: "."))")
            }
            return .known(window.isEmpty ? 0 : Double(window.count { $0.value == own }) / Double(window.count))
        case .firstSeen: return .known(window.first.map { Double(microseconds - $0.microseconds) / 1e6 } ?? 0)
        }
    }

    /// Takes in the next event of the ledger.
    public mutating func observe(type: String, at microseconds: Int64, data: JSONValue?) {
        let newest = max(latest ?? microseconds, microseconds)
        latest = newest
        let oldest = newest - windowMicroseconds * Aggregate.windowsKept
        if type == aggregate.eventType, microseconds >= oldest, let key = Self.field(aggregate.key, data) {
            let value = aggregate.value.isEmpty ? nil : Self.field(aggregate.value, data)
            // Taken out while it changes, so that the list is not copied.
            var all = seen.removeValue(forKey: key) ?? []
            all.insert(Seen(microseconds: microseconds, value: value), at: Self.place(microseconds + 1, in: all))
            let gone = Self.place(oldest, in: all)
            if gone > all.count / 2 { all.removeFirst(gone) }
            seen[key] = all
        }
        sinceSweep += 1
        if sinceSweep >= Self.sweepEvery {
            sinceSweep = 0
            seen = seen.filter { ($0.value.last?.microseconds ?? oldest) >= oldest }
        }
    }

    /// The number of those before a time. O(log n).
    private static func place(_ microseconds: Int64, in all: [Seen]) -> Int {
        var (low, high) = (0, all.count)
        while low < high {
            let middle = (low + high) / 2
            if all[middle].microseconds < microseconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func field(_ path: [String], _ data: JSONValue?) -> JSONValue? {
        var value = data
        for key in path { value = value?[key] }
        if case .null? = value { return nil }
        return value
    }
}

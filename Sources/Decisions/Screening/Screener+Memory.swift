internal import CanonicalJSON
public import Collections
internal import Contributions
internal import Ledger

extension Screener {
    /// The version of what `state` gives beside what the detectors write.
    private static let stateVersion = 1

    /// Whether the state can be kept. What rules count over earlier events, and events that rules read whole, are gathered from the start each time.
    public var isKept: Bool { layer.isKept }

    /// Everything that the next screening needs, in pieces that follow one another. O(state).
    public func state() -> [[UInt8]] {
        var tables = ColumnWriter()
        tables.write(Self.stateVersion)
        tables.write(watermark)
        tables.write(eventCount)
        tables.write(lastEvent)
        tables.write([time, firstScreening].map { $0?.microseconds ?? Int64.min })
        tables.write(hasNews ? 1 : 0)
        tables.write(lastErasure ?? -1)
        tables.write((ruleSetInForce ?? .zero).bytes)
        tables.write(recordedFindings.map(\.bytes).sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 })
        var types: [String] = []
        var typeNumbers: [String: Int32] = [:]
        var rows: [TrackedRow] = []
        rows.reserveCapacity(tracked.count)
        for event in tracked {
            let type = event.candidate.type
            if typeNumbers[type] == nil {
                typeNumbers[type] = Int32(types.count)
                types.append(type)
            }
            rows.append(TrackedRow(event, type: typeNumbers[type] ?? 0))
        }
        tables.write(types)
        tables.write(rows)
        tables.write(tracked.map(\.candidate.key))
        return ColumnWriter.pieces(of: tables.bytes) + layer.state()
    }

    /// Takes over what was written, in place of walking through the ledger up to there.
    /// - Throws: where it is of another version, other detectors or settings, or does not hold together; the screener is then of no use.
    public mutating func restore(from state: inout ColumnReader) throws(ColumnError) {
        var tables = try state.nested()
        try restoreTables(from: &tables)
        guard tables.isAtEnd else { throw .malformed }
        try layer.restore(from: &state)
        guard state.isAtEnd, layer.watermark <= watermark else { throw .malformed }
    }

    private mutating func restoreTables(from tables: inout ColumnReader) throws(ColumnError) {
        guard try tables.integer() == Self.stateVersion else { throw .malformed }
        watermark = try tables.integer()
        eventCount = try tables.integer()
        lastEvent = try tables.integer()
        let times: [Int64] = try tables.list()
        hasNews = try tables.integer() != 0
        let erasure = try tables.integer()
        lastErasure = erasure < 0 ? nil : erasure
        guard let inForce = Digest(bytes: try tables.list()), times.count == 2, watermark >= 0, lastEvent < watermark else { throw .malformed }
        (time, firstScreening) = (Self.time(times[0]), Self.time(times[1]))
        ruleSetInForce = inForce == .zero ? nil : inForce
        let findings: [UInt8] = try tables.list()
        guard findings.count % Digest.byteCount == 0 else { throw .malformed }
        recordedFindings = Set(
            stride(from: 0, to: findings.count, by: Digest.byteCount).compactMap { Digest(bytes: Array(findings[$0..<$0 + Digest.byteCount])) })
        let types = try tables.texts()
        let rows: [TrackedRow] = try tables.list()
        let keys = try tables.texts()
        guard keys.count == rows.count else { throw .malformed }
        var last = -1
        tracked = []
        tracked.reserveCapacity(rows.count)
        for (row, key) in zip(rows, keys) {
            guard types.indices.contains(Int(row.type)), row.position > last, row.position < watermark, row.entry < watermark, row.first <= row.entry
            else {
                throw .malformed
            }
            last = Int(row.position)
            tracked.append(row.event(key: key, type: types[Int(row.type)]))
        }
    }

    fileprivate static func time(_ microseconds: Int64) -> Timestamp? {
        microseconds == .min ? nil : Timestamp(microseconds: microseconds)
    }
}

/// A tracked event as columns keep it; an absent time is the smallest number, an absent entry -1.
private struct TrackedRow: BitwiseCopyable {
    let position: Int64
    let time: Int64
    let entry: Int64
    let first: Int64
    let decision: UInt64
    let due: Int64
    let type: Int32
    /// The verdict's place among `Outcome.allCases`, and 256 where the text was erased.
    let standing: Int32

    init(_ event: TrackedEvent, type: Int32) {
        position = Int64(event.candidate.position)
        time = event.time.microseconds
        entry = Int64(event.entry ?? -1)
        first = Int64(event.firstEntry ?? -1)
        decision = event.decision
        due = event.due?.microseconds ?? .min
        self.type = type
        standing = Int32(Outcome.allCases.firstIndex(of: event.outcome) ?? 0) + (event.isErased ? 256 : 0)
    }

    func event(key: String, type: String) -> TrackedEvent {
        var event = TrackedEvent(
            candidate: FraudLayer.Candidate(position: Int(position), key: key, type: type, body: nil, aggregates: []),
            time: Timestamp(microseconds: time))
        event.entry = entry < 0 ? nil : Int(entry)
        event.firstEntry = first < 0 ? nil : Int(first)
        event.decision = decision
        event.due = Screener.time(due)
        event.outcome = Outcome.allCases[Int(standing & 255)]
        event.isErased = standing >= 256
        return event
    }
}

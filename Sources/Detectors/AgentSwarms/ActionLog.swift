internal import Collections
internal import Contributions

/// Actions as they arrive, in columns of small integers: 24 bytes for each, plus each name once.
struct ActionLog: Sendable {
    var actors = NameTable()
    var targets = NameTable()
    var rows: [Row] = []

    struct Row: Hashable, Sendable, BitwiseCopyable {
        var actor: Int32
        var target: Int32
        /// Who earns, in the names of `actors`; −1 where nobody is known to.
        var payee: Int32
        /// The caller's number of the event; several rows may share one.
        var event: Int32
        var seconds: Int64
    }

    /// Times further from 1970 are not written by any clock; the limit keeps differences of times from overflowing.
    static let latestSeconds: Int64 = 1 << 40

    mutating func append(event: Int32, actor: Int32, target: Int32, time: Timestamp, payee: Int32) {
        rows.append(Row(actor: actor, target: target, payee: payee, event: event, seconds: time.seconds))
    }

    mutating func append(event: Int32, actor: String, target: String, time: Timestamp, payee: String?) {
        append(event: event, actor: actors.id(actor), target: targets.id(target), time: time, payee: payee.map { actors.id($0) } ?? -1)
    }
}

extension ActionLog {
    /// O(rows + bytes of names).
    func write(to state: inout ColumnWriter) {
        actors.write(to: &state)
        targets.write(to: &state)
        state.write(rows)
    }

    /// Reads what `write(to:)` wrote, of events below `eventCount`. O(rows + bytes of names).
    init(from state: inout ColumnReader, eventCount: Int) throws(ColumnError) {
        actors = try NameTable(from: &state)
        targets = try NameTable(from: &state)
        rows = try state.list()
        let (actorCount, targetCount) = (Int32(actors.count), Int32(targets.count))
        let isSound = rows.allSatisfy { row in
            row.actor >= 0 && row.actor < actorCount && row.target >= 0 && row.target < targetCount && row.payee >= -1 && row.payee < actorCount
                && row.event >= 0 && Int(row.event) < eventCount && row.seconds.magnitude <= Self.latestSeconds
        }
        guard isSound else { throw .malformed }
    }
}

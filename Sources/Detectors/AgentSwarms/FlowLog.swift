internal import Collections
internal import Contributions

/// Claims of value from one participant to another as they arrive, in columns of small integers.
struct FlowLog: Sendable {
    var parties = NameTable()
    var rows: [Row] = []

    struct Row: Hashable, Sendable, BitwiseCopyable {
        var from: Int32
        var to: Int32
        var event: Int32
        var seconds: Int64
        /// More than zero.
        var amountMicros: Int64
    }

    /// A claim on oneself or of nothing moves no value and is left out.
    mutating func append(event: Int32, from: String, to: String, time: Timestamp, amount: MicroCredits?) {
        guard let micros = amount?.micros, micros > 0, !from.utf8.elementsEqual(to.utf8) else { return }
        rows.append(Row(from: parties.id(from), to: parties.id(to), event: event, seconds: time.seconds, amountMicros: micros))
    }

    /// Ids in the order of the names, rows in the order of time: one form for every order of arrival. O(n log n).
    func canonical() -> (names: [Int32], rows: [Row]) {
        let order = parties.order()
        let rank = NameTable.ranks(of: order)
        let renamed = rows.map { row in
            Row(from: rank[Int(row.from)], to: rank[Int(row.to)], event: row.event, seconds: row.seconds, amountMicros: row.amountMicros)
        }
        let sorted = renamed.sorted { left, right in
            if left.seconds != right.seconds { return left.seconds < right.seconds }
            return (left.from, left.to, left.amountMicros, left.event) < (right.from, right.to, right.amountMicros, right.event)
        }
        return (order, sorted)
    }
}

extension FlowLog {
    /// O(rows + bytes of names).
    func write(to state: inout ColumnWriter) {
        parties.write(to: &state)
        state.write(rows.map(\.from))
        state.write(rows.map(\.to))
        state.write(rows.map(\.event))
        state.write(rows.map(\.seconds))
        state.write(rows.map(\.amountMicros))
    }

    /// Reads what `write(to:)` wrote, of events below `eventCount`. O(rows + bytes of names).
    init(from state: inout ColumnReader, eventCount: Int) throws(ColumnError) {
        parties = try NameTable(from: &state)
        let from: [Int32] = try state.list()
        let to: [Int32] = try state.list()
        let events: [Int32] = try state.list()
        let seconds: [Int64] = try state.list()
        let amounts: [Int64] = try state.list()
        guard [to.count, events.count, seconds.count, amounts.count].allSatisfy({ $0 == from.count }) else { throw .malformed }
        let partyCount = Int32(parties.count)
        rows.reserveCapacity(from.count)
        for index in from.indices {
            let row = Row(from: from[index], to: to[index], event: events[index], seconds: seconds[index], amountMicros: amounts[index])
            guard row.from >= 0, row.from < partyCount, row.to >= 0, row.to < partyCount, row.from != row.to, row.event >= 0,
                Int(row.event) < eventCount, row.seconds.magnitude <= ActionLog.latestSeconds, row.amountMicros > 0,
                row.amountMicros <= MicroCredits.maximumPerEvent.micros
            else { throw .malformed }
            rows.append(row)
        }
    }
}

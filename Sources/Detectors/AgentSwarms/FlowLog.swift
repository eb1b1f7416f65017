internal import Contributions

/// Claims of value from one participant to another as they arrive, in columns of small integers.
struct FlowLog: Sendable {
    var parties = NameTable()
    var rows: [Row] = []

    struct Row: Hashable, Sendable {
        var from: Int32
        var to: Int32
        var event: Int32
        var seconds: Int64
        /// More than zero.
        var amountMicros: Int64
    }

    /// A claim on oneself or of nothing moves no value and is left out.
    mutating func append(event: Int32, from: String, to: String, time: Timestamp, amount: MicroCredits?) {
        guard let micros = amount?.micros, micros > 0, from != to else { return }
        rows.append(Row(from: parties.id(from), to: parties.id(to), event: event, seconds: time.seconds, amountMicros: micros))
    }

    /// Ids in the order of the names, rows in the order of time: one form for every order of arrival. O(n log n).
    func canonical() -> (names: [String], rows: [Row]) {
        let (rank, names) = parties.ranked()
        let renamed = rows.map { row in
            Row(from: rank[Int(row.from)], to: rank[Int(row.to)], event: row.event, seconds: row.seconds, amountMicros: row.amountMicros)
        }
        let sorted = renamed.sorted { left, right in
            (left.seconds, left.from, left.to, left.amountMicros, left.event) < (right.seconds, right.from, right.to, right.amountMicros, right.event)
        }
        return (names, sorted)
    }
}

internal import Contributions

/// Actions as they arrive, in columns of small integers: 36 bytes for each, plus each name once.
struct ActionLog: Sendable {
    var actors = NameTable()
    var targets = NameTable()
    var rows: [Row] = []

    struct Row: Hashable, Sendable {
        var actor: Int32
        var target: Int32
        /// Who earns, in the names of `actors`; −1 where nobody is known to.
        var payee: Int32
        /// The caller's number of the event; several rows may share one.
        var event: Int32
        var seconds: Int64
        var amountMicros: Int64
    }

    mutating func append(event: Int32, actor: String, target: String, time: Timestamp, payee: String?, amount: MicroCredits?) {
        rows.append(
            Row(
                actor: actors.id(actor), target: targets.id(target), payee: payee.map { actors.id($0) } ?? -1, event: event,
                seconds: time.seconds, amountMicros: amount?.micros ?? 0))
    }
}

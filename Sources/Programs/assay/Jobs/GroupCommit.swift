import CanonicalJSON
import Contributions
import Corpora
import Diagnostics
import Dispatch
import Ledger
import LedgerStorage

/// When a stream of events is committed: after so many events or so much time, whichever comes first.
struct GroupCommit {
    let events: Int
    /// Nil waits for the events, however long they take.
    let milliseconds: Int?

    /// Nil where neither is given.
    init?(events: Int?, milliseconds: Int?) {
        guard events != nil || milliseconds != nil else { return nil }
        self.events = events ?? Self.maximumEvents
        self.milliseconds = milliseconds
    }

    /// Events of one group at most: what waits for a commit is held in memory.
    static let maximumEvents = 100_000
    static let maximumMilliseconds = 60_000
    /// How long to wait at a time for the first event of a group.
    static let idleMilliseconds = 1000
}

extension IngestJob {
    /// What has come and is not durable yet.
    private struct Group {
        var pieces: [Piece] = []
        var count = 0
        /// When the first of it came.
        var start: DispatchTime?

        func remaining(of milliseconds: Int) -> Int {
            guard let start else { return GroupCommit.idleMilliseconds }
            let passed = (DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1_000_000
            return max(0, milliseconds - Int(passed))
        }
    }

    /// Commits group by group, and says on stdout after each commit how many events of the input are durable.
    ///
    /// A bad line or a conflict refuses its own group and ends the job, unless bad lines are set aside; what was said to be durable stays.
    func takeInGroups(
        _ policy: GroupCommit, from reader: EventScanReader, into store: SQLiteLedgerStore, _ summary: inout Summary, _ refusals: RefusedFile?,
        _ terminal: Terminal, _ advance: (Int) -> Void
    ) throws {
        var group = Group()
        var hasMore = true
        while hasMore {
            switch try nextArrival(reader, policy, group) {
            case .nothingYet: break
            case .end: hasMore = false
            case .block(let block):
                try setAside(block.refused, refusals)
                var next = 0
                while next < block.batch.items.count {
                    let end = min(next + policy.events - group.count, block.batch.items.count)
                    if group.start == nil { group.start = .now() }
                    group.pieces.append(Piece(block, next..<end))
                    group.count += end - next
                    advance(end - next)
                    next = end
                    if group.count == policy.events { try commit(&group, into: store, &summary, refusals, terminal) }
                }
            }
            let isDue = policy.milliseconds.map { group.remaining(of: $0) == 0 } ?? false
            if !group.pieces.isEmpty, isDue || !hasMore { try commit(&group, into: store, &summary, refusals, terminal) }
        }
    }

    private func nextArrival(_ reader: EventScanReader, _ policy: GroupCommit, _ group: Group) throws -> EventScanReader.Arrival {
        if let milliseconds = policy.milliseconds { return try reader.nextBlock(waitingAtMost: group.remaining(of: milliseconds)) }
        return try reader.nextBlock().map { .block($0) } ?? .end
    }

    private func setAside(_ lines: [RefusedLine], _ refusals: RefusedFile?) throws {
        var bad = BadInput()
        for line in lines { if let refusals { refusals.writer.write(line) } else { bad.add(line.diagnostic) } }
        guard bad.isEmpty else { throw bad }
    }

    private func commit(
        _ group: inout Group, into store: SQLiteLedgerStore, _ summary: inout Summary, _ refusals: RefusedFile?, _ terminal: Terminal
    ) throws {
        var after = summary
        var bad = BadInput()
        try store.atomically {
            for piece in group.pieces { try take(piece, into: store, &after, &bad, refusals) }
            guard bad.isEmpty else { throw bad }
        }
        // Only now: whoever reads this may forget the events.
        let line = JSONObject([
            ("appended", .integer(Int64(after.appended - summary.appended))), ("durable", .integer(Int64(after.appended + after.repeated))),
            ("repeated", .integer(Int64(after.repeated - summary.repeated))),
        ])
        terminal.stdout.write(JSONWriter.bytes(.object(line)) + [0x0A])
        terminal.stdout.flush()
        summary = after
        group = Group()
    }
}

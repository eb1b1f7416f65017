import CanonicalJSON
import Contributions
import Corpora
import Diagnostics
import Glibc
import Ledger
import LedgerStorage

/// Appends event files to a ledger: the whole batch or nothing, unless bad lines are to be set aside.
struct IngestJob {
    let events: [String]
    let ledger: String
    let skipInvalid: Bool
    /// Where refused lines go; beside the ledger where none is named.
    let refused: String?
    let now: Timestamp?
    let threads: Int
    /// Nil where everything stands or falls together.
    var groups: GroupCommit?

    struct Summary {
        var appended = 0
        var repeated = 0
        var refused = 0
    }

    static func run(_ options: IngestOptions, _ terminal: Terminal) throws -> ExitCode {
        let summary = try IngestJob(
            events: options.events, ledger: options.ledger, skipInvalid: options.skipInvalid, refused: options.refused, now: options.now,
            threads: options.threads ?? FileSystem.processorCount,
            groups: GroupCommit(events: options.commitEvery, milliseconds: options.commitWithin)
        ).run(into: try SQLiteLedgerStore(path: options.ledger, mode: .create), terminal)
        let rows = terminal.rows(["appended", "repeated", "refused"])
        rows.write(
            JSONObject([
                ("appended", .integer(Int64(summary.appended))), ("repeated", .integer(Int64(summary.repeated))),
                ("refused", .integer(Int64(summary.refused))),
            ]))
        rows.finish()
        return summary.refused > 0 ? .findings : .clean
    }

    func run(into store: SQLiteLedgerStore, _ terminal: Terminal) throws -> Summary {
        let reader = try EventScanReader(
            paths: events, options: ReadingOptions(now: now ?? Self.systemTime(), threadCount: threads))
        let refusals = skipInvalid ? try RefusedFile(refused ?? ledger + ".refused.jsonl") : nil
        if let refusals { reader.overlongBytes = { refusals.writer.pass($0, $1) } }
        var summary = Summary()
        var bad = BadInput()
        let progress = terminal.progress("ingesting")
        do {
            if let groups {
                try takeInGroups(groups, from: reader, into: store, &summary, refusals, terminal) { progress.advance(by: $0) }
                progress.finish()
                try refusals?.finish()
                summary.refused = refusals?.writer.count ?? 0
                return summary
            }
            try store.atomically {
                while let block = try reader.nextBlock() {
                    for line in block.refused { if let refusals { refusals.writer.write(line) } else { bad.add(line.diagnostic) } }
                    try take(Piece(block), into: store, &summary, &bad, refusals)
                    progress.advance(by: block.batch.items.count)
                }
                guard bad.isEmpty else { throw bad }
            }
        } catch LedgerGroupError<any Error>.work(let fault) {
            progress.finish()
            throw fault
        } catch LedgerGroupError<any Error>.store(let fault) {
            progress.finish()
            throw fault
        }
        progress.finish()
        try refusals?.finish()
        summary.refused = refusals?.writer.count ?? 0
        return summary
    }

    func take(_ piece: Piece, into store: SQLiteLedgerStore, _ summary: inout Summary, _ bad: inout BadInput, _ refusals: RefusedFile?) throws {
        // After the first fault the rest is only read to report what else is wrong: nothing will be kept.
        guard bad.isEmpty else { return }
        let batch = piece.batch
        func span(_ index: Int) -> SourceSpan { SourceSpan(file: piece.file, line: batch.items[index].line) }
        func diagnostic(_ conflict: LedgerIngest.Conflict) -> Diagnostic {
            var earlier: SourceSpan?
            if case .inBatch(let index, _) = conflict.earlier { earlier = span(index) }
            return conflict.diagnostic(at: span(conflict.index), earlier: earlier)
        }
        do throws(LedgerIngest.Refusal) {
            let result = try LedgerIngest.ingest(batch, piece.range, into: store, onConflict: skipInvalid ? .skipConflicts : .refuseBatch)
            summary.appended += result.appended
            summary.repeated += result.repeated
            for conflict in result.conflicts {
                refusals?.writer.write(RefusedLine(diagnostic: diagnostic(conflict), bytes: batch.body(conflict.index)))
            }
        } catch {
            switch error {
            case .conflicts(let conflicts): for conflict in conflicts { bad.add(diagnostic(conflict)) }
            case .store(let fault): throw fault
            }
        }
    }

    /// The only clock of the program: it judges whether an event's time lies in the future, and leaves no trace.
    static func systemTime() -> Timestamp { Timestamp(seconds: Int64(time(nil))) }
}

extension IngestJob {
    /// Some events of a block, in order.
    struct Piece {
        let file: String
        let batch: ScannedBatch
        let range: Range<Int>

        init(_ block: EventScanReader.Block, _ range: Range<Int>? = nil) {
            file = block.file
            batch = block.batch
            self.range = range ?? 0..<block.batch.items.count
        }
    }
}

/// The file of refused lines; it appears only where there is something in it.
final class RefusedFile {
    let writer: RefusedLineWriter
    private let file: FileWriter
    private let box: FailureBox

    private final class FailureBox { var failure: Diagnostic? }

    init(_ path: String) throws(Diagnostic) {
        let file = try FileWriter(path)
        let box = FailureBox()
        self.file = file
        self.box = box
        writer = RefusedLineWriter { bytes in
            do throws(Diagnostic) { try file.write(bytes) } catch { box.failure = error }
        }
    }

    func finish() throws(Diagnostic) {
        if let failure = box.failure { throw failure }
        if writer.count > 0 { try file.finish() }
    }
}

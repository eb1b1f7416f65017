internal import CanonicalJSON
public import Contributions
public import Diagnostics

/// Reads contribution events for a ledger: canonical bytes and names, without a value of each event. Refuses exactly what `EventReader` does.
///
/// A class because it owns the inputs. With one thread lines are read and checked when they are asked for; with more, that many threads
/// run some blocks ahead of the caller. The outcome is the same for every count of them.
public final class EventScanReader {
    /// What a block of lines came to.
    public struct Block: Sendable {
        public let file: String
        /// Sound events in the order of the lines.
        public let batch: ScannedBatch
        /// Lines that are no events, in order.
        public let refused: [RefusedLine]
    }

    /// What is there to be taken.
    public enum Arrival: Sendable {
        case block(Block)
        /// The time is up and no whole line has come.
        case nothingYet
        case end
    }

    /// Receives the bytes of lines that are too long to be held, see `RecordReader.overlongBytes`; to be set before the first block is read.
    public var overlongBytes: ((_ at: SourceSpan, _ bytes: UnsafeRawBufferPointer) -> Void)?

    private let lines: RecordReader<ContributionEvent>
    private let latest: Timestamp?
    private let threadCount: Int
    private var ahead: ReadAhead<Piece>?

    /// What comes from the threads that run ahead.
    private enum Piece: Sendable {
        case block(Block)
        case overlong(SourceSpan, [UInt8])
        case failure(Diagnostic)
    }

    /// - Parameter paths: files, or `-` for standard input.
    public init(paths: [String], options: ReadingOptions = ReadingOptions()) throws(BadInput) {
        lines = try RecordReader(events: paths, options: options)
        latest = options.now?.advanced(bySeconds: RecordReader<ContributionEvent>.maximumLeadSeconds)
        threadCount = options.threadCount
    }

    deinit { ahead?.cancel() }

    /// The next lines; nil at the end of the last input.
    public func nextBlock() throws(Diagnostic) -> Block? {
        guard threadCount == 1, ahead == nil else {
            if case .block(let block) = try nextArrival(waitingAtMost: nil) { return block }
            return nil
        }
        lines.overlongBytes = overlongBytes
        return try lines.nextLines().map { Self.scan($0, latest, lines.decodeLine) }
    }

    /// The same for a caller who has other things to do while an input, a pipe for example, has nothing to give.
    public func nextBlock(waitingAtMost milliseconds: Int) throws(Diagnostic) -> Arrival { try nextArrival(waitingAtMost: milliseconds) }

    private func nextArrival(waitingAtMost milliseconds: Int?) throws(Diagnostic) -> Arrival {
        let ahead = self.ahead ?? runAhead()
        self.ahead = ahead
        while true {
            switch ahead.take(waitingAtMost: milliseconds) {
            case .nothingYet: return .nothingYet
            case .end: return .end
            case .outcome(.block(let block)): return .block(block)
            case .outcome(.overlong(let span, let bytes)): bytes.withUnsafeBytes { overlongBytes?(span, $0) }
            case .outcome(.failure(let fault)): throw fault
            }
        }
    }

    /// From here on the lines belong to the workers.
    private func runAhead() -> ReadAhead<Piece> {
        let (lines, latest, decode, passesOverlong) = (lines, latest, lines.decodeLine, overlongBytes != nil)
        var hasFailed = false
        return ReadAhead(workerCount: threadCount, depth: threadCount + Self.blocksAhead) { put in
            guard !hasFailed else { return nil }
            if passesOverlong {
                lines.overlongBytes = { put(.overlong($0, Array($1))) }
            }
            do throws(Diagnostic) {
                guard let next = try lines.nextLines() else { return nil }
                return { .block(Self.scan(next, latest, decode)) }
            } catch {
                hasFailed = true
                return { .failure(error) }
            }
        }
    }

    /// Blocks beyond one for each thread that may wait for the caller.
    private static let blocksAhead = 4

    private static func scan(
        _ lines: RecordReader<ContributionEvent>.Lines, _ latest: Timestamp?, _ decode: RecordReader<ContributionEvent>.DecodeLine
    ) -> Block {
        switch lines {
        case .refused(let line): return Block(file: line.diagnostic.span?.file ?? "", batch: ScannedBatch(), refused: [line])
        case .block(let block):
            let (batch, refused) = scan(block, latest, decode)
            return Block(file: block.file, batch: batch, refused: refused)
        }
    }

    private static func scan(
        _ block: LineBlock, _ latest: Timestamp?, _ decode: RecordReader<ContributionEvent>.DecodeLine
    ) -> (batch: ScannedBatch, refused: [RefusedLine]) {
        var batch = ScannedBatch(capacity: block.lines.reduce(0) { $0 + ($1.range?.count ?? 0) })
        var refused: [RefusedLine] = []
        for line in block.lines {
            if line.refusal == nil, block.withBytes(of: line, { batch.append(line: $0, number: line.number, latest: latest) }) { continue }
            switch decode(block, line) {
            case .item(let event, _):
                // Sound, but out of the ordinary.
                batch.append(event, number: line.number)
            case .refused(let line): refused.append(line)
            }
        }
        batch.lookForRepeatedKeys()
        return (batch, refused)
    }
}

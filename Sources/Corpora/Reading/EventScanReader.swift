internal import CanonicalJSON
public import Contributions
public import Diagnostics

/// Reads contribution events for a ledger: canonical bytes and names, without a value of each event. Refuses exactly what `EventReader` does.
///
/// A class because it owns the inputs. Lines are checked on several threads; the outcome is the same for every count of them.
public final class EventScanReader {
    /// What a block of lines came to.
    public struct Block: Sendable {
        public let file: String
        /// Consecutive pieces, in the order of the lines.
        public let batches: [ScannedBatch]
        /// Lines that are no events, in order.
        public let refused: [RefusedLine]
    }

    /// Receives the bytes of lines that are too long to be held; see `RecordReader.overlongBytes`.
    public var overlongBytes: ((_ at: SourceSpan, _ bytes: UnsafeRawBufferPointer) -> Void)? {
        get { lines.overlongBytes }
        set { lines.overlongBytes = newValue }
    }

    private let lines: RecordReader<ContributionEvent>
    private let latest: Timestamp?
    private let threadCount: Int

    /// - Parameter paths: files, or `-` for standard input.
    public init(paths: [String], options: ReadingOptions = ReadingOptions()) throws(BadInput) {
        lines = try RecordReader(events: paths, options: options)
        latest = options.now?.advanced(bySeconds: RecordReader<ContributionEvent>.maximumLeadSeconds)
        threadCount = options.threadCount
    }

    /// The next lines; nil at the end of the last input.
    public func nextBlock() throws(Diagnostic) -> Block? {
        switch try lines.nextLines() {
        case nil: return nil
        case .refused(let line): return Block(file: line.diagnostic.span?.file ?? "", batches: [], refused: [line])
        case .block(let block):
            let (latest, decode) = (latest, lines.decodeLine)
            let pieces = ParallelMap.pieces(block.lines, threadCount: threadCount) { Self.scan($0, of: block, latest, decode) }
            return Block(file: block.file, batches: pieces.map(\.batch), refused: pieces.flatMap(\.refused))
        }
    }

    private static func scan(
        _ lines: ArraySlice<LineBlock.Line>, of block: LineBlock, _ latest: Timestamp?, _ decode: RecordReader<ContributionEvent>.DecodeLine
    ) -> (batch: ScannedBatch, refused: [RefusedLine]) {
        var batch = ScannedBatch(capacity: lines.reduce(0) { $0 + ($1.range?.count ?? 0) })
        var refused: [RefusedLine] = []
        for line in lines {
            if line.refusal == nil, block.withBytes(of: line, { batch.append(line: $0, number: line.number, latest: latest) }) { continue }
            switch decode(block, line) {
            case .item(let event, _):
                // Sound, but out of the ordinary.
                batch.append(event, number: line.number)
            case .refused(let line): refused.append(line)
            }
        }
        return (batch, refused)
    }
}

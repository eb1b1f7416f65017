public import Contributions
public import Diagnostics
internal import Parallelism

/// A document of an input, lent for as long as its line is looked at.
public struct LentDocument {
    /// UTF-8, not empty; of an integer its digits.
    public let id: UnsafeBufferPointer<UInt8>
    /// UTF-8, whatever escapes the line used.
    public let text: UnsafeBufferPointer<UInt8>
    /// UTF-8; empty where none is named.
    public let contributor: UnsafeBufferPointer<UInt8>
    public let time: Timestamp?
}

/// Reads `{"id","text","contributor"?,"time"?}` per line by the million: no tree and no string is made of a line.
///
/// Refuses exactly what `RecordReader` does, with the same diagnostics: a line that is not plainly sound is given to it.
/// A class because it owns the inputs. Lines are looked at on several threads; the outcome is the same for every count of them.
public final class DocumentReader<Product: Sendable> {
    /// What a block of lines came to.
    public struct Block: Sendable {
        public let file: String
        /// One of each piece of consecutive lines, in their order.
        public let products: [Product]
        /// Lines that are no documents, in order.
        public let refused: [RefusedLine]
    }

    private let lines: RecordReader<SoundDocument>
    private let threadCount: Int
    private let make: @Sendable (DocumentPiece) -> Product

    /// - Parameters:
    ///   - paths: files, or `-` for standard input.
    ///   - make: makes something of some consecutive lines; called on several threads at once.
    public init(paths: [String], options: ReadingOptions = ReadingOptions(), make: @escaping @Sendable (DocumentPiece) -> Product) throws(BadInput) {
        lines = try RecordReader(paths: paths, options: options) { record throws(Diagnostic) in
            SoundDocument(
                id: try record.identifier("id"), text: try record.string("text"), contributor: try record.optionalIdentifier("contributor"),
                time: try record.optionalTime("time"))
        }
        threadCount = options.threadCount
        self.make = make
    }

    /// The next lines; nil at the end of the last input.
    public func nextBlock() throws(Diagnostic) -> Block? {
        switch try lines.nextLines() {
        case nil: return nil
        case .refused(let line): return Block(file: line.diagnostic.span?.file ?? "", products: [], refused: [line])
        case .block(let block):
            let (make, decode) = (make, lines.decodeLine)
            let pieces = ParallelMap.pieces(block.lines.count, minimumItems: LineBlock.linesPerTask, threadCount: threadCount) { range in
                let piece = DocumentPiece(lines: block.lines[range], block: block, decode: decode)
                let product = make(piece)
                return (product: product, refused: piece.refused.lines)
            }
            return Block(file: block.file, products: pieces.map(\.product), refused: pieces.flatMap(\.refused))
        }
    }
}

/// A document as the strict parser gives it.
struct SoundDocument: Sendable {
    let id: String
    let text: String
    let contributor: String?
    let time: Timestamp?
}

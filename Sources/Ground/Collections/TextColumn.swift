/// Texts one after the other in pieces of memory of their own, numbered in the order of their coming.
///
/// 8 bytes a text beside its bytes; what was added is never moved, so a column that grows holds nothing twice.
public struct TextColumn: Sendable {
    /// Each holds whole texts.
    private var pieces: [[UInt8]] = []
    /// Where each piece begins among the bytes of all texts.
    private var pieceStarts: [Int] = []
    /// Where each text ends among the bytes of all texts.
    private var ends: [Int] = []

    /// Bytes of a piece, unless one text is longer.
    private static let pieceBytes = 1 << 20

    public init() {}

    public var count: Int { ends.count }
    /// Of all texts together.
    public var byteCount: Int { ends.last ?? 0 }

    /// Adds the next text. O(bytes).
    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    /// Adds the next text, as bytes. O(bytes).
    public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        let end = ends.last ?? 0
        let last = pieces.count - 1
        if last < 0 || pieces[last].capacity - pieces[last].count < bytes.count {
            var piece: [UInt8] = []
            piece.reserveCapacity(max(Self.pieceBytes, bytes.count))
            piece.append(contentsOf: bytes)
            pieces.append(piece)
            pieceStarts.append(end)
        } else {
            pieces[last].append(contentsOf: bytes)
        }
        ends.append(end + bytes.count)
    }

    /// Lends the bytes of a text. O(log pieces).
    public func withBytes<Result>(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        let start = index == 0 ? 0 : ends[index - 1]
        let end = ends[index]
        var low = 0
        var high = pieceStarts.count
        while low < high {
            let middle = (low + high) / 2
            if pieceStarts[middle] <= start { low = middle + 1 } else { high = middle }
        }
        // An empty text at the end of a piece may be found in the next one, where it is as empty.
        let piece = low - 1
        return try pieces[piece].withUnsafeBufferPointer { bytes in
            try body(UnsafeBufferPointer(rebasing: bytes[(start - pieceStarts[piece])..<(end - pieceStarts[piece])]))
        }
    }

    /// A copy of a text's bytes. O(bytes).
    public func bytes(of index: Int) -> [UInt8] { withBytes(of: index) { Array($0) } }

    /// O(bytes).
    public func write(to state: inout ColumnWriter) {
        state.write(ends)
        state.write(joining: pieces)
    }

    /// Reads back what `write` wrote; the bytes of the texts are any. O(bytes).
    public init(from state: inout ColumnReader) throws(ColumnError) {
        let ends: [Int] = try state.list()
        let bytes: [UInt8] = try state.list()
        var last = 0
        for end in ends {
            guard end >= last else { throw .malformed }
            last = end
        }
        guard last == bytes.count else { throw .malformed }
        self.ends = ends
        if !ends.isEmpty {
            pieces = [bytes]
            pieceStarts = [0]
        }
    }
}

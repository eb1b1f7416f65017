public import Diagnostics

/// Some whole lines of one input, as they stood there: what one read brought, so that lines can be decoded side by side.
public struct LineBlock: Sendable {
    /// Lines below which another thread costs more than it brings.
    static let linesPerTask = 64

    /// What the input is called in diagnostics.
    public let file: String
    /// The lines in order; blank ones are left out.
    public let lines: [Line]
    let bytes: [UInt8]

    /// One line of the block, or one that was refused before anybody looked inside.
    public struct Line: Sendable {
        /// Counted from 1, blank lines included.
        public let number: Int
        /// Nil where the line was too long to be held.
        let range: Range<Int>?
        /// Set where the line is over the limit.
        public let refusal: Diagnostic?
    }

    /// A copy of a line's bytes without its end; nil where it was too long to be held. O(length).
    public func copy(_ line: Line) -> [UInt8]? { line.range.map { Array(bytes[$0]) } }

    /// Lends the bytes of a line without copying them.
    public func withBytes<Result>(of line: Line, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[line.range ?? 0..<0])) }
    }
}

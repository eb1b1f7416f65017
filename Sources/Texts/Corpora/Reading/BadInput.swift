public import Diagnostics

/// One line that could not be taken, with the reason and everything that stood on it.
public struct RefusedLine: Hashable, Sendable {
    /// Why, and where.
    public let diagnostic: Diagnostic
    /// The line as it stood there; nil where it was too long to be held and went by piece by piece.
    public let bytes: [UInt8]?

    public init(diagnostic: Diagnostic, bytes: [UInt8]?) {
        self.diagnostic = diagnostic
        self.bytes = bytes
    }
}

/// What was wrong with a batch: the first faults in full, the rest by count.
public struct BadInput: Error, Hashable, Sendable {
    /// Faults that are shown in full.
    public static let shownCount = 20

    /// The first faults.
    public private(set) var diagnostics: [Diagnostic] = []
    /// All faults, shown or not.
    public private(set) var total = 0

    public init() {}

    /// One fault.
    public init(_ diagnostic: Diagnostic) { add(diagnostic) }

    /// Whether nothing was wrong.
    public var isEmpty: Bool { total == 0 }

    /// Counts a fault, and keeps it while there is room. O(1).
    public mutating func add(_ diagnostic: Diagnostic) {
        total += 1
        if diagnostics.count < Self.shownCount { diagnostics.append(diagnostic) }
    }

    /// The diagnostics to print: those kept, then one note that counts the others.
    public var shown: [Diagnostic] {
        guard total > diagnostics.count else { return diagnostics }
        let rest = total - diagnostics.count
        return diagnostics + [
            Diagnostic(
                .note, code: "input/more-faults", cause: "\(rest) more \(rest == 1 ? "fault" : "faults") of \(total) not shown",
                hint: "--skip-invalid takes the good lines and writes every refused one with its reason to a file")
        ]
    }
}

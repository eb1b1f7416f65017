public import Diagnostics

/// A number that conditions compare a measurement with, and where it stands.
public struct RuleNumber: Hashable, Sendable {
    /// Which way a number moves where the rules that it serves fire on more.
    public enum Direction: String, Hashable, Sendable {
        case down, up
        /// Some uses fire on more where it falls, others where it rises.
        case bothWays
    }

    /// The signal, or its p-value, on the other side of the comparison.
    public let measurement: String
    public let value: Double
    /// As it is written.
    public let text: String
    public let span: SourceSpan
    /// `when` or `except` of the rule, or the macro's name as conditions write it.
    public let place: String
    public let direction: Direction
    /// Live rules whose conditions it stands in, sorted: one, or all that use the macro.
    public let rules: [String]

    /// Bytes of the file.
    let range: Range<Int>
    /// Which text of the file holds it, and where in that text.
    let piece: Int
    let rangeInPiece: Range<Int>

    /// `RULE:SIGNAL:NUMBER`, as a slider names it.
    public var name: String { "\(rules.first ?? place):\(measurement):\(text)" }
}

/// A number of a live rule that no search moves, and why.
public struct NumberLeftAlone: Hashable, Sendable {
    public let place: String
    public let text: String
    public let span: SourceSpan
    public let reason: String

    public init(place: String, text: String, span: SourceSpan, reason: String) {
        (self.place, self.text, self.span, self.reason) = (place, text, span, reason)
    }

    /// For a number that could be moved, were it not for `reason`.
    public init(_ number: RuleNumber, reason: String) {
        self.init(place: number.rules.joined(separator: " "), text: number.text, span: number.span, reason: reason)
    }
}

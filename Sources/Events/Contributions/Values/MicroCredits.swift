public import CanonicalJSON

/// An amount of money: an integer of micro-credits, never a fraction and never a floating-point number.
public struct MicroCredits: Hashable, Comparable, Sendable {
    public let micros: Int64

    public init(_ micros: Int64) { self.micros = micros }

    public static let zero = MicroCredits(0)
    /// The largest amount a single event may name: 10^15 micro-credits, a billion credits.
    public static let maximumPerEvent = MicroCredits(1_000_000_000_000_000)

    public static func < (left: MicroCredits, right: MicroCredits) -> Bool { left.micros < right.micros }

    /// Sums trap on overflow: money that no longer fits must stop the run, not wrap.
    public static func + (left: MicroCredits, right: MicroCredits) -> MicroCredits { MicroCredits(left.micros + right.micros) }
    public static func - (left: MicroCredits, right: MicroCredits) -> MicroCredits { MicroCredits(left.micros - right.micros) }
    public static prefix func - (amount: MicroCredits) -> MicroCredits { MicroCredits(-amount.micros) }
    public static func += (left: inout MicroCredits, right: MicroCredits) { left = left + right }
    public static func -= (left: inout MicroCredits, right: MicroCredits) { left = left - right }

    /// `floor(self × numerator / denominator)` in 128-bit arithmetic; the one rounding that payouts use.
    /// - Precondition: amounts and weights are not negative, and the denominator is positive.
    public func flooredShare(_ numerator: Int64, of denominator: Int64) -> MicroCredits {
        precondition(micros >= 0 && numerator >= 0 && denominator > 0, "a share of a negative amount or weight")
        return MicroCredits(Int64(Int128(micros) * Int128(numerator) / Int128(denominator)))
    }

    public var json: JSONValue { .integer(micros) }
}

extension MicroCredits: CustomStringConvertible {
    /// Credits with six decimals, thousands grouped: `1 234.500000`.
    public var description: String {
        let digits = String(micros.magnitude)
        let padded = String(repeating: "0", count: max(0, 7 - digits.count)) + digits
        let whole = padded.dropLast(6)
        var grouped = ""
        for (offset, digit) in whole.enumerated() {
            if offset > 0, (whole.count - offset) % 3 == 0 { grouped += "\u{202F}" }
            grouped.append(digit)
        }
        return (micros < 0 ? "-" : "") + grouped + "." + padded.suffix(6)
    }
}

extension Sequence<MicroCredits> {
    public func sum() -> MicroCredits { reduce(.zero, +) }
}

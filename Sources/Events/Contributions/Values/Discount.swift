/// The share of a reward that a rule keeps back: more than nothing, at most all of it, in whole parts per million.
public struct Discount: Hashable, Comparable, Sendable {
    public static let wholePPM: Int64 = 1_000_000
    /// Decimals of a percentage: the fourth is one part per million.
    public static let maximumDecimals = 4

    public let ppm: Int64

    /// Nil for nothing, and for more than all.
    public init?(ppm: Int64) {
        guard (1...Self.wholePPM).contains(ppm) else { return nil }
        self.ppm = ppm
    }

    public static func < (left: Discount, right: Discount) -> Bool { left.ppm < right.ppm }

    /// What is paid of an amount: `floor(amount × (1 − discount))`, the one rounding of a discount; the rest is kept.
    /// - Precondition: the amount is not negative.
    public func paid(of amount: MicroCredits) -> MicroCredits { amount.flooredShare(Self.wholePPM - ppm, of: Self.wholePPM) }

    /// What is not paid of an amount.
    public func kept(of amount: MicroCredits) -> MicroCredits { amount - paid(of: amount) }
}

extension Discount {
    /// Why a text is no discount.
    public enum PercentageFault: Error, Hashable, Sendable {
        /// Not digits, perhaps a point and more digits, and a percent sign.
        case notAPercentage
        case tooManyDecimals
        /// 0 % or more than 100 %.
        case outOfRange
    }

    /// Reads a percentage such as `30%` or `12.5 %`, exactly: no floating-point number is involved.
    public init(percentage text: String) throws(PercentageFault) {
        let zero = UInt8(ascii: "0")
        var bytes = Array(text.utf8)
        guard bytes.popLast() == UInt8(ascii: "%") else { throw .notAPercentage }
        if bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { (zero...zero + 9).contains($0) } }) else {
            throw .notAPercentage
        }
        let decimals = parts.count == 2 ? Array(parts[1]) : []
        guard decimals.count <= Self.maximumDecimals else { throw .tooManyDecimals }
        // More digits than 100 has stand for more than 100.
        let whole = parts[0].drop { $0 == zero }
        guard whole.count <= 3 else { throw .outOfRange }
        let padding = Array(repeating: zero, count: Self.maximumDecimals - decimals.count)
        let ppm = (whole + decimals + padding).reduce(Int64(0)) { $0 * 10 + Int64($1 - zero) }
        guard let discount = Discount(ppm: ppm) else { throw .outOfRange }
        self = discount
    }
}

extension Discount: CustomStringConvertible {
    /// As a percentage with as many decimals as it needs: `30%`, `0.0001%`.
    public var description: String {
        let unit = Self.wholePPM / 100
        var decimals = String(String(unit + ppm % unit).dropFirst())
        while decimals.last == "0" { decimals.removeLast() }
        return "\(ppm / unit)" + (decimals.isEmpty ? "" : "." + decimals) + "%"
    }
}

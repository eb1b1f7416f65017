/// The numbers between two bounds, each of which belongs to them or not.
struct NumberRange: Hashable, Sendable {
    private(set) var low = -Double.infinity
    private(set) var high = Double.infinity
    private var isLowOpen = false
    private var isHighOpen = false

    init() {}

    init(_ range: ClosedRange<Double>) { (low, high) = (range.lowerBound, range.upperBound) }

    var isEmpty: Bool { low > high || low == high && (isLowOpen || isHighOpen) }

    /// The least number that belongs to the range; nil where an open end has none.
    var lowest: Double? { inner(max(low, -.greatestFiniteMagnitude), isLowOpen && low.isFinite, \.nextUp) }
    /// The greatest.
    var highest: Double? { inner(min(high, .greatestFiniteMagnitude), isHighOpen && high.isFinite, \.nextDown) }

    private func inner(_ end: Double, _ isOpen: Bool, _ next: (Double) -> Double) -> Double? {
        let number = isOpen ? next(end) : end
        return number < low || number > high || number == low && isLowOpen || number == high && isHighOpen ? nil : number
    }

    /// What is left where also `x sign bound` holds; nil for a sign that leaves two ranges.
    func intersected(_ sign: String, _ bound: Double) -> NumberRange? {
        var range = self
        switch sign {
        case "<": range.lower(bound, isOpen: true)
        case "<=": range.lower(bound, isOpen: false)
        case ">": range.raise(bound, isOpen: true)
        case ">=": range.raise(bound, isOpen: false)
        case "==":
            range.lower(bound, isOpen: false)
            range.raise(bound, isOpen: false)
        default: return nil
        }
        return range
    }

    private mutating func lower(_ bound: Double, isOpen: Bool) {
        if bound < high || bound == high && isOpen { (high, isHighOpen) = (bound, isOpen) }
    }

    private mutating func raise(_ bound: Double, isOpen: Bool) {
        if bound > low || bound == low && isOpen { (low, isLowOpen) = (bound, isOpen) }
    }
}

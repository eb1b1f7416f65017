internal import Expressions

/// One state of things in which a condition holds: a value for every name, and for every other part whether it holds.
///
/// Where another condition is false in it, the first does not imply it. That is found in the time of one evaluation, so that most of the
/// pairs of a large rule set need no reasoning; `ConditionLogic.implies` gives the same answer, and a test holds the two together.
struct ExampleState {
    private let situation: Situation
    /// Which end of its range a name takes: one that the condition restricts, and one that it leaves alone.
    private let isHigh: (restricted: Bool, free: Bool)
    private let range: (String) -> ClosedRange<Double>?

    /// The four corners of each way in which the condition holds, of the first two ways.
    static func all(_ ways: [Situation], _ range: @escaping (String) -> ClosedRange<Double>?) -> [ExampleState] {
        ways.prefix(2).flatMap { way in
            [(false, false), (true, true), (false, true), (true, false)].map { ExampleState(situation: way, isHigh: $0, range: range) }
        }
    }

    /// True where the condition is surely false in this state.
    func refutes(_ form: ConditionForm) -> Bool { holds(form) == false }

    /// Nil for a comparison that cannot be told.
    private func holds(_ form: ConditionForm) -> Bool? {
        switch form {
        case .constant(let flag): return flag
        case .not(let inner): return holds(inner).map { !$0 }
        case .and(let left, let right):
            let first = holds(left)
            if first == false { return false }
            let second = holds(right)
            return second == false ? false : first == nil || second == nil ? nil : true
        case .or(let left, let right):
            let first = holds(left)
            if first == true { return true }
            let second = holds(right)
            return second == true ? true : first == nil || second == nil ? nil : false
        case .other(let source): return situation.others[source] ?? isHigh.free
        case .comparison(let comparison): return comparison.number.flatMap { holds(comparison.name, comparison.sign, $0) }
        case .member: return nil
        }
    }

    private func holds(_ name: String, _ sign: String, _ bound: Double) -> Bool? {
        guard let value = value(of: name) else { return nil }
        switch sign {
        case "<": return value < bound
        case "<=": return value <= bound
        case ">": return value > bound
        case ">=": return value >= bound
        case "==": return value == bound
        case "!=": return value != bound
        default: return nil
        }
    }

    private func value(of name: String) -> Double? {
        if let restricted = situation.ranges[name] { return isHigh.restricted ? restricted.highest : restricted.lowest }
        guard let free = range(name) else { return isHigh.free ? .greatestFiniteMagnitude : -.greatestFiniteMagnitude }
        return isHigh.free ? min(free.upperBound, .greatestFiniteMagnitude) : max(free.lowerBound, -.greatestFiniteMagnitude)
    }
}

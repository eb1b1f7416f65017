internal import Expressions

/// One way in which conditions can come out as wanted: what it asks of each name and of every other part.
struct Situation: Hashable, Sendable {
    fileprivate(set) var ranges: [String: NumberRange] = [:]
    fileprivate var equal: [String: Literal] = [:]
    fileprivate var unequal: [String: Set<Literal>] = [:]
    /// Parts that are no comparison with a constant, by their source.
    fileprivate var others: [String: Bool] = [:]
}

/// Reasons about what conditions can be: intervals for names compared with numbers, equality for those compared with texts, and every
/// other part taken as a thing that is true or false by itself.
///
/// Sound where it says that a condition cannot be: parts that hang together in ways unknown here only make it more careful. Nothing is
/// said of conditions with more than `maximumSituations` ways, nor of values that are unknown.
struct ConditionLogic {
    /// Ways that are followed at once.
    static let maximumSituations = 256

    /// The range in which a name's values lie.
    let range: (String) -> ClosedRange<Double>?

    /// Every way in which the condition comes out as wanted, on top of one of `within`; nil where there are too many.
    /// O(ways × size).
    func situations(_ expression: Expression, are wanted: Bool, within: [Situation] = [Situation()]) -> [Situation]? {
        guard within.count <= Self.maximumSituations else { return nil }
        if within.isEmpty { return [] }
        switch expression.kind {
        case .literal(.bool(let flag)): return flag == wanted ? within : []
        case .call(nil, "!_", let sides) where sides.count == 1: return situations(sides[0], are: !wanted, within: within)
        case .call(nil, "&&", let sides) where sides.count == 2:
            return wanted ? both(sides[0], sides[1], are: true, within) : either(sides[0], sides[1], are: false, within)
        case .call(nil, "||", let sides) where sides.count == 2:
            return wanted ? either(sides[0], sides[1], are: true, within) : both(sides[0], sides[1], are: false, within)
        case .call(nil, "in", let sides) where sides.count == 2: return membership(sides, expression, wanted, within)
        default: break
        }
        if let comparison = Comparison(expression) { return self.comparison(comparison, wanted, within) }
        return opaque(expression.source, wanted, within)
    }

    /// True where the second condition holds whenever the first does.
    func implies(_ ways: [Situation], _ other: Expression) -> Bool { situations(other, are: false, within: ways)?.isEmpty == true }

    private func both(_ left: Expression, _ right: Expression, are wanted: Bool, _ within: [Situation]) -> [Situation]? {
        situations(left, are: wanted, within: within).flatMap { situations(right, are: wanted, within: $0) }
    }

    private func either(_ left: Expression, _ right: Expression, are wanted: Bool, _ within: [Situation]) -> [Situation]? {
        guard let first = situations(left, are: wanted, within: within), let second = situations(right, are: wanted, within: within) else {
            return nil
        }
        return first.count + second.count <= Self.maximumSituations ? first + second : nil
    }

    private func membership(_ sides: [Expression], _ whole: Expression, _ wanted: Bool, _ within: [Situation]) -> [Situation]? {
        guard let name = sides[0].path, case .list(let elements) = sides[1].kind else {
            return opaque(whole.source, wanted, within)
        }
        let constants = elements.compactMap(\.constant)
        guard constants.count == elements.count else { return opaque(whole.source, wanted, within) }
        var ways = wanted ? [] : within
        for constant in constants {
            let equality = Comparison(name: name, sign: "==", constant: constant)
            guard let next = comparison(equality, wanted, wanted ? within : ways) else { return nil }
            ways = wanted ? ways + next : next
            guard ways.count <= Self.maximumSituations else { return nil }
        }
        return ways
    }

    private func opaque(_ source: String, _ wanted: Bool, _ within: [Situation]) -> [Situation] {
        within.compactMap { situation in
            var situation = situation
            guard situation.others[source] != !wanted else { return nil }
            situation.others[source] = wanted
            return situation
        }
    }

    private func comparison(_ comparison: Comparison, _ wanted: Bool, _ within: [Situation]) -> [Situation]? {
        let sign = wanted ? comparison.sign : Comparison.opposite[comparison.sign] ?? comparison.sign
        guard let bound = comparison.number else { return equality(comparison, sign, within) }
        var ways: [Situation] = []
        for situation in within {
            let known = situation.ranges[comparison.name] ?? range(comparison.name).map { NumberRange($0) } ?? NumberRange()
            // What is not the bound is below or above it.
            for sign in sign == "!=" ? ["<", ">"] : [sign] {
                guard let left = known.intersected(sign, bound), !left.isEmpty else { continue }
                var next = situation
                next.ranges[comparison.name] = left
                ways.append(next)
            }
        }
        return ways.count <= Self.maximumSituations ? ways : nil
    }

    private func equality(_ comparison: Comparison, _ sign: String, _ within: [Situation]) -> [Situation] {
        let (name, constant) = (comparison.name, comparison.constant)
        guard sign == "==" || sign == "!=" else {
            // An order of texts: taken as it stands, its opposite as the same thing not being so.
            let isFlipped = sign == ">=" || sign == "<="
            let plain = isFlipped ? Comparison.opposite[sign] ?? sign : sign
            return opaque("\(name) \(plain) \(constant)", !isFlipped, within)
        }
        return within.compactMap { situation in
            var next = situation
            if sign == "==" {
                guard situation.equal[name].map({ $0 == constant }) ?? true, situation.unequal[name]?.contains(constant) != true else { return nil }
                next.equal[name] = constant
            } else {
                guard situation.equal[name] != constant else { return nil }
                next.unequal[name, default: []].insert(constant)
            }
            return next
        }
    }
}

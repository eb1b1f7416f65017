internal import Expressions

/// One way in which conditions can come out as wanted: what it asks of each name and of every other part.
struct Situation: Hashable, Sendable {
    fileprivate(set) var ranges: [String: NumberRange] = [:]
    fileprivate var equal: [String: Literal] = [:]
    fileprivate var unequal: [String: Set<Literal>] = [:]
    /// Parts that are no comparison with a constant, by their source.
    fileprivate(set) var others: [String: Bool] = [:]
}

/// A condition taken apart once, so that reasoning about it again and again builds no names anew.
indirect enum ConditionForm: Sendable {
    case constant(Bool)
    case not(ConditionForm)
    case and(ConditionForm, ConditionForm)
    case or(ConditionForm, ConditionForm)
    case comparison(Comparison)
    case member(String, [Literal])
    /// By its source.
    case other(String)

    init(_ expression: Expression) {
        switch expression.kind {
        case .literal(.bool(let flag)):
            self = .constant(flag)
            return
        case .call(nil, "!_", let sides) where sides.count == 1:
            self = .not(ConditionForm(sides[0]))
            return
        case .call(nil, "&&", let sides) where sides.count == 2:
            self = .and(ConditionForm(sides[0]), ConditionForm(sides[1]))
            return
        case .call(nil, "||", let sides) where sides.count == 2:
            self = .or(ConditionForm(sides[0]), ConditionForm(sides[1]))
            return
        case .call(nil, "in", let sides) where sides.count == 2:
            if let name = sides[0].path, case .list(let elements) = sides[1].kind, elements.allSatisfy({ $0.constant != nil }) {
                self = .member(name, elements.compactMap(\.constant))
                return
            }
        default: break
        }
        self = Comparison(expression).map { .comparison($0) } ?? .other(expression.source)
    }
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
    func situations(_ form: ConditionForm, are wanted: Bool, within: [Situation] = [Situation()]) -> [Situation]? {
        guard within.count <= Self.maximumSituations else { return nil }
        if within.isEmpty { return [] }
        switch form {
        case .constant(let flag): return flag == wanted ? within : []
        case .not(let inner): return situations(inner, are: !wanted, within: within)
        case .and(let left, let right): return wanted ? both(left, right, are: true, within) : either(left, right, are: false, within)
        case .or(let left, let right): return wanted ? either(left, right, are: true, within) : both(left, right, are: false, within)
        case .member(let name, let constants): return membership(name, constants, wanted, within)
        case .comparison(let comparison): return self.comparison(comparison, wanted, within)
        case .other(let source): return opaque(source, wanted, within)
        }
    }

    /// True where the second condition holds whenever the first does.
    func implies(_ ways: [Situation], _ other: ConditionForm) -> Bool { situations(other, are: false, within: ways)?.isEmpty == true }

    private func both(_ left: ConditionForm, _ right: ConditionForm, are wanted: Bool, _ within: [Situation]) -> [Situation]? {
        situations(left, are: wanted, within: within).flatMap { situations(right, are: wanted, within: $0) }
    }

    private func either(_ left: ConditionForm, _ right: ConditionForm, are wanted: Bool, _ within: [Situation]) -> [Situation]? {
        guard let first = situations(left, are: wanted, within: within), let second = situations(right, are: wanted, within: within) else {
            return nil
        }
        return first.count + second.count <= Self.maximumSituations ? first + second : nil
    }

    private func membership(_ name: String, _ constants: [Literal], _ wanted: Bool, _ within: [Situation]) -> [Situation]? {
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

extension Parser {
    /// The expansion of a macro (CEL langdef, "Macros", and the two-variable comprehensions); nil where the call is none.
    func macro(_ name: String, target: Expression?, _ arguments: [Expression], at offset: Int) throws(ExpressionFault) -> Expression? {
        guard let target else {
            guard name == "has", arguments.count == 1 else { return nil }
            guard case .select(let operand, let field, isTest: false) = arguments[0].kind else {
                throw ExpressionFault(at: arguments[0].offset, "has() asks for a field, as in has(event.data.language)")
            }
            return try node(.select(operand, field: field, isTest: true), at: offset)
        }
        let forms: [String: (outcome: Expression.Comprehension.Outcome, counts: ClosedRange<Int>)] = [
            "all": (.all, 2...3), "exists": (.exists, 2...3), "exists_one": (.existsOne, 2...3), "existsOne": (.existsOne, 2...3),
            "map": (.list, 2...3), "filter": (.list, 2...2), "transformList": (.list, 3...4), "transformMap": (.map, 3...4),
        ]
        guard let form = forms[name], form.counts.contains(arguments.count) else { return nil }
        let isTwoNamed = name.hasPrefix("transform") || (form.outcome != .list && arguments.count == 3)
        let nameCount = isTwoNamed ? 2 : 1
        var names: [String] = []
        for argument in arguments.prefix(nameCount) {
            guard case .identifier(let variable, isAbsolute: false) = argument.kind else {
                throw ExpressionFault(at: argument.offset, "\(name)() takes a plain name for each element here")
            }
            guard !names.contains(variable) else { throw ExpressionFault(at: argument.offset, "\(name)() needs two different names") }
            names.append(variable)
        }
        let rest = Array(arguments.dropFirst(nameCount))
        let condition: Expression?
        let body: Expression?
        switch name {
        case "map", "transformList", "transformMap": (condition, body) = rest.count == 2 ? (rest[0], rest[1]) : (nil, rest[0])
        case "filter": (condition, body) = (rest[0], arguments[0])
        default: (condition, body) = (rest[0], nil)
        }
        return try node(
            .comprehension(.init(outcome: form.outcome, range: target, names: names, condition: condition, body: body)), at: offset)
    }
}

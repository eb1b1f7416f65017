internal import Diagnostics

extension Expression {
    /// What is wrong with the expression before it runs, in the order of the source, and its type as far as it is known. O(size).
    ///
    /// Stricter than CEL in that a name must be declared and records are refused; milder in that numbers of different kinds may be
    /// compared, as they may when it runs: a signal is a double, and people write `>= 1`.
    public func check(_ declarations: ExpressionDeclarations) -> (type: ExpressionType, faults: [ExpressionFault]) {
        var checker = TypeChecker(declarations: declarations)
        let type = checker.type(of: self)
        return (type, checker.faults.sorted { $0.offset < $1.offset })
    }

    /// Every declared name that the expression reads, sorted.
    public func names(in declarations: ExpressionDeclarations) -> [String] {
        var checker = TypeChecker(declarations: declarations)
        _ = checker.type(of: self)
        return checker.read.sorted()
    }
}

struct TypeChecker {
    let declarations: ExpressionDeclarations
    var faults: [ExpressionFault] = []
    var read: Set<String> = []
    private var locals: [(name: String, type: ExpressionType)] = []

    init(declarations: ExpressionDeclarations) { self.declarations = declarations }

    mutating func type(of expression: Expression) -> ExpressionType {
        switch expression.kind {
        case .literal(let literal): return ExpressionType(literal)
        case .identifier(let name, let isAbsolute): return resolve([name], isAbsolute: isAbsolute, at: expression.offset)
        case .select(let operand, let field, let isTest):
            if !isTest, let (names, isAbsolute) = expression.qualifiedName { return resolve(names, isAbsolute: isAbsolute, at: expression.offset) }
            let found = self.field(field, of: type(of: operand), at: expression.offset)
            return isTest ? .bool : found
        case .call(let target, let function, let arguments):
            let faultsBefore = faults.count
            let all = (target.map { [$0] } ?? []) + arguments
            let made = call(function, all.map { type(of: $0) }, arguments: all, isReceiver: target != nil, at: expression.offset)
            if faults.count == faultsBefore { tryConstant(function, all, isReceiver: target != nil, at: expression.offset) }
            return made
        case .list(let elements): return .list(common(elements))
        case .map(let entries): return .map(common(entries.map(\.key)), common(entries.map(\.value)))
        case .record(let name, _):
            refuse("there is no record type \(name)", at: expression.offset)
            return .any
        case .comprehension(let loop): return comprehension(loop, at: expression.offset)
        }
    }

    /// A call of literals alone fails for every event where it fails at all, as `timestamp('2026-02-30T00:00:00Z')` does.
    private mutating func tryConstant(_ function: String, _ arguments: [Expression], isReceiver: Bool, at offset: Int) {
        guard !["&&", "||", "_?_:_"].contains(function) || isReceiver else { return }
        var values: [ExpressionValue] = []
        for argument in arguments {
            guard case .literal(let literal) = argument.kind else { return }
            values.append(ExpressionValue(literal))
        }
        do throws(ExpressionFunctions.Refusal) { _ = try ExpressionFunctions.apply(function, values, isReceiver: isReceiver) } catch {
            faults.append(ExpressionFault("expression/evaluation", at: offset, "this fails for every event: \(error.cause)", hint: error.hint))
        }
    }

    mutating func refuse(_ cause: String, at offset: Int, hint: String? = nil) {
        faults.append(ExpressionFault("expression/type", at: offset, cause, hint: hint))
    }

    private mutating func common(_ parts: [Expression]) -> ExpressionType {
        let types = parts.map { type(of: $0) }
        return types.dropFirst().reduce(types.first ?? .any) { $0.joined($1) }
    }

    private mutating func resolve(_ names: [String], isAbsolute: Bool, at offset: Int) -> ExpressionType {
        if !isAbsolute, let local = locals.last(where: { $0.name == names[0] }) { return fields(names.dropFirst(), of: local.type, at: offset) }
        for count in stride(from: names.count, through: 1, by: -1) {
            let name = names.prefix(count).joined(separator: ".")
            if let type = declarations[name] {
                read.insert(name)
                return fields(names.dropFirst(count), of: type, at: offset)
            }
            if count == names.count, Evaluator.typeNames.contains(name) { return .type }
        }
        let name = names.joined(separator: ".")
        faults.append(
            ExpressionFault(
                "expression/unknown-name", at: firstByte(of: names, at: offset), "nothing is called \(name)",
                hint: nearest(to: names).map { "did you mean \($0)?" }))
        return .any
    }

    /// The nearest declared name; where only the beginning is near one, that with the rest behind it.
    private func nearest(to names: [String]) -> String? {
        for count in stride(from: names.count, to: names.count > 1 ? 1 : 0, by: -1) {
            guard let found = EditDistance.nearest(to: names.prefix(count).joined(separator: "."), among: declarations.names) else { continue }
            return ([found] + names.dropFirst(count)).joined(separator: ".")
        }
        return nil
    }

    /// A path is pointed at by its last dot; its beginning is where people look.
    private func firstByte(of names: [String], at offset: Int) -> Int {
        max(0, offset - names.dropLast().reduce(0) { $0 + $1.utf8.count } - max(0, names.count - 2))
    }

    private mutating func fields(_ names: ArraySlice<String>, of type: ExpressionType, at offset: Int) -> ExpressionType {
        var type = type
        for name in names { type = field(name, of: type, at: offset) }
        return type
    }

    private mutating func field(_ name: String, of type: ExpressionType, at offset: Int) -> ExpressionType {
        switch type {
        case .any: return .any
        case .map(_, let value): return value
        default:
            refuse("\(type.named) has no field \(name)", at: offset)
            return .any
        }
    }

    private mutating func comprehension(_ loop: Expression.Comprehension, at offset: Int) -> ExpressionType {
        let range = type(of: loop.range)
        let depth = locals.count
        defer { locals.removeSubrange(depth...) }
        switch range {
        case .any: locals += loop.names.map { ($0, .any) }
        case .list(let element): locals += loop.names.count == 1 ? [(loop.names[0], element)] : [(loop.names[0], .int), (loop.names[1], element)]
        case .map(let key, let value): locals += loop.names.count == 1 ? [(loop.names[0], key)] : [(loop.names[0], key), (loop.names[1], value)]
        default: refuse("\(range.named) has no elements to go through", at: offset)
        }
        if let condition = loop.condition { expectBool(type(of: condition), condition) }
        let made = loop.body.map { type(of: $0) } ?? .bool
        switch loop.outcome {
        case .all, .exists, .existsOne: return .bool
        case .list: return .list(made)
        case .map: return .map(.any, made)
        }
    }

    mutating func expectBool(_ type: ExpressionType, _ expression: Expression) {
        guard !type.overlaps(.bool) else { return }
        refuse("a condition is true or false; this is \(type.named)", at: expression.offset)
    }
}

extension ExpressionType {
    init(_ literal: Literal) {
        switch literal {
        case .null: self = .null
        case .bool: self = .bool
        case .int: self = .int
        case .uint: self = .uint
        case .double: self = .double
        case .string: self = .string
        case .bytes: self = .bytes
        }
    }
}

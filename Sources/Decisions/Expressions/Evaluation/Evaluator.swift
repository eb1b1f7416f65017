/// What a name stands for when an expression is evaluated.
public enum ExpressionBinding: Sendable {
    case value(ExpressionValue)
    /// There is such a thing, but nobody knows it.
    case unknown
}

/// What came of an expression.
public enum ExpressionOutcome: Sendable {
    case value(ExpressionValue)
    /// It hangs on something that nobody knows.
    case unknown
    case error(ExpressionFault)
}

extension Expression {
    /// Evaluates the expression, plainly and without a type check: the reference for every faster way. Names are looked up in `bindings`;
    /// nil is a name that nobody declared.
    ///
    /// `&&` and `||` go by whichever side decides, also where the other is an error or unknown (CEL langdef, "Logical Operators"). O(size
    /// of the expression), times the elements visited by comprehensions, which are limited.
    public func evaluate(_ bindings: (String) -> ExpressionBinding?) -> ExpressionOutcome {
        withoutActuallyEscaping(bindings) { bindings in
            var evaluator = Evaluator(bindings: bindings)
            do throws(Evaluator.Failure) { return .value(try evaluator.value(of: self)) } catch {
                switch error {
                case .unknown: return .unknown
                case .fault(let fault): return .error(fault)
                }
            }
        }
    }
}

/// One run over one expression.
struct Evaluator {
    enum Failure: Error {
        case unknown
        case fault(ExpressionFault)
    }

    let bindings: (String) -> ExpressionBinding?
    /// Names of comprehensions, the innermost last.
    var locals: [(name: String, value: ExpressionValue)] = []
    var visited = 0
    /// Bytes and elements that `+` has joined.
    var produced = 0

    mutating func value(of expression: Expression) throws(Failure) -> ExpressionValue {
        switch expression.kind {
        case .literal(let literal): return ExpressionValue(literal)
        case .identifier(let name, let isAbsolute): return try resolve([name], isAbsolute: isAbsolute, at: expression.offset)
        case .select(let operand, let field, let isTest): return try select(operand, field, isTest: isTest, expression)
        case .call(let target, let function, let arguments): return try call(function, target, arguments, at: expression.offset)
        case .list(let elements):
            var out: [ExpressionValue] = []
            out.reserveCapacity(elements.count)
            for element in elements { out.append(try value(of: element)) }
            return .list(out)
        case .map(let entries):
            var out = ExpressionMap()
            for entry in entries { try insert(try value(of: entry.value), for: try value(of: entry.key), into: &out, at: entry.key.offset) }
            return .map(out)
        case .record(_, let fields):
            // No record types are declared, so that a record is the map of its fields; the type check refuses it.
            var out = ExpressionMap()
            for field in fields { try insert(try value(of: field.value), for: .string(field.name), into: &out, at: field.value.offset) }
            return .map(out)
        case .comprehension(let loop): return try comprehension(loop, at: expression.offset)
        }
    }

    func fault(_ cause: String, at offset: Int, hint: String? = nil) -> Failure {
        .fault(ExpressionFault("expression/evaluation", at: offset, cause, hint: hint))
    }

    private func insert(
        _ value: ExpressionValue, for key: ExpressionValue, into map: inout ExpressionMap, at offset: Int
    ) throws(Failure) {
        guard !map.insert(value, for: key) else { return }
        let mayBeKey = if case .double = key { false } else { ExpressionMap.Key(key) != nil }
        throw fault(mayBeKey ? "a key stands twice in the map" : "a \(key.typeName) cannot be a map's key", at: offset)
    }

    // MARK: Names

    /// The longest run of names that is bound, and the rest as fields (CEL langdef, "Name Resolution").
    private func resolve(_ names: [String], isAbsolute: Bool, at offset: Int) throws(Failure) -> ExpressionValue {
        if !isAbsolute, let local = locals.last(where: { $0.name == names[0] }) { return try fields(names.dropFirst(), of: local.value, at: offset) }
        for count in stride(from: names.count, through: 1, by: -1) {
            let name = names.prefix(count).joined(separator: ".")
            switch bindings(name) {
            case .value(let value): return try fields(names.dropFirst(count), of: value, at: offset)
            case .unknown: throw .unknown
            case nil: if count == names.count, Self.typeNames.contains(name) { return .type(name) }
            }
        }
        throw fault("the name \(names.joined(separator: ".")) is unknown", at: offset)
    }

    static let typeNames: Set<String> = [
        "bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type", "google.protobuf.Timestamp",
        "google.protobuf.Duration",
    ]

    private func fields(_ names: ArraySlice<String>, of value: ExpressionValue, at offset: Int) throws(Failure) -> ExpressionValue {
        var value = value
        for name in names { value = try field(name, of: value, at: offset) }
        return value
    }

    private func field(_ name: String, of value: ExpressionValue, at offset: Int) throws(Failure) -> ExpressionValue {
        guard case .map(let map) = value else { throw fault("a \(value.typeName) has no fields", at: offset) }
        guard let found = map[.string(name)] else { throw fault("there is no field \(name)", at: offset) }
        return found
    }

    private mutating func select(_ operand: Expression, _ field: String, isTest: Bool, _ whole: Expression) throws(Failure) -> ExpressionValue {
        if isTest {
            guard case .map(let map) = try value(of: operand) else {
                throw fault("has() asks for a field of something that has none", at: whole.offset)
            }
            return .bool(map[.string(field)] != nil)
        }
        if let (names, isAbsolute) = whole.qualifiedName { return try resolve(names, isAbsolute: isAbsolute, at: whole.offset) }
        return try self.field(field, of: try value(of: operand), at: whole.offset)
    }

    // MARK: Comprehensions

    private mutating func comprehension(_ loop: Expression.Comprehension, at offset: Int) throws(Failure) -> ExpressionValue {
        let range = try value(of: loop.range)
        let depth = locals.count
        defer { locals.removeSubrange(depth...) }
        var state = ComprehensionState(outcome: loop.outcome)
        func elements() throws(Failure) -> [(first: ExpressionValue, second: ExpressionValue)] {
            switch range {
            // One name stands for the element of a list; of two, the first is the index.
            case .list(let list): list.enumerated().map { loop.names.count == 1 ? ($1, $1) : (.int(Int64($0)), $1) }
            case .map(let map): map.entries.map { ($0.key, $0.value) }
            default: throw fault("a \(range.typeName) has no elements to go through", at: offset)
            }
        }
        for element in try elements() {
            visited += 1
            guard visited <= ExpressionLimits.visitedElements else {
                throw fault("the expression visits more than \(ExpressionLimits.visitedElements) elements", at: offset)
            }
            locals.append((loop.names[0], element.first))
            if loop.names.count == 2 { locals.append((loop.names[1], element.second)) }
            try step(&state, loop, element.first, at: offset)
            locals.removeSubrange(depth...)
            if state.isDecided { break }
        }
        return try state.result()
    }

    private mutating func step(
        _ state: inout ComprehensionState, _ loop: Expression.Comprehension, _ key: ExpressionValue, at offset: Int
    ) throws(Failure) {
        switch loop.outcome {
        case .all, .exists: state.absorb(truth(of: loop.condition, at: offset))
        case .existsOne: if try truth(of: loop.condition, at: offset).get() { state.count += 1 }
        case .list, .map:
            guard try truth(of: loop.condition, at: offset).get(), let body = loop.body else { return }
            let made = try value(of: body)
            if loop.outcome == .list { state.list.append(made) } else { _ = state.map.insert(made, for: key) }
        }
    }

    /// A condition as a bool; true where there is none.
    mutating func truth(of condition: Expression?, at offset: Int) -> Result<Bool, Failure> {
        guard let condition else { return .success(true) }
        do throws(Failure) {
            guard case .bool(let flag) = try value(of: condition) else { throw fault("a condition is true or false", at: condition.offset) }
            return .success(flag)
        } catch { return .failure(error) }
    }
}

/// What a comprehension has come to so far.
private struct ComprehensionState {
    let outcome: Expression.Comprehension.Outcome
    var list: [ExpressionValue] = []
    var map = ExpressionMap()
    var count = 0
    private(set) var isDecided = false
    private var failure: Evaluator.Failure?

    init(outcome: Expression.Comprehension.Outcome) { self.outcome = outcome }

    /// `all` is a chain of &&, `exists` one of ||: the deciding element outweighs failures.
    mutating func absorb(_ truth: Result<Bool, Evaluator.Failure>) {
        switch truth {
        case .success(let flag): if flag == (outcome == .exists) { isDecided = true }
        case .failure(let new): failure = failure.map { Evaluator.graver($0, new) } ?? new
        }
    }

    func result() throws(Evaluator.Failure) -> ExpressionValue {
        switch outcome {
        case .list: return .list(list)
        case .map: return .map(map)
        case .existsOne: return .bool(count == 1)
        case .all, .exists:
            if !isDecided, let failure { throw failure }
            return .bool(isDecided == (outcome == .exists))
        }
    }
}

extension Evaluator {
    /// Unknown outweighs an error: with the missing value the error might not be.
    static func graver(_ left: Failure, _ right: Failure) -> Failure {
        if case .unknown = right { right } else { left }
    }
}

extension Expression {
    /// The names of `a.b.c`; nil for anything else.
    var qualifiedName: (names: [String], isAbsolute: Bool)? {
        switch kind {
        case .identifier(let name, let isAbsolute): return ([name], isAbsolute)
        case .select(let operand, let field, isTest: false):
            guard let (names, isAbsolute) = operand.qualifiedName else { return nil }
            return (names + [field], isAbsolute)
        default: return nil
        }
    }
}

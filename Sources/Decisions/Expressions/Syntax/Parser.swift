extension Expression {
    /// Reads one expression. O(source); throws a fault that names the byte of the first mistake.
    public init(parsing source: String) throws(ExpressionFault) {
        let bytes = Array(source.utf8)
        guard bytes.count <= ExpressionLimits.sourceBytes else {
            throw ExpressionFault(
                "expression/too-long", at: 0, "the expression has \(bytes.count) bytes; the limit is \(ExpressionLimits.sourceBytes)",
                hint: "a long list of names belongs into a list of its own")
        }
        var lexer = Lexer(bytes)
        var parser = Parser(tokens: try lexer.tokens())
        self = try parser.whole()
    }
}

/// Recursive descent over the grammar of CEL langdef, "Syntax": ?: below || below && below relations below + - below * / %.
struct Parser {
    private let tokens: [Token]
    private var index = 0
    private var nesting = 0

    init(tokens: [Token]) { self.tokens = tokens }

    mutating func whole() throws(ExpressionFault) -> Expression {
        if token.kind == .end { throw ExpressionFault(at: 0, "the expression is empty", hint: "as in near_duplicate.jaccard >= 0.8") }
        let expression = try conditional()
        guard token.kind == .end else { throw unexpected("an operator or the end") }
        return expression
    }

    var token: Token { tokens[index] }

    /// A token further on; the last one where there are no more.
    func token(_ ahead: Int) -> Token { tokens[min(index + ahead, tokens.count - 1)] }

    func isAt(_ symbol: String) -> Bool { token.kind == .symbol(symbol) }

    mutating func take(_ symbol: String) -> Bool {
        guard isAt(symbol) else { return false }
        index += 1
        return true
    }

    mutating func advance() { index += 1 }

    mutating func expect(_ symbol: String) throws(ExpressionFault) {
        guard take(symbol) else { throw unexpected("'\(symbol)'") }
    }

    func unexpected(_ wanted: String) -> ExpressionFault {
        ExpressionFault(at: token.offset, "\(wanted) is expected here, not \(token.described)", hint: hint)
    }

    /// What people write where they are used to other languages.
    private var hint: String? {
        let before = index > 0 ? tokens[index - 1].kind : .end
        switch (before, token.kind) {
        case (_, .reserved): return "reserved words are no names"
        case (_, .identifier(let name)) where Self.words[name] != nil, (.identifier(let name), _) where Self.words[name] != nil:
            return Self.words[name].map { "\(name) is written \($0)" }
        case (.symbol("<"), .symbol(">")): return "unequal is written !="
        case (.symbol("%"), _): return "% is the remainder of a division: 80 % is written 0.8"
        case (.literal(.int), .symbol(",")): return "the decimal sign is a point"
        case (_, .symbol(")")), (_, .symbol("]")), (_, .symbol("}")): return "there may be a bracket too many"
        default: return nil
        }
    }

    private static let words = ["and": "&&", "or": "||", "not": "!", "AND": "&&", "OR": "||", "NOT": "!"]

    func node(_ kind: Expression.Kind, at offset: Int) throws(ExpressionFault) -> Expression {
        let expression = Expression(kind, at: offset)
        guard expression.height <= ExpressionLimits.depth else { throw tooDeep(at: offset) }
        return expression
    }

    private func tooDeep(at offset: Int) -> ExpressionFault {
        ExpressionFault(
            "expression/too-deep", at: offset, "the expression is nested more than \(ExpressionLimits.depth) deep",
            hint: "split it into several rules")
    }

    func call(_ function: String, _ arguments: [Expression], at offset: Int) throws(ExpressionFault) -> Expression {
        try node(.call(target: nil, function: function, arguments: arguments), at: offset)
    }

    mutating func conditional() throws(ExpressionFault) -> Expression {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= ExpressionLimits.depth else { throw tooDeep(at: token.offset) }
        let condition = try chain("||") { (parser) throws(ExpressionFault) in
            try parser.chain("&&") { (parser) throws(ExpressionFault) in try parser.relation() }
        }
        let offset = token.offset
        guard take("?") else { return condition }
        let yes = try chain("||") { (parser) throws(ExpressionFault) in
            try parser.chain("&&") { (parser) throws(ExpressionFault) in try parser.relation() }
        }
        try expect(":")
        return try call("_?_:_", [condition, yes, try conditional()], at: offset)
    }

    /// Terms joined by one associative operator, as a balanced tree, so that a long chain is not a deep one.
    private mutating func chain(
        _ symbol: String, _ term: (inout Parser) throws(ExpressionFault) -> Expression
    ) throws(ExpressionFault) -> Expression {
        var terms = [try term(&self)]
        var offsets: [Int] = []
        while isAt(symbol) {
            offsets.append(token.offset)
            advance()
            terms.append(try term(&self))
        }
        return try balanced(symbol, terms[...], offsets)
    }

    private func balanced(_ symbol: String, _ terms: ArraySlice<Expression>, _ offsets: [Int]) throws(ExpressionFault) -> Expression {
        if terms.count == 1 { return terms[terms.startIndex] }
        let middle = terms.startIndex + terms.count / 2
        return try call(
            symbol, [try balanced(symbol, terms[..<middle], offsets), try balanced(symbol, terms[middle...], offsets)], at: offsets[middle - 1])
    }

    private mutating func relation() throws(ExpressionFault) -> Expression {
        try leftAssociative(["==", "!=", "<=", ">=", "<", ">", "in"]) { (parser) throws(ExpressionFault) in
            try parser.leftAssociative(["+", "-"]) { (parser) throws(ExpressionFault) in
                try parser.leftAssociative(["*", "/", "%"]) { (parser) throws(ExpressionFault) in try parser.unary() }
            }
        }
    }

    private mutating func leftAssociative(
        _ symbols: [String], _ term: (inout Parser) throws(ExpressionFault) -> Expression
    ) throws(ExpressionFault) -> Expression {
        var left = try term(&self)
        while case .symbol(let symbol) = token.kind, symbols.contains(symbol) {
            let offset = token.offset
            advance()
            left = try call(symbol, [left, try term(&self)], at: offset)
        }
        return left
    }

    private mutating func unary() throws(ExpressionFault) -> Expression {
        let start = index
        if isAt("!") {
            while take("!") {}
            return try negated(try member(), by: "!_", from: start)
        }
        guard isAt("-") else { return try member() }
        while take("-") {}
        // The sign in front of a number belongs to the literal, so that the smallest integer can be written.
        switch token.kind {
        case .literal(.int(let value)): return try negated(try member(signed: .int(-value)), by: "-_", from: start, less: 1)
        case .literal(.double(let value)): return try negated(try member(signed: .double(-value)), by: "-_", from: start, less: 1)
        case .intMagnitudeOfMinimum: return try negated(try member(signed: .int(.min)), by: "-_", from: start, less: 1)
        default: return try negated(try member(), by: "-_", from: start)
        }
    }

    private mutating func member(signed literal: Literal) throws(ExpressionFault) -> Expression {
        let offset = tokens[index - 1].offset
        advance()
        return try members(of: try node(.literal(literal), at: offset))
    }

    private func negated(_ operand: Expression, by function: String, from start: Int, less: Int = 0) throws(ExpressionFault) -> Expression {
        var expression = operand
        var sign = start
        var signs: [Int] = []
        let kind = tokens[start].kind
        while tokens[sign].kind == kind {
            signs.append(tokens[sign].offset)
            sign += 1
        }
        for offset in signs.dropLast(less).reversed() { expression = try call(function, [expression], at: offset) }
        return expression
    }
}

extension Parser {
    mutating func member() throws(ExpressionFault) -> Expression { try members(of: try primary()) }

    /// Selections, calls and indexes behind a primary expression.
    mutating func members(of operand: Expression) throws(ExpressionFault) -> Expression {
        var left = operand
        while true {
            let offset = token.offset
            if take(".") {
                let name = try fieldName()
                if take("(") {
                    let arguments = try expressions(until: ")")
                    if let expanded = try macro(name, target: left, arguments, at: offset) {
                        left = expanded
                    } else {
                        left = try node(.call(target: left, function: name, arguments: arguments), at: offset)
                    }
                } else if isAt("{"), let type = qualifiedName(left, name) {
                    left = try record(type, at: left.offset)
                } else {
                    left = try node(.select(left, field: name, isTest: false), at: offset)
                }
            } else if take("[") {
                let position = try conditional()
                try expect("]")
                left = try call("_[_]", [left, position], at: offset)
            } else {
                return left
            }
        }
    }

    /// True before `.name` that is no call.
    private var isAtField: Bool {
        guard isAt("."), case .identifier = token(1).kind else { return false }
        return token(2).kind != .symbol("(")
    }

    private mutating func fieldName() throws(ExpressionFault) -> String {
        defer { advance() }
        switch token.kind {
        case .identifier(let name), .reserved(let name), .quotedIdentifier(let name): return name
        default: throw unexpected("a field's name")
        }
    }

    /// `a.b` with another name behind it, where it is nothing but names.
    private func qualifiedName(_ expression: Expression, _ last: String) -> String? {
        switch expression.kind {
        case .identifier(let name, _): return name + "." + last
        case .select(let operand, let field, isTest: false): return qualifiedName(operand, field).map { $0 + "." + last }
        default: return nil
        }
    }

    private mutating func primary() throws(ExpressionFault) -> Expression {
        let start = token
        switch start.kind {
        case .literal(let literal):
            advance()
            return try node(.literal(literal), at: start.offset)
        case .intMagnitudeOfMinimum:
            throw ExpressionFault(at: start.offset, "the integer does not fit 64 bits with a sign", hint: "an unsigned integer ends with u")
        case .symbol("("):
            advance()
            let inner = try conditional()
            try expect(")")
            // `(a.b).c` is the field c of what a.b names, whatever is called a.b.c.
            return inner.qualifiedName != nil && isAtField ? try call("dyn", [inner], at: start.offset) : inner
        case .symbol("["):
            advance()
            return try node(.list(try expressions(until: "]")), at: start.offset)
        case .symbol("{"):
            advance()
            return try mapLiteral(at: start.offset)
        case .symbol("."):
            advance()
            guard case .identifier = token.kind else { throw unexpected("a name") }
            return try name(isAbsolute: true)
        case .identifier: return try name(isAbsolute: false)
        default: throw unexpected("a value")
        }
    }

    private mutating func name(isAbsolute: Bool) throws(ExpressionFault) -> Expression {
        let offset = token.offset
        guard case .identifier(let name) = token.kind else { throw unexpected("a name") }
        advance()
        if take("(") {
            let arguments = try expressions(until: ")")
            if let expanded = try macro(name, target: nil, arguments, at: offset) { return expanded }
            return try call(name, arguments, at: offset)
        }
        if isAt("{") { return try record(name, at: offset) }
        return try node(.identifier(name, isAbsolute: isAbsolute), at: offset)
    }

    /// Expressions with commas between them, one more comma allowed at the end of a list.
    private mutating func expressions(until end: String) throws(ExpressionFault) -> [Expression] {
        var out: [Expression] = []
        if take(end) { return out }
        repeat {
            if end == "]", isAt("]") { break }
            out.append(try conditional())
        } while take(",")
        try expect(end)
        return out
    }

    private mutating func mapLiteral(at offset: Int) throws(ExpressionFault) -> Expression {
        var entries: [Expression.Entry] = []
        while !isAt("}") {
            let key = try conditional()
            try expect(":")
            entries.append(.init(key: key, value: try conditional()))
            guard take(",") else { break }
        }
        try expect("}")
        return try node(.map(entries), at: offset)
    }

    private mutating func record(_ type: String, at offset: Int) throws(ExpressionFault) -> Expression {
        try expect("{")
        var fields: [Expression.Field] = []
        while !isAt("}") {
            let name = try fieldName()
            try expect(":")
            fields.append(.init(name: name, value: try conditional()))
            guard take(",") else { break }
        }
        try expect("}")
        return try node(.record(type, fields), at: offset)
    }
}

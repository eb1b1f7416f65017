internal import Expressions

/// A comparison of one name with one constant, the name standing left.
struct Comparison: Sendable {
    let name: String
    let sign: String
    let constant: Literal

    init(name: String, sign: String, constant: Literal) { (self.name, self.sign, self.constant) = (name, sign, constant) }

    /// Nil for every other expression.
    init?(_ expression: Expression) {
        guard case .call(nil, let sign, let sides) = expression.kind, sides.count == 2, let mirrored = Self.mirrored[sign] else { return nil }
        if let path = sides[0].path, let constant = sides[1].constant {
            (name, self.sign, self.constant) = (path, sign, constant)
        } else if let path = sides[1].path, let constant = sides[0].constant {
            (name, self.sign, self.constant) = (path, mirrored, constant)
        } else {
            return nil
        }
    }

    /// The sign with the sides exchanged.
    private static let mirrored = ["<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="]
    /// What holds where the comparison does not.
    static let opposite = ["<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="]

    var number: Double? { constant.number }
}

extension Expression {
    /// `a.b.c` as it is written; nil for anything else.
    var path: String? {
        switch kind {
        case .identifier(let name, _): name
        case .select(let operand, let field, isTest: false): operand.path.map { $0 + "." + field }
        default: nil
        }
    }

    var constant: Literal? { if case .literal(let literal) = kind { literal } else { nil } }
}

extension Literal {
    var number: Double? {
        switch self {
        case .double(let number): number
        case .int(let number): Double(exactly: number)
        case .uint(let number): Double(exactly: number)
        default: nil
        }
    }
}

extension Evaluator {
    mutating func call(
        _ function: String, _ target: Expression?, _ arguments: [Expression], at offset: Int
    ) throws(Failure) -> ExpressionValue {
        if target == nil {
            switch (function, arguments.count) {
            case ("&&", 2): return try logic(arguments, deciding: false)
            case ("||", 2): return try logic(arguments, deciding: true)
            case ("_?_:_", 3): return try value(of: try truth(of: arguments[0], at: offset).get() ? arguments[1] : arguments[2])
            default: break
            }
        }
        var values: [ExpressionValue] = []
        if let target { values.append(try value(of: target)) }
        for argument in arguments { values.append(try value(of: argument)) }
        if function == "+", target == nil, values.count == 2 {
            produced += values[0].extent + values[1].extent
            guard produced <= ExpressionLimits.producedUnits else {
                throw fault("the expression joins more than \(ExpressionLimits.producedUnits) bytes or elements", at: offset)
            }
        }
        do throws(ExpressionFunctions.Refusal) {
            return try ExpressionFunctions.apply(function, values, isReceiver: target != nil)
        } catch { throw fault(error.cause, at: offset, hint: error.hint) }
    }

    private mutating func logic(_ sides: [Expression], deciding: Bool) throws(Failure) -> ExpressionValue {
        let left = truth(of: sides[0], at: sides[0].offset)
        if case .success(deciding) = left { return .bool(deciding) }
        let right = truth(of: sides[1], at: sides[1].offset)
        switch (left, right) {
        case (_, .success(deciding)): return .bool(deciding)
        case (.failure(let first), .failure(let second)): throw Self.graver(first, second)
        case (.failure(let failure), _), (_, .failure(let failure)): throw failure
        case (.success, .success): return .bool(!deciding)
        }
    }
}

extension ExpressionValue {
    /// Bytes of a text, elements of a list: what joining copies.
    fileprivate var extent: Int {
        switch self {
        case .string(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        case .list(let list): list.count
        default: 0
        }
    }
}

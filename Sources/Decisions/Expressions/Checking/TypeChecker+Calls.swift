internal import Diagnostics

extension TypeChecker {
    mutating func call(
        _ function: String, _ types: [ExpressionType], arguments: [Expression], isReceiver: Bool, at offset: Int
    ) -> ExpressionType {
        if !isReceiver {
            switch (function, types.count) {
            case ("&&", 2), ("||", 2):
                for (type, argument) in zip(types, arguments) { expectBool(type, argument) }
                return .bool
            case ("_?_:_", 3):
                expectBool(types[0], arguments[0])
                return types[1].joined(types[2])
            case ("==", 2), ("!=", 2), ("<", 2), ("<=", 2), (">", 2), (">=", 2): return comparison(function, types, arguments, at: offset)
            case ("in", 2): return membership(types, at: offset)
            case ("_[_]", 2): return element(types, at: offset)
            case ("+", 2), ("-", 2), ("*", 2), ("/", 2), ("%", 2): return arithmetic(function, types, at: offset)
            case ("!_", 1):
                expectBool(types[0], arguments[0])
                return .bool
            case ("-_", 1):
                guard [.any, .int, .double, .duration].contains(types[0]) else { return noOverload(function, types, isReceiver, at: offset) }
                return types[0]
            default: break
            }
        }
        if function == "matches", types.count == 2, case .literal(.string(let pattern))? = arguments.last?.kind {
            // Compiled while checking, so that a bad one is found before an event comes.
            do throws(RegularExpression.Fault) { _ = try RegularExpression.shared(pattern) } catch {
                faults.append(
                    ExpressionFault(
                        "expression/pattern", at: arguments[1].offset, "the regular expression cannot be used: \(error.reason)",
                        hint:
                            "patterns are RE2's: no look-around or back references, and at most \(ExpressionLimits.regularExpressionBytes >> 20) MiB compiled"
                    ))
            }
        }
        if let known = Self.functions[function] {
            for form in known where form.isReceiver == isReceiver && form.parameters.count == types.count {
                if zip(form.parameters, types).allSatisfy({ $0.contains($1) }) { return form.result }
            }
        }
        return noOverload(function, types, isReceiver, at: offset)
    }

    private mutating func noOverload(_ function: String, _ types: [ExpressionType], _ isReceiver: Bool, at offset: Int) -> ExpressionType {
        if let symbol = ExpressionFunctions.operatorNames[function] {
            let isMixed = types.count == 2 && types[0] != types[1] && types.allSatisfy(\.isNumber)
            refuse(
                "\(symbol) does not take \(types.map(\.name).joined(separator: " and "))", at: offset,
                hint: isMixed ? "arithmetic does not mix kinds of numbers: write 1.0 instead of 1, or double(x)" : nil)
        } else if Self.functions[function] == nil {
            refuse("there is no function \(function)", at: offset, hint: Self.nearest(to: function).map { "did you mean \($0)?" })
        } else {
            let receiver = isReceiver ? types[0].name + "." : ""
            let rest = (isReceiver ? Array(types.dropFirst()) : types).map(\.name).joined(separator: ", ")
            refuse("there is no \(receiver)\(function)(\(rest))", at: offset)
        }
        return .any
    }

    private mutating func comparison(
        _ sign: String, _ types: [ExpressionType], _ arguments: [Expression], at offset: Int
    ) -> ExpressionType {
        let (left, right) = (types[0], types[1])
        let isOrder = sign != "==" && sign != "!="
        let orderable: [ExpressionType] = [.any, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration]
        let fits = left.overlaps(right) || left.isNumber && right.isNumber
        if !fits || isOrder && !(orderable.contains(left) && orderable.contains(right)) {
            refuse(
                "\(sign) does not compare \(left.named) with \(right.named)", at: offset,
                hint: arguments[0].isOrder ? "compare twice: a <= x && x < b" : hint(left, right))
        }
        return .bool
    }

    private func hint(_ left: ExpressionType, _ right: ExpressionType) -> String? {
        (left == .string) != (right == .string) && (left.isNumber || right.isNumber)
            ? "numbers stand without quotes; double('…') reads one out of a string" : nil
    }

    private mutating func membership(_ types: [ExpressionType], at offset: Int) -> ExpressionType {
        switch types[1] {
        case .any: break
        case .list(let element), .map(let element, _):
            if !types[0].overlaps(element), !(types[0].isNumber && element.isNumber) {
                refuse("\(types[0].named) is never in \(types[1].named)", at: offset)
            }
        default: refuse("in looks into a list or a map, not \(types[1].named)", at: offset)
        }
        return .bool
    }

    private mutating func element(_ types: [ExpressionType], at offset: Int) -> ExpressionType {
        switch types[0] {
        case .any: return .any
        case .list(let element):
            if !types[1].isNumber { refuse("a list is indexed by a number, not \(types[1].named)", at: offset) }
            return element
        case .map(let key, let value):
            if !types[1].overlaps(key), !(types[1].isNumber && key.isNumber) { refuse("the map has no \(types[1].name) keys", at: offset) }
            return value
        default:
            refuse("\(types[0].named) has no elements", at: offset)
            return .any
        }
    }

    private mutating func arithmetic(_ sign: String, _ types: [ExpressionType], at offset: Int) -> ExpressionType {
        let (left, right) = (types[0], types[1])
        if left == .any || right == .any { return left == right ? .any : left == .any ? right.sumType : left.sumType }
        switch (sign, left, right) {
        case (_, .int, .int), (_, .uint, .uint): return left
        case ("%", .double, .double): break
        case (_, .double, .double): return left
        case ("+", .string, .string), ("+", .bytes, .bytes): return left
        case ("+", .list(let first), .list(let second)): return .list(first.joined(second))
        case ("+", .timestamp, .duration), ("+", .duration, .timestamp), ("-", .timestamp, .duration): return .timestamp
        case ("-", .timestamp, .timestamp), ("+", .duration, .duration), ("-", .duration, .duration): return .duration
        default: break
        }
        return noOverload(sign, types, false, at: offset)
    }

    private struct Form {
        let parameters: [Set<ExpressionType>]
        let result: ExpressionType
        var isReceiver = false

    }

    private static let functions: [String: [Form]] = {
        let number: Set<ExpressionType> = [.int, .uint, .double]
        func convert(_ from: Set<ExpressionType>, _ to: ExpressionType) -> [Form] { [Form(parameters: [from.union([to])], result: to)] }
        func text(_ result: ExpressionType = .bool) -> Form { Form(parameters: [[.string], [.string]], result: result, isReceiver: true) }
        let sized: Set<ExpressionType> = [.string, .bytes, .list(.any), .map(.any, .any)]
        var forms: [String: [Form]] = [
            "dyn": [Form(parameters: [[.any]], result: .any)], "type": [Form(parameters: [[.any]], result: .type)],
            "bool": convert([.string], .bool), "int": convert(number.union([.string, .timestamp]), .int),
            "uint": convert(number.union([.string]), .uint), "double": convert(number.union([.string]), .double),
            "string": convert(number.union([.bool, .bytes, .timestamp, .duration]), .string), "bytes": convert([.string], .bytes),
            "timestamp": convert([.string, .int], .timestamp), "duration": convert([.string], .duration),
            "size": [Form(parameters: [sized], result: .int), Form(parameters: [sized], result: .int, isReceiver: true)],
            "contains": [text()], "startsWith": [text()], "endsWith": [text()],
            "matches": [text(), Form(parameters: [[.string], [.string]], result: .bool)],
        ]
        for name in [
            "getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours", "getMinutes", "getSeconds",
            "getMilliseconds",
        ] {
            let isOfDuration = ["getHours", "getMinutes", "getSeconds", "getMilliseconds"].contains(name)
            forms[name] = [
                Form(parameters: [isOfDuration ? [.timestamp, .duration] : [.timestamp]], result: .int, isReceiver: true),
                Form(parameters: [[.timestamp], [.string]], result: .int, isReceiver: true),
            ]
        }
        return forms
    }()

    private static func nearest(to function: String) -> String? { EditDistance.nearest(to: function, among: functions.keys.sorted()) }
}

extension ExpressionType {
    /// What a sum with something unknown may be: a known number's kind, else anything.
    fileprivate var sumType: ExpressionType { isNumber ? self : .any }
}

extension Set<ExpressionType> {
    /// True where a value of the type may be one of these.
    fileprivate func contains(_ type: ExpressionType) -> Bool { self.contains { $0.overlaps(type) } }
}

extension Expression {
    /// True for `a < b` and its like.
    fileprivate var isOrder: Bool {
        guard case .call(nil, let sign, _) = kind else { return false }
        return ["<", "<=", ">", ">="].contains(sign)
    }
}

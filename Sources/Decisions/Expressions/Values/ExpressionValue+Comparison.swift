extension ExpressionValue {
    /// Equality as CEL has it: numbers by their value whatever their kind, values of different kinds unequal, NaN equal to nothing.
    public func isEqual(to other: ExpressionValue) -> Bool {
        var steps = Int.max
        return isEqual(to: other, within: &steps)
    }

    /// The same in so many steps, one for each pair of values; with none left the answer says nothing. Lists within lists may be few values that
    /// stand for very many.
    func isEqual(to other: ExpressionValue, within steps: inout Int) -> Bool {
        guard steps > 0 else { return false }
        steps -= 1
        return isSame(other, &steps)
    }

    private func isSame(_ other: ExpressionValue, _ steps: inout Int) -> Bool {
        switch (self, other) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        // Swift compares strings after normalisation; the language compares code points.
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.bytes(let left), .bytes(let right)): left == right
        case (.list(let left), .list(let right)): left.count == right.count && zip(left, right).allSatisfy { $0.isEqual(to: $1, within: &steps) }
        case (.map(let left), .map(let right)):
            left.count == right.count
                && left.entries.allSatisfy { key, value in right[key].map { value.isEqual(to: $0, within: &steps) } ?? false }
        case (.timestamp(let left), .timestamp(let right)): left == right
        case (.duration(let left), .duration(let right)): left == right
        case (.type(let left), .type(let right)): left == right
        default: numberOrder(other) == .some(.equal)
        }
    }

    enum Order { case less, equal, greater }

    /// How the values are ordered; nil where they are not: other kinds, or NaN.
    func order(_ other: ExpressionValue) -> Order? {
        switch (self, other) {
        case (.bool(let left), .bool(let right)): Self.order(left ? 1 : 0, right ? 1 : 0)
        case (.string(let left), .string(let right)): Self.lexical(left.utf8, right.utf8)
        case (.bytes(let left), .bytes(let right)): Self.lexical(left, right)
        case (.timestamp(let left), .timestamp(let right)): Self.order(left, right)
        case (.duration(let left), .duration(let right)): Self.order(left, right)
        default: numberOrder(other)
        }
    }

    /// True where the values could be ordered were they not NaN.
    func isComparable(with other: ExpressionValue) -> Bool {
        if order(other) != nil { return true }
        return isNumber && other.isNumber
    }

    var isNumber: Bool {
        switch self {
        case .int, .uint, .double: true
        default: false
        }
    }

    private func numberOrder(_ other: ExpressionValue) -> Order? {
        switch (self, other) {
        case (.int(let left), .int(let right)): Self.order(left, right)
        case (.uint(let left), .uint(let right)): Self.order(left, right)
        case (.double(let left), .double(let right)): Self.order(left, right)
        case (.int(let left), .uint(let right)): left < 0 ? .less : Self.order(UInt64(left), right)
        case (.uint, .int): other.numberOrder(self)?.reversed
        case (.double(let left), .int(let right)): Self.order(left, Double(Int64.min), Double(Int64.max), Double(right))
        case (.double(let left), .uint(let right)): Self.order(left, 0, Double(UInt64.max), Double(right))
        case (.int, .double), (.uint, .double): other.numberOrder(self)?.reversed
        default: nil
        }
    }

    /// A double against an integer: beyond the range of integers it is beyond them all, within it the integer is compared as a double.
    private static func order(_ left: Double, _ low: Double, _ high: Double, _ right: Double) -> Order? {
        if left < low { return .less }
        if left > high { return .greater }
        return order(left, right)
    }

    private static func order<Value: Comparable>(_ left: Value, _ right: Value) -> Order? {
        if left < right { return .less }
        if left > right { return .greater }
        return left == right ? .equal : nil
    }

    private static func lexical(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Order {
        if left.lexicographicallyPrecedes(right) { return .less }
        return right.lexicographicallyPrecedes(left) ? .greater : .equal
    }
}

extension ExpressionValue.Order {
    var reversed: ExpressionValue.Order {
        switch self {
        case .less: .greater
        case .equal: .equal
        case .greater: .less
        }
    }
}

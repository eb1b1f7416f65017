/// Kleene's three truth values: a condition over something that nobody knows is neither true nor false.
public enum Truth: UInt8, Hashable, Sendable {
    // In this order `and` is the smaller, `or` the larger of two.
    case no, unknown, yes

    public init(_ flag: Bool) { self = flag ? .yes : .no }

    public func and(_ other: Truth) -> Truth { rawValue < other.rawValue ? self : other }
    public func or(_ other: Truth) -> Truth { rawValue > other.rawValue ? self : other }

    public var negated: Truth {
        switch self {
        case .yes: .no
        case .no: .yes
        case .unknown: .unknown
        }
    }
}

/// A condition compiled to a flat list of instructions: comparisons of numbered measurements with constants, and how they are joined; each
/// knows where to go on where it has decided. What is neither is a leaf that the plain evaluator answers. O(instructions); nothing is allocated
/// where there are no such leaves.
///
/// `Expression.evaluate` is the reference: both agree on every input, an error counting as unknown.
public struct FlatProgram: Sendable {
    fileprivate enum Operation: UInt8, Sendable {
        case compare, constant, leaf
        /// Pops two and pushes one.
        case and, or
        case not
    }

    /// How two numbers may stand for a comparison to hold; `unordered` is where one of them is no number.
    fileprivate struct Orders: OptionSet, Sendable {
        let rawValue: UInt8
        static let less = Orders(rawValue: 1)
        static let equal = Orders(rawValue: 2)
        static let greater = Orders(rawValue: 4)
        static let unordered = Orders(rawValue: 8)

        /// Without a branch: which comparison comes next is known, how it ends is not.
        @inline(__always)
        func holds(_ value: Double, _ bound: Double) -> Bool {
            let less: UInt8 = value < bound ? 1 : 0
            let equal: UInt8 = value == bound ? 2 : 0
            let greater: UInt8 = value > bound ? 4 : 0
            let ordered = less | equal | greater
            return rawValue & (ordered | (ordered == 0 ? 8 : 0)) != 0
        }
    }

    /// 24 bytes: the instructions of a hundred rules stay in the first cache.
    fileprivate struct Instruction: Sendable {
        let operation: Operation
        var orders: Orders = []
        /// Of a constant; else the truth that decides what the instruction is the left side of, `unknown` where nothing is.
        var truth = Truth.unknown
        /// Measurement or leaf.
        var operand: Int32 = 0
        /// Where to go on once that truth is on the stack: behind the other side.
        var exit: Int32 = 0
        var bound = 0.0
    }

    fileprivate var instructions: [Instruction] = []
    public private(set) var leaves: [Expression] = []
    fileprivate var stackDepth = 0

    /// - Parameter slot: The number under which a name's measurement (a double) is handed in; nil for every other name.
    public init(_ condition: Expression, slot: (String) -> Int?) {
        stackDepth = compile(condition, slot)
    }

    /// Returns the stack that the part needs.
    private mutating func compile(_ expression: Expression, _ slot: (String) -> Int?) -> Int {
        if case .call(nil, let function, let arguments) = expression.kind {
            switch (function, arguments.count) {
            case ("&&", 2), ("||", 2):
                let left = compile(arguments[0], slot)
                let decider = instructions.count - 1
                let right = compile(arguments[1], slot)
                instructions.append(Instruction(operation: function == "&&" ? .and : .or))
                decides(decider, by: function == "&&" ? .no : .yes)
                return max(left, right + 1)
            case ("!_", 1):
                let depth = compile(arguments[0], slot)
                instructions.append(Instruction(operation: .not))
                return depth
            case (_, 2):
                if let comparison = Self.comparison(function, arguments, slot) {
                    instructions.append(comparison)
                    return 1
                }
            default: break
            }
        }
        if case .literal(.bool(let flag)) = expression.kind {
            instructions.append(Instruction(operation: .constant, truth: Truth(flag)))
        } else {
            instructions.append(Instruction(operation: .leaf, operand: Int32(leaves.count)))
            leaves.append(expression)
        }
        return 1
    }

    /// Lets the instruction that ends a left side go on behind the whole where the truth decides it, and whatever went behind that side with the
    /// same truth too.
    private mutating func decides(_ left: Int, by truth: Truth) {
        guard instructions[left].operation != .constant else { return }
        let end = Int32(instructions.count)
        for place in 0..<left where instructions[place].truth == truth && instructions[place].exit == Int32(left + 1) {
            instructions[place].exit = end
        }
        instructions[left].truth = truth
        instructions[left].exit = end
    }

    private static func comparison(_ sign: String, _ sides: [Expression], _ slot: (String) -> Int?) -> Instruction? {
        let forward: [String: Orders] = [
            "<": .less, "<=": [.less, .equal], ">": .greater, ">=": [.greater, .equal], "==": .equal, "!=": [.less, .greater, .unordered],
        ]
        let mirrored = ["<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="]
        func measured(_ side: Expression) -> Int? { side.qualifiedName.flatMap { slot($0.names.joined(separator: ".")) } }
        if let place = measured(sides[0]), let bound = sides[1].number, let orders = forward[sign] {
            return Instruction(operation: .compare, orders: orders, operand: Int32(place), bound: bound)
        }
        if let place = measured(sides[1]), let bound = sides[0].number, let orders = mirrored[sign].flatMap({ forward[$0] }) {
            return Instruction(operation: .compare, orders: orders, operand: Int32(place), bound: bound)
        }
        return nil
    }

    /// - Parameters:
    ///   - values: The measurements, by slot.
    ///   - known: Whether each is known.
    ///   - leaf: The truth of one of `leaves`, by its number.
    public func run(_ values: UnsafePointer<Double>, known: UnsafePointer<Bool>, leaf: (Int) -> Truth) -> Truth {
        withUnsafeTemporaryAllocation(of: Truth.self, capacity: stackDepth) { stack in
            guard let stack = stack.baseAddress else { return .unknown }
            return instructions.withUnsafeBufferPointer { Self.run($0, 0..<instructions.count, values, known, stack, leaf) }
        }
    }

    @inline(__always)
    fileprivate static func run(
        _ instructions: UnsafeBufferPointer<Instruction>, _ part: Range<Int>, _ values: UnsafePointer<Double>, _ known: UnsafePointer<Bool>,
        _ stack: UnsafeMutablePointer<Truth>, _ leaf: (Int) -> Truth
    ) -> Truth {
        var top = -1
        var next = part.lowerBound
        while next < part.upperBound {
            let instruction = instructions[next]
            next += 1
            let truth: Truth
            switch instruction.operation {
            case .compare:
                top += 1
                let place = Int(instruction.operand)
                truth = known[place] ? Truth(instruction.orders.holds(values[place], instruction.bound)) : .unknown
            case .and:
                top -= 1
                truth = stack[top].and(stack[top + 1])
            case .or:
                top -= 1
                truth = stack[top].or(stack[top + 1])
            case .not: truth = stack[top].negated
            case .constant:
                top += 1
                stack[top] = instruction.truth
                continue
            case .leaf:
                top += 1
                truth = leaf(Int(instruction.operand))
            }
            stack[top] = truth
            if truth == instruction.truth, truth != .unknown { next = Int(instruction.exit) }
        }
        return stack[0]
    }
}

/// Several conditions over the same measurements in one list of instructions, so that none of them costs more than its instructions.
public struct FlatPrograms: Sendable {
    private var instructions: [FlatProgram.Instruction] = []
    private var ends: [Int] = []
    public private(set) var leaves: [Expression] = []
    private var stackDepth = 1

    public init() {}

    public var count: Int { ends.count }

    public mutating func append(_ program: FlatProgram) {
        let (start, firstLeaf) = (instructions.count, leaves.count)
        for var instruction in program.instructions {
            instruction.exit += Int32(start)
            if instruction.operation == .leaf { instruction.operand += Int32(firstLeaf) }
            instructions.append(instruction)
        }
        ends.append(instructions.count)
        leaves += program.leaves
        stackDepth = max(stackDepth, program.stackDepth)
    }

    /// Calls `found` with the number and the truth of each condition that is not false, in order. O(instructions).
    public func run(
        _ values: UnsafePointer<Double>, known: UnsafePointer<Bool>, leaf: (Int) -> Truth, found: (Int, Truth) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: Truth.self, capacity: stackDepth) { stack in
            guard let stack = stack.baseAddress else { return }
            instructions.withUnsafeBufferPointer { instructions in
                ends.withUnsafeBufferPointer { ends in
                    var start = 0
                    for number in ends.indices {
                        let truth = FlatProgram.run(instructions, start..<ends[number], values, known, stack, leaf)
                        if truth != .no { found(number, truth) }
                        start = ends[number]
                    }
                }
            }
        }
    }
}

extension Expression {
    /// The number of a literal that a double holds exactly; nil for anything else.
    fileprivate var number: Double? {
        switch kind {
        case .literal(.double(let number)): number
        case .literal(.int(let number)): Double(exactly: number)
        case .literal(.uint(let number)): Double(exactly: number)
        default: nil
        }
    }

    /// As a condition: an error and a value that is neither true nor false count as unknown.
    public func truth(_ bindings: (String) -> ExpressionBinding?) -> Truth {
        if case .value(.bool(let flag)) = evaluate(bindings) { Truth(flag) } else { .unknown }
    }

    /// The expression with names replaced by what they stand for. A name of a comprehension hides the outer one. O(size).
    public func replacing(_ names: [String: Expression]) -> Expression {
        func inside(_ part: Expression) -> Expression { part.replacing(names) }
        if let (path, isAbsolute) = qualifiedName, !path.isEmpty {
            if let whole = names[path.joined(separator: ".")], !isAbsolute { return Expression(whole.kind, at: offset) }
        }
        let kind: Kind
        switch self.kind {
        case .literal, .identifier: return self
        case .select(let operand, let field, let isTest): kind = .select(inside(operand), field: field, isTest: isTest)
        case .call(let target, let function, let arguments):
            kind = .call(target: target.map(inside), function: function, arguments: arguments.map(inside))
        case .list(let elements): kind = .list(elements.map(inside))
        case .map(let entries): kind = .map(entries.map { Entry(key: inside($0.key), value: inside($0.value)) })
        case .record(let name, let fields): kind = .record(name, fields.map { Field(name: $0.name, value: inside($0.value)) })
        case .comprehension(let loop):
            let visible = names.filter { name, _ in !loop.names.contains { name == $0 || name.hasPrefix($0 + ".") } }
            kind = .comprehension(
                Comprehension(
                    outcome: loop.outcome, range: inside(loop.range), names: loop.names, condition: loop.condition?.replacing(visible),
                    body: loop.body?.replacing(visible)))
        }
        return Expression(kind, at: offset)
    }
}

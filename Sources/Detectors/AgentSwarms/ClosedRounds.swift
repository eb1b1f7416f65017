/// Value that comes back: rounds of claims a → b → … → a, forward in time, each hop about the amount of the one before.
struct ClosedRounds: Sendable {
    /// Number of rounds of three or more hops, and of two.
    private(set) var rounds = 0
    private(set) var returns = 0
    /// Rows of the component that belong to a round, ascending.
    private(set) var rows: [Int] = []

    /// Hops of a round, at most.
    static let longest = 6
    /// Partial paths looked at for one start, at most.
    static let stepBudget = 4000
    /// One hop may keep or add this part of the amount.
    static let tolerance = 0.15
    /// Two parties who send the same amount to and fro this often are not refunding.
    static let fewestReturns = 5

    /// `component` are the rows between members, in time order. Each row enters one round only, long rounds before two-hop returns.
    /// O(rows × step budget).
    init(_ component: [FlowLog.Row], spanSeconds: Int64) {
        var outgoing: [Int32: [Int]] = [:]
        for (index, row) in component.enumerated() { outgoing[row.from, default: []].append(index) }
        var used = [Bool](repeating: false, count: component.count)
        for start in component.indices where !used[start] {
            guard let path = Self.path(from: start, component, outgoing, used, spanSeconds: spanSeconds) else { continue }
            rounds += 1
            for row in path { used[row] = true }
        }
        for (one, other) in Self.returns(component, outgoing, used, spanSeconds: spanSeconds) {
            returns += 1
            used[one] = true
            used[other] = true
        }
        rows = used.indices.filter { used[$0] }
    }

    static func near(_ one: Int64, _ other: Int64, tolerance: Double) -> Bool {
        Double(abs(one - other)) <= tolerance * Double(max(one, other))
    }

    /// The first unused row of `rows` that is later than row `start` and not before its time. O(log n).
    private static func successors(_ rows: [Int], after start: Int) -> ArraySlice<Int> {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle] > start { high = middle } else { low = middle + 1 }
        }
        return rows[low...]
    }

    /// Depth first, earliest hop first.
    private static func path(
        from start: Int, _ component: [FlowLog.Row], _ outgoing: [Int32: [Int]], _ used: [Bool], spanSeconds: Int64
    ) -> [Int]? {
        let home = component[start].from
        let limit = component[start].seconds + spanSeconds
        var steps = 0
        var path = [start]
        func extend() -> Bool {
            guard let tip = path.last else { return false }
            let row = component[tip]
            for next in successors(outgoing[row.to] ?? [], after: tip) {
                steps += 1
                guard steps <= stepBudget, component[next].seconds <= limit else { return false }
                guard !used[next], near(component[next].amountMicros, row.amountMicros, tolerance: tolerance) else { continue }
                if component[next].to == home {
                    guard path.count >= 2 else { continue }
                    path.append(next)
                    return true
                }
                guard path.count < longest - 1, !path.contains(where: { component[$0].from == component[next].to }) else { continue }
                path.append(next)
                if extend() { return true }
                path.removeLast()
            }
            return false
        }
        return extend() ? path : nil
    }

    /// Pairs of rows to and fro of nearly the same amount, for couples who do it often enough.
    private static func returns(
        _ component: [FlowLog.Row], _ outgoing: [Int32: [Int]], _ used: [Bool], spanSeconds: Int64
    ) -> [(Int, Int)] {
        var used = used
        var byCouple: [UInt64: [(Int, Int)]] = [:]
        for start in component.indices where !used[start] {
            let row = component[start]
            for next in successors(outgoing[row.to] ?? [], after: start) {
                guard component[next].seconds <= row.seconds + spanSeconds else { break }
                guard !used[next], component[next].to == row.from, near(component[next].amountMicros, row.amountMicros, tolerance: tolerance / 3)
                else { continue }
                used[start] = true
                used[next] = true
                byCouple[Coaction.pair(row.from, row.to), default: []].append((start, next))
                break
            }
        }
        return byCouple.keys.sorted().flatMap { couple in
            let found = byCouple[couple] ?? []
            return found.count >= fewestReturns ? found : []
        }
    }
}

internal import Numerics

/// Claims summed by ordered pair, with what a degree-corrected null expects of each.
struct FlowGraph: Sendable {
    struct Edge: Hashable, Sendable {
        let from: Int32
        let to: Int32
        let count: Int
        let amount: Double
        let expected: Double
        let pValue: Double
    }

    /// Sorted by (from, to).
    let edges: [Edge]
    /// By party: everything claimed for it, and from it, in micro-credits; a measurement, not money.
    let claimed: [Double]
    let given: [Double]

    /// O(rows log rows).
    init(_ rows: [FlowLog.Row], partyCount: Int) {
        var claimed = [Double](repeating: 0, count: partyCount)
        var given = claimed
        var outCount = [Int](repeating: 0, count: partyCount)
        var inCount = outCount
        var sums: [UInt64: (count: Int, micros: Int64)] = [:]
        for row in rows {
            claimed[Int(row.to)] += Double(row.amountMicros)
            given[Int(row.from)] += Double(row.amountMicros)
            outCount[Int(row.from)] += 1
            inCount[Int(row.to)] += 1
            let sum = sums[Coaction.directed(row.from, row.to)] ?? (0, 0)
            sums[Coaction.directed(row.from, row.to)] = (sum.count + 1, sum.micros.addingReportingOverflow(row.amountMicros).partialValue)
        }
        self.claimed = claimed
        self.given = given
        edges = sums.keys.sorted().map { key in
            let (from, to) = (Coaction.first(key), Coaction.second(key))
            let sum = sums[key] ?? (0, 0)
            let expected = Double(outCount[from]) * Double(inCount[to]) / Double(max(1, rows.count))
            return Edge(
                from: Int32(from), to: Int32(to), count: sum.count, amount: Double(sum.micros), expected: expected,
                pValue: Tails.poissonUpper(sum.count, mean: expected))
        }
    }

    /// Edges with enough claims that Benjamini–Hochberg keeps among all ordered pairs of parties that trade. O(edges log edges).
    func significantEdges(falseDiscoveryRate: Double) -> [Edge] {
        let candidates = edges.filter { $0.count >= LoopFinder.fewestClaims }
        let parties = Double(claimed.indices.count { claimed[$0] > 0 || given[$0] > 0 })
        let tests = max(1, parties * (parties - 1))
        var threshold = -1.0
        for (index, pValue) in candidates.map(\.pValue).sorted().enumerated()
        where pValue <= Double(index + 1) * falseDiscoveryRate / tests { threshold = pValue }
        return candidates.filter { $0.pValue <= threshold }
    }

    /// The edge's part of what its source gives or of what its end claims, the larger.
    func part(_ edge: Edge) -> Double {
        max(edge.amount / max(1, given[Int(edge.from)]), edge.amount / max(1, claimed[Int(edge.to)]))
    }
}

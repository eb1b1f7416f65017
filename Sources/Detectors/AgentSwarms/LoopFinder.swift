internal import Collections
internal import Numerics

/// Groups that pass claims around among themselves until everybody has back what they gave.
///
/// Edges that carry more claims than a degree-corrected null gives (expected count out(u)·in(v)/all, as in CIDRE: Kojaku et al., Scientific
/// Reports 2021) are kept; their strongly connected components are the candidates, as for wash trades in tokens (von Wachter et al., 2022).
/// A candidate is a loop when value demonstrably comes back in rounds, its members end about where they began, and the rounds are a large part of
/// what they claim. Two long-time partners with trades of their own sizes, a payment and its refund, and a chain that is not closed are none.
struct LoopFinder: Sendable {
    struct Loop: Sendable {
        /// Sorted ids.
        let members: [Int32]
        /// Events of claims between members, sorted.
        let events: [Int32]
        /// Rows between members, in time order.
        let rows: [FlowLog.Row]
        let rounds: Int
        /// Circulating amount over everything that members claim.
        let share: Double
        /// By member: 1 − |in − out|/(in + out) within the loop, weighted by amount.
        let balance: Double
        /// Claims that go to and fro between the same two, by amount.
        let reciprocity: Double
        let expectedClaims: Double
        let pValue: Double
        let memberShares: [Double]
    }

    /// Parties that claim or give.
    let partyCount: Int
    private let log: FlowLog
    private let order: [Int32]
    /// Sorted by first member.
    let loops: [Loop]

    static let fewestClaims = 3
    static let fewestRounds = 3
    /// Members beyond which a component is cut at its weaker edges.
    static let mostMembers = 12
    static let heldShare = 0.4
    static let heldBalance = 0.8
    /// Where two members alone are the loop, nearly everything they claim must be part of it.
    static let heldCoupleShare = 0.8

    /// O(rows log rows) apart from the search for rounds, which is bounded for each row.
    init(_ log: FlowLog, settings: SwarmSettings) {
        let (order, rows) = log.canonical()
        self.log = log
        self.order = order
        partyCount = order.count
        let graph = FlowGraph(rows, partyCount: partyCount)
        let strong = graph.significantEdges(falseDiscoveryRate: settings.falseDiscoveryRate)
        var candidates: [(members: [Int32], edges: [FlowGraph.Edge])] = []
        var pending: [(edges: [FlowGraph.Edge], part: Double)] = [(strong, 0)]
        while let work = pending.popLast() {
            var successors: [Int32: [Int32]] = [:]
            for edge in work.edges { successors[edge.from, default: []].append(edge.to) }
            let components = StrongComponents.of(successors)
            for (members, edges) in zip(components, Self.inside(components, work.edges, from: \.from, to: \.to)) {
                if members.count > Self.mostMembers, work.part < 0.5 {
                    let part = work.part + 0.1
                    pending.append((edges.filter { graph.part($0) >= part }, part))
                } else {
                    candidates.append((members, edges))
                }
            }
        }
        let between = Self.inside(candidates.map(\.members), rows, from: \.from, to: \.to)
        let loops = zip(candidates, between).compactMap { Self.judge($0.members, edges: $0.edges, graph: graph, between: $1, settings: settings) }
        self.loops = loops.sorted { $0.members.lexicographicallyPrecedes($1.members) }
    }

    /// The name of a loop's member.
    func name(_ party: Int32) -> String { log.parties[order[Int(party)]] }

    /// What goes between two members of one group, by group, in the given order; no party is in two. O(items + members).
    private static func inside<Item>(
        _ groups: [[Int32]], _ items: [Item], from: KeyPath<Item, Int32>, to: KeyPath<Item, Int32>
    ) -> [[Item]] {
        var groupOf: [Int32: Int] = [:]
        for (index, members) in groups.enumerated() { for member in members { groupOf[member] = index } }
        var found = [[Item]](repeating: [], count: groups.count)
        for item in items {
            guard let index = groupOf[item[keyPath: from]], groupOf[item[keyPath: to]] == index else { continue }
            found[index].append(item)
        }
        return found
    }

    private static func judge(
        _ members: [Int32], edges: [FlowGraph.Edge], graph: FlowGraph, between: [FlowLog.Row], settings: SwarmSettings
    ) -> Loop? {
        let found = ClosedRounds(between, spanSeconds: settings.windowsSeconds.last ?? 0)
        guard found.rounds >= fewestRounds || found.returns >= ClosedRounds.fewestReturns else { return nil }
        var into: [Int32: Double] = [:]
        var out: [Int32: Double] = [:]
        var circulatingTo: [Int32: Double] = [:]
        for row in found.rows {
            into[between[row].to, default: 0] += Double(between[row].amountMicros)
            out[between[row].from, default: 0] += Double(between[row].amountMicros)
            circulatingTo[between[row].to, default: 0] += Double(between[row].amountMicros)
        }
        let circulating = members.reduce(0) { $0 + (circulatingTo[$1] ?? 0) }
        let claimed = members.reduce(0) { $0 + graph.claimed[Int($1)] }
        let share = claimed > 0 ? circulating / claimed : 0
        let turnover = members.reduce(0) { $0 + (into[$1] ?? 0) + (out[$1] ?? 0) }
        let open = members.reduce(0) { $0 + abs((into[$1] ?? 0) - (out[$1] ?? 0)) }
        let balance = turnover > 0 ? 1 - open / turnover : 0
        let needed = members.count == 2 ? heldCoupleShare : heldShare
        guard share >= needed, balance >= heldBalance else { return nil }
        let amounts = Dictionary(edges.map { (Coaction.directed($0.from, $0.to), $0.amount) }, uniquingKeysWith: +)
        let returned = edges.reduce(0) { $0 + min($1.amount, amounts[Coaction.directed($1.to, $1.from)] ?? 0) }
        let internalAmount = edges.reduce(0) { $0 + $1.amount }
        return Loop(
            members: members, events: Set(between.map(\.event)).sorted(), rows: between, rounds: found.rounds + found.returns, share: min(1, share),
            balance: balance, reciprocity: internalAmount > 0 ? returned / internalAmount : 0,
            expectedClaims: edges.reduce(0) { $0 + $1.expected }, pValue: edges.reduce(1) { min($0, $1.pValue) },
            memberShares: members.map { member in
                let all = graph.claimed[Int(member)]
                return all > 0 ? min(1, (circulatingTo[member] ?? 0) / all) : 0
            })
    }
}

/// How often a pair would meet if company were drawn by activity alone: the popularity- and burst-aware null before its clumping.
///
/// The co-actions of each visit are taken as observed, so that a busy target, a busy hour and a news item explain themselves; only WHO came is
/// drawn, each actor in proportion to its visits. Hence λ(u,v) = ½ (A(u) d(v) / (D − d(u)) + A(v) d(u) / (D − d(v))), where A counts an
/// actor's co-actions within the window, d its visits, and D is the sum of d.
struct ExpectedMeetings: Sendable {
    private let degree: [Int32]
    private let total: Double
    private let company: [[Int32]]

    init(_ visits: VisitTable, company: [[Int32]]) {
        degree = visits.activity
        total = visits.activity.reduce(0) { $0 + Double($1) }
        self.company = company
    }

    /// O(1).
    func count(_ pair: UInt64, window: Int) -> Double {
        let one = Coaction.first(pair)
        let other = Coaction.second(pair)
        let (d, e) = (Double(degree[one]), Double(degree[other]))
        return 0.5 * (Double(company[window][one]) * e / max(1, total - d) + Double(company[window][other]) * d / max(1, total - e))
    }

    /// The most occasions that the pair could have: the smaller number of visits.
    func trials(_ pair: UInt64) -> Int { Int(min(degree[Coaction.first(pair)], degree[Coaction.second(pair)])) }
}

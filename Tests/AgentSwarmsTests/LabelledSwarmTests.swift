import AgentSwarms
import Contributions
import EvaluationData
import Testing

/// Ratings and reviews: of the project's own, and public ones where they are there.
@Suite("Labelled ratings and reviews")
struct LabelledSwarmTests {
    private static let ratings = "d_bitcoin_otc/soc-sign-bitcoinotc.csv"
    private static let reviews = "d_yelpchi/metadata.tsv"

    @Test("in ratings with a ring the one cluster is of accounts that outsiders call fraudsters")
    func ownRatings() throws { try checkRatings(.own) }

    @Test("so it is in the Bitcoin OTC ratings", .enabled(if: EvaluationData.outside.has(ratings)))
    func bitcoinOTC() throws { try checkRatings(.outside) }

    private func checkRatings(_ data: EvaluationData) throws {
        let lines = try data.lines(Self.ratings)
        let rows = lines.dropFirst().map { $0.split(separator: ",") }
        let report = SwarmWorld.report(
            rows.map { row in
                SwarmAction(
                    actor: "u\(row[0])", target: "u\(row[1])", time: Timestamp(seconds: Int64(Double(row[3]) ?? 0)), payee: "u\(row[1])")
            })
        #expect(report.clusters.count >= 1)
        for cluster in report.clusters {
            let members = Set(cluster.members)
            let ratings = rows.filter { !members.contains("u\($0[0])") && members.contains("u\($0[1])") }.compactMap { Int($0[2]) }
            #expect(Double(ratings.count { $0 == -10 }) >= 0.9 * Double(ratings.count), "\(cluster.id)")
        }
    }

    @Test("reviews without dates, which say nothing about step, hold nobody")
    func ownReviews() throws { try checkReviews(.own) }

    @Test("nor do those of Yelp", .enabled(if: EvaluationData.outside.has(reviews)))
    func yelp() throws { try checkReviews(.outside) }

    private func checkReviews(_ data: EvaluationData) throws {
        let lines = try data.lines(Self.reviews)
        try #require(lines.count >= 1_000)
        let actions = lines.prefix(20_000).map { line in
            let fields = line.split(separator: "\t")
            return SwarmAction(actor: "u\(fields[0])", target: "p\(fields[1])", time: Timestamp(seconds: 0))
        }
        #expect(SwarmWorld.report(actions).clusters.isEmpty)
    }
}

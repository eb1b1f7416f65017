import AgentSwarms
import Contributions
import Foundation
import Testing

/// Public data that stays outside the project; absent, the tests say so and pass.
@Suite("Labelled public data")
struct LabelledSwarmTests {
    static func lines(_ path: String) -> [Substring]? {
        let root = ProcessInfo.processInfo.environment["ASSAY_DATA"] ?? "../shared/data"
        guard let text = try? String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) else {
            print("skipped: \(root)/\(path) is not there; ASSAY_DATA names the folder of evaluation data")
            return nil
        }
        return text.split(whereSeparator: \.isNewline)
    }

    @Test("in the Bitcoin OTC ratings the one cluster is of accounts that outsiders call fraudsters")
    func bitcoinOTC() {
        guard let lines = Self.lines("d_bitcoin_otc/soc-sign-bitcoinotc.csv") else { return }
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
    func yelp() {
        guard let lines = Self.lines("d_yelpchi/metadata.tsv") else { return }
        let actions = lines.prefix(20_000).map { line in
            let fields = line.split(separator: "\t")
            return SwarmAction(actor: "u\(fields[0])", target: "p\(fields[1])", time: Timestamp(seconds: 0))
        }
        #expect(SwarmWorld.report(actions).clusters.isEmpty)
    }
}

import Ledger
import Contributions
import Numerics
import Rules
import Screening
import Rewards
import Testing

/// One answer of a random world: who is credited by what effect, and the fee.
private struct Answer: CustomStringConvertible {
    var sources: [(name: String, effect: String)]
    let fee: Int64
    let verdict: Outcome

    var description: String { "\(fee) \(verdict.rawValue) \(sources.map { "\($0.name)=\($0.effect)" })" }
}

@Suite("Properties of the split")
struct AllocationPropertyTests {
    private static let policy = PayoutPolicy(
        name: "test", version: 1, retrievalPPM: 733_333, inferencePPM: 500_000, interactionPPM: 111_111, copies: .earliest, challengeWindowDays: 14)

    private static func statement(_ answers: [Answer]) throws -> PayoutStatement {
        var world = ScreenedWorld()
        for (number, verdict) in [Outcome.clear, .clear, .hold, .reject, .clear].enumerated() {
            try world.submit("s\(number)", by: "p\(number % 3)", verdict)
        }
        for answer in answers { try world.retrieve(answer.sources.map { ($0.name, effect: $0.effect) }, fee: answer.fee, answer.verdict) }
        return PayoutRun(try world.screened(), policy: policy).result
    }

    private static func answers(_ random: inout SeededRandom) -> [Answer] {
        (0..<Int.random(in: 1..<8, using: &random)).map { _ in
            let names = (0..<6).map { "s\($0)" }.shuffled(using: &random).prefix(Int.random(in: 0..<6, using: &random))
            return Answer(
                sources: names.map { ($0, "0.\(Int.random(in: 0..<1000, using: &random))") },
                fee: [0, 1, 2, 3, 999, 1_000_000_000_000_000, Int64.random(in: 1..<100_000, using: &random)].randomElement(using: &random) ?? 1,
                verdict: [Outcome.clear, .clear, .hold, .reject].randomElement(using: &random) ?? .clear)
        }
    }

    @Test(
        "the parts of every fee add up to it exactly, rounding down and the rest to the treasury, whatever the order of sources and answers",
        arguments: 0..<60 as Range<UInt64>)
    func exact(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let answers = Self.answers(&random)
        var mixed = answers.shuffled(using: &random)
        for index in mixed.indices { mixed[index].sources.shuffle(using: &random) }
        func fault(_ answers: [Answer], _ mixed: [Answer]) throws -> String? {
            let statement = try Self.statement(answers)
            let sum = statement.paid + statement.held + statement.rejected + statement.treasury
            let fees = MicroCredits(answers.map(\.fee).reduce(0, +))
            if sum != fees || statement.fees != fees { return "\(sum) of \(fees)" }
            let rows = statement.rows.flatMap { [$0.paid, $0.held, $0.rejected] }
            if rows.contains(where: { $0 < .zero }) { return "a negative share" }
            if rows.sum() != statement.paid + statement.held + statement.rejected { return "rows that do not add up" }
            let other = try Self.statement(mixed)
            return other == statement ? nil : "another order gives \(other.rows), not \(statement.rows)"
        }
        guard try fault(answers, mixed) != nil else { return }
        // Answers are taken away while it still goes wrong.
        var few = answers
        var index = 0
        while index < few.count {
            var fewer = few
            fewer.remove(at: index)
            if try fault(fewer, fewer.reversed()) != nil { few = fewer } else { index += 1 }
        }
        Issue.record("seed \(seed): \(try fault(few, few.reversed()) ?? "only in another order") after \(few)")
    }
}

internal import Contributions

/// A sum in the report that does not add up. A renderer shows it before anything else.
public struct ReportProblem: Hashable, Sendable {
    /// A stable slug such as `report/fees-not-conserved`.
    public let code: String
    public let cause: String
}

extension FraudReport {
    /// Everything in the report that does not add up; empty for a sound one. O(rows).
    public var problems: [ReportProblem] { moneyProblems + coverageProblems }

    /// Whether fees = paid + held + rejected + treasury, to the micro-credit.
    public var feesAreConserved: Bool { Int128(money.fees.micros) == accountedMicros }

    private var accountedMicros: Int128 {
        [money.paid, money.held, money.rejected, money.treasury].reduce(0) { $0 + Int128($1.micros) }
    }

    private var moneyProblems: [ReportProblem] {
        var problems: [ReportProblem] = []
        if !feesAreConserved {
            let difference = Int128(money.fees.micros) - accountedMicros
            problems.append(
                ReportProblem(
                    code: "report/fees-not-conserved",
                    cause: "Fees are \(money.fees.micros) micro-credits, but paid + held + rejected + treasury are \(accountedMicros): "
                        + "\(difference.magnitude) micro-credits \(difference > 0 ? "are missing" : "too many")."))
        }
        let columns: [(String, MicroCredits, KeyPath<ParticipantMoney, MicroCredits>)] = [
            ("asked", money.asked, \.asked), ("paid", money.paid, \.paid), ("held", money.held, \.held), ("rejected", money.rejected, \.rejected),
        ]
        for (name, total, column) in columns {
            let sum = money.participants.reduce(Int128(0)) { $0 + Int128($1[keyPath: column].micros) }
            guard sum != Int128(total.micros) else { continue }
            problems.append(
                ReportProblem(
                    code: "report/rows-differ-from-total",
                    cause: "The participants' \(name) amounts add up to \(sum) micro-credits, but the total says \(total.micros)."))
        }
        return problems
    }

    private var coverageProblems: [ReportProblem] {
        coverage.eventTypes.compactMap { row in
            guard row.screened != row.verdicts.total else { return nil }
            return ReportProblem(
                code: "report/events-without-verdict",
                cause: "\(row.type): \(row.screened) events were screened, but \(row.verdicts.total) verdicts are recorded.")
        }
    }
}

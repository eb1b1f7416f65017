internal import Contributions
internal import Ledger
internal import Rules
internal import Screening

/// One claim on an event's fee: who would earn it, by what weight, and how it stands.
struct CreditLine {
    /// The submission, adapter or participant that is credited.
    let source: String
    /// Nil where nobody in the ledger owns what was credited.
    let owner: String?
    let role: String
    /// Parts per million, not negative.
    let weightPPM: Int64
    let outcome: Outcome
    /// What is kept back because of what brought it.
    let discount: GroundedDiscount?
    /// The event that brought what is credited, where it is known; its verdict counts beside that of the paying event.
    let origin: LedgerPosition?
    /// Lines with the same number are near-duplicates of one another.
    let cluster: Int?
    /// Age of the claim: the earliest owner of a cluster is paid.
    let age: Int
}

/// The claims of one event and the part of its fee that they share.
struct CreditSheet {
    let lines: [CreditLine]
    /// What the lines share.
    let amount: MicroCredits
    /// The worth of the whole answer in the unit of the weights; 0 where weights are only relative.
    let answerPPM: Int64
    /// Whether weights stand for ranks: then clusters are ranked anew, so that a copy cannot push anybody down.
    let isRanked: Bool

    /// Zipf's weight of a rank, from 1.
    static func weightPPM(rank: Int) -> Int64 { PayoutPolicy.wholePPM / Int64(rank) }
}

extension CreditSheet {
    /// Sources by measured effect where the engine gives one, else by rank with weight 1/rank (Zipf). A source listed twice counts once.
    init(_ retrieval: Retrieval, eventOutcome: Outcome, holdings: Holdings, policy: PayoutPolicy) {
        let measured = retrieval.results.contains { $0.effectPPM != nil }
        var best: [String: Int64] = [:]
        var order: [String] = []
        for result in retrieval.results {
            let weight = measured ? max(0, result.effectPPM ?? 0) : Self.weightPPM(rank: result.rank)
            if best[result.submission] == nil { order.append(result.submission) }
            best[result.submission] = max(weight, best[result.submission] ?? 0)
        }
        lines = order.map { name in
            let holding = holdings.submissions[name]
            return CreditLine(
                source: name, owner: holding?.owner, role: "contributor", weightPPM: best[name] ?? 0,
                outcome: max(eventOutcome, holding?.outcome ?? .hold), discount: holding?.discount, origin: holding?.position,
                cluster: policy.copies == .earliest ? holding?.cluster : nil, age: holding?.position ?? .max)
        }
        amount = retrieval.fee.flooredShare(policy.retrievalPPM, of: PayoutPolicy.wholePPM)
        answerPPM = measured ? PayoutPolicy.wholePPM : 0
        isRanked = !measured
    }

    /// Credits by the engine's weights.
    init(_ inference: Inference, eventOutcome: Outcome, holdings: Holdings, policy: PayoutPolicy) {
        lines = inference.credits.map { credit in
            switch credit.beneficiary {
            case .submission(let name):
                let holding = holdings.submissions[name]
                return CreditLine(
                    source: name, owner: holding?.owner, role: "contributor", weightPPM: credit.weightPPM,
                    outcome: max(eventOutcome, holding?.outcome ?? .hold), discount: holding?.discount, origin: holding?.position,
                    cluster: policy.copies == .earliest ? holding?.cluster : nil, age: holding?.position ?? .max)
            case .adapter(let name):
                let holding = holdings.adapters[name]
                return CreditLine(
                    source: name, owner: holding?.owner, role: "tuner", weightPPM: credit.weightPPM,
                    outcome: max(eventOutcome, holding?.outcome ?? .hold), discount: holding?.discount, origin: holding?.position,
                    cluster: nil, age: holding?.position ?? .max)
            case .participant(let name):
                let known = holdings.participants[name]
                return CreditLine(
                    source: name, owner: name, role: known?.role ?? "participant", weightPPM: credit.weightPPM,
                    outcome: max(eventOutcome, known?.outcome ?? .clear), discount: known?.discount, origin: known?.position,
                    cluster: nil, age: 0)
            }
        }
        amount = inference.fee.flooredShare(policy.inferencePPM, of: PayoutPolicy.wholePPM)
        answerPPM = 0
        isRanked = false
    }
}

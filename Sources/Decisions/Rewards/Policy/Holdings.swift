internal import Contributions
internal import Ledger
internal import Rules
internal import Screening

/// Who owns what an event may credit, and how that stands after screening.
struct Holdings {
    struct Holding: Hashable {
        let owner: String
        let outcome: Outcome
        let discount: GroundedDiscount?
        /// Position of the entry that made the claim: earlier is older.
        let position: LedgerPosition
        /// Holdings of one near-duplicate cluster share this number.
        var cluster: Int?
    }

    private(set) var submissions: [String: Holding] = [:]
    private(set) var adapters: [String: Holding] = [:]
    private(set) var participants: [String: Standing] = [:]

    /// How a participant stands by what their own events say of them.
    struct Standing {
        let role: String
        let outcome: Outcome
        let discount: GroundedDiscount?
        /// That of the gravest verdict.
        let position: LedgerPosition
    }

    /// The first event that names a submission or an adapter owns it; a later one changes nothing.
    init(_ events: [ScreenedEvent], clusters: [Cluster]) {
        var positions: [LedgerPosition: String] = [:]
        for event in events {
            let record = event.record
            switch record.event.payload {
            case .submission(let submission) where submissions[submission.submission] == nil:
                submissions[submission.submission] = Holding(
                    owner: submission.contributor, outcome: event.outcome, discount: event.ownDiscount, position: record.position, cluster: nil)
                positions[record.position] = submission.submission
            case .tuning(let tuning) where adapters[tuning.adapter] == nil:
                adapters[tuning.adapter] = Holding(
                    owner: tuning.tuner, outcome: event.outcome, discount: event.ownDiscount, position: record.position, cluster: nil)
            case .participant(let participant):
                let role = participant.roles.first?.rawValue ?? "participant"
                let known = participants[participant.participant]
                let position = known.map { $0.outcome >= event.outcome ? $0.position : record.position } ?? record.position
                participants[participant.participant] = Standing(
                    role: role, outcome: max(event.outcome, known?.outcome ?? .clear),
                    discount: .larger(known?.discount, event.ownDiscount), position: position)
            default: break
            }
        }
        for (number, cluster) in clusters.enumerated() where cluster.isSameWork {
            link(cluster.events.compactMap { positions[$0] }, number)
        }
    }

    /// Joins the original, whatever is not clear, and the original owner's own repeats; another owner's cleared work stays on its own,
    /// since a rule set that clears it says that it is no copy.
    private mutating func link(_ members: [String], _ number: Int) {
        guard let original = members.compactMap({ submissions[$0] }).min(by: { $0.position < $1.position }) else { return }
        for name in members {
            guard let holding = submissions[name] else { continue }
            if holding.outcome != .clear || holding.owner == original.owner { submissions[name]?.cluster = number }
        }
    }
}

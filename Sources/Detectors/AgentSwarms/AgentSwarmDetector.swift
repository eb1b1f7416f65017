public import Detection
public import Ledger
internal import CanonicalJSON
internal import Contributions

/// Finds actors in lockstep and participants who pass claims around, among retrievals, inferences and interactions.
///
/// A fold: it keeps 36 bytes for each visit and each name once, and computes its answer over everything observed.
public struct AgentSwarmDetector: Detector {
    public static let name = "swarm"

    private static let measured = ["assay.retrieval.v1", "assay.inference.v1", "assay.interaction.v1"]

    public static let signals = [
        SignalDeclaration(
            name: "swarm.event_driven", eventTypes: measured, range: 0...1,
            meaning: "1 where the event visits a target that a held cluster, of which its actor is a member, drives in step"),
        SignalDeclaration(
            name: "swarm.driven_share", eventTypes: measured, range: 0...1,
            meaning: "Share, 0 to 1, of the actor's distinct targets that its cluster drives; on driven events"),
        SignalDeclaration(
            name: "swarm.cluster_size", eventTypes: measured, range: 0...Double.infinity,
            meaning: "Members of the cluster or loop that the event belongs to, a count"),
        SignalDeclaration(
            name: "swarm.loop", eventTypes: ["assay.interaction.v1"], range: 0...1,
            meaning: "Share, 0 to 1, of what the loop's members claim that circulates among them; on claims between members"),
        SignalDeclaration(
            name: "swarm.linked_identity", eventTypes: measured, range: 0...Double.infinity,
            meaning:
                "Summed weight, 1/ln(users + 5) for each, of identifiers that the actor shares with another member of its cluster or with whom the event pays; evidence beside other signals, never alone"
        ),
    ]

    private let settings: SwarmSettings
    private var actions = ActionLog()
    private var flows = FlowLog()
    private var identities = IdentityLinks.Uses()
    private var positions: [LedgerPosition] = []
    /// Owner by submission, and tuner by adapter.
    private var owners: [String: String] = [:]
    private var tuners: [String: String] = [:]
    /// Payees that were not known when the event was observed: row of `actions` and what it visited.
    private var unpaid: [(row: Int, submission: String)] = []

    public init(settings: SwarmSettings = SwarmSettings()) { self.settings = settings }

    public mutating func observe(_ batch: [RecordedEvent]) {
        for record in batch { take(record) }
    }

    private mutating func take(_ record: RecordedEvent) {
        switch record.event.payload {
        case .participant(let participant):
            identities.add(participant.identifiers, actor: actions.actors.id(participant.participant))
        case .submission(let submission):
            owners[submission.submission] = submission.contributor
        case .tuning(let tuning):
            tuners[tuning.adapter] = tuning.tuner
        case .retrieval(let retrieval):
            observe(retrieval, record)
        case .inference(let inference):
            observe(inference, record)
        case .interaction(let interaction):
            let event = number(record.position)
            // The same resource at another owner is another target.
            actions.append(
                event: event, actor: interaction.from, target: "interaction:\(interaction.to)/\(interaction.resource)", time: record.event.time,
                payee: interaction.to, amount: interaction.amount)
            flows.append(event: event, from: interaction.from, to: interaction.to, time: record.event.time, amount: interaction.amount)
        case .label, .unknown:
            break
        }
    }

    private mutating func number(_ position: LedgerPosition) -> Int32 {
        positions.append(position)
        return Int32(positions.count - 1)
    }

    /// The cited results, or the best one where none is cited.
    private mutating func observe(_ retrieval: Retrieval, _ record: RecordedEvent) {
        let event = number(record.position)
        var visited = retrieval.results.filter(\.cited).map(\.submission)
        if visited.isEmpty, let best = retrieval.results.min(by: { $0.rank < $1.rank }) { visited = [best.submission] }
        for submission in visited { visit(submission, event: event, actor: retrieval.consumer, record) }
    }

    private mutating func visit(_ submission: String, event: Int32, actor: String, _ record: RecordedEvent) {
        let owner = owners[submission]
        if owner == nil { unpaid.append((actions.rows.count, submission)) }
        actions.append(
            event: event, actor: actor, target: "submission:\(submission)", time: record.event.time, payee: owner, amount: nil)
    }

    private mutating func observe(_ inference: Inference, _ record: RecordedEvent) {
        let event = number(record.position)
        if let adapter = inference.adapter {
            actions.append(
                event: event, actor: inference.consumer, target: "adapter:\(adapter)", time: record.event.time, payee: tuners[adapter], amount: nil)
        }
        for credit in inference.credits {
            switch credit.beneficiary {
            case .submission(let submission): visit(submission, event: event, actor: inference.consumer, record)
            case .adapter(let adapter) where adapter != inference.adapter:
                actions.append(
                    event: event, actor: inference.consumer, target: "adapter:\(adapter)", time: record.event.time, payee: tuners[adapter],
                    amount: nil)
            case .participant(let participant):
                actions.append(
                    event: event, actor: inference.consumer, target: "participant:\(participant)", time: record.event.time, payee: participant,
                    amount: nil)
            case .adapter: break
            }
        }
    }

    public func findings(on asked: AskedEvents) -> Findings { everything().limited(to: asked) }

    private func everything() -> Findings {
        var actions = actions
        for (row, submission) in unpaid {
            guard let owner = owners[submission] else { continue }
            actions.rows[row].payee = actions.actors.id(owner)
        }
        let analysis = SwarmAnalysis(actions: actions, flows: flows, identities: identities, settings: settings)
        var findings = Findings()
        for fact in analysis.facts {
            let position = positions[Int(fact.event)]
            let told = Set((findings.signals[position] ?? []).map(\.name))
            // An event in a loop and a cluster tells of each, but of one size.
            findings.signals[position, default: []] += signals(fact, analysis.findings[Int(fact.finding)]).filter { !told.contains($0.name) }
        }
        for (event, weight) in analysis.linkedEvents {
            let position = positions[Int(event)]
            guard !(findings.signals[position] ?? []).contains(where: { $0.name == "swarm.linked_identity" }) else { continue }
            let evidence = Evidence.note("the actor shares identifiers with whom the event pays")
            findings.signals[position, default: []].append(Signal(name: "swarm.linked_identity", value: weight, evidence: evidence))
        }
        findings.clusters = analysis.findings.map { finding in
            Cluster(
                id: finding.id, detector: Self.name, kind: finding.kind.rawValue, participants: finding.members,
                events: finding.events.map { positions[Int($0)] }, summary: finding.summary, pValue: finding.pValue, evidence: finding.evidence)
        }
        return findings
    }

    private func signals(_ fact: SwarmAnalysis.EventFact, _ finding: SwarmFinding) -> [Signal] {
        let cluster = JSONValue.string(finding.id)
        let evidence =
            if let expected = fact.expected {
                Evidence.expectation(
                    "other members in step at the target", observed: Double(fact.companions), expected: expected, unit: "participants",
                    details: JSONObject([("cluster", cluster)]))
            } else {
                Evidence(
                    kind: .note,
                    JSONObject([("text", .string("a claim between two of \(fact.companions + 1) members of a loop")), ("cluster", cluster)]))
            }
        let size = Signal(name: "swarm.cluster_size", value: Double(finding.members.count), evidence: evidence)
        if finding.kind == .loop { return [Signal(name: "swarm.loop", value: fact.share, pValue: finding.pValue, evidence: evidence), size] }
        var signals = [
            Signal(name: "swarm.event_driven", value: 1, pValue: finding.pValue, evidence: evidence),
            Signal(name: "swarm.driven_share", value: fact.share, evidence: evidence), size,
        ]
        if fact.tie > 0 { signals.append(Signal(name: "swarm.linked_identity", value: fact.tie, evidence: evidence)) }
        return signals
    }
}

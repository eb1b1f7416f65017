internal import CanonicalJSON
public import Collections
public import Contributions
public import Detection
internal import Identities
public import Ledger

/// Finds actors in lockstep and participants who pass claims around, among retrievals, inferences and interactions.
///
/// A fold: it keeps 24 bytes for each visit and each name once, and computes its answer over everything observed.
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

    public static let clusterKinds = [
        ClusterKind(name: SwarmFinding.Kind.lockstep.rawValue, one: "event in step", several: "events in step"),
        ClusterKind(name: SwarmFinding.Kind.loop.rawValue, one: "event in a closed loop", several: "events in a closed loop"),
    ]

    public static let stateVersion = 1

    public var configuration: Digest { settings.digest }

    private let settings: SwarmSettings
    private var actions = ActionLog()
    private var flows = FlowLog()
    private var identities = IdentifierUses()
    /// By event.
    private var positions: [LedgerPosition] = []
    /// By target: who earns from a visit, a submission's owner or an adapter's tuner; −1 where nobody is known to.
    private var payees: [Int32] = []
    /// Rows of `actions` that visit a submission whose owner was not known when the event was observed.
    private var unpaid: [Int32] = []

    public init(settings: SwarmSettings = SwarmSettings()) { self.settings = settings }

    public mutating func observe(_ batch: [RecordedEvent]) {
        for record in batch { take(record) }
    }

    private mutating func take(_ record: RecordedEvent) {
        switch record.event.payload {
        case .participant(let participant):
            identities.add(participant.identifiers, of: actions.actors.id(participant.participant))
        case .submission(let submission):
            setPayee(of: target("submission:", submission.submission), submission.contributor)
        case .tuning(let tuning):
            setPayee(of: target("adapter:", tuning.adapter), tuning.tuner)
        case .retrieval(let retrieval):
            observe(retrieval, record)
        case .inference(let inference):
            observe(inference, record)
        case .interaction(let interaction):
            let event = number(record.position)
            let from = actions.actors.id(interaction.from)
            // The same resource at another owner is another target.
            let target = target("interaction:", interaction.to, "/", interaction.resource)
            actions.append(event: event, actor: from, target: target, time: record.event.time, payee: actions.actors.id(interaction.to))
            flows.append(event: event, from: interaction.from, to: interaction.to, time: record.event.time, amount: interaction.amount)
        case .label, .unknown:
            break
        }
    }

    private mutating func number(_ position: LedgerPosition) -> Int32 {
        positions.append(position)
        return Int32(positions.count - 1)
    }

    private mutating func target(_ kind: String, _ name: String, _ separator: String = "", _ resource: String = "") -> Int32 {
        let target = actions.targets.id(kind, name, separator, resource)
        while payees.count < actions.targets.count { payees.append(-1) }
        return target
    }

    private mutating func setPayee(of target: Int32, _ name: String) { payees[Int(target)] = actions.actors.id(name) }

    /// The cited results, or the best one where none is cited.
    private mutating func observe(_ retrieval: Retrieval, _ record: RecordedEvent) {
        let event = number(record.position)
        let actor = actions.actors.id(retrieval.consumer)
        var isCited = false
        for result in retrieval.results where result.cited {
            visit(result.submission, event: event, actor: actor, record)
            isCited = true
        }
        guard !isCited, let best = retrieval.results.min(by: { $0.rank < $1.rank }) else { return }
        visit(best.submission, event: event, actor: actor, record)
    }

    private mutating func visit(_ submission: String, event: Int32, actor: Int32, _ record: RecordedEvent) {
        let target = target("submission:", submission)
        if payees[Int(target)] < 0 { unpaid.append(Int32(actions.rows.count)) }
        actions.append(event: event, actor: actor, target: target, time: record.event.time, payee: payees[Int(target)])
    }

    private mutating func observe(_ inference: Inference, _ record: RecordedEvent) {
        let event = number(record.position)
        let actor = actions.actors.id(inference.consumer)
        let used = inference.adapter.map { target("adapter:", $0) }
        if let used { append(used, event: event, actor: actor, record) }
        for credit in inference.credits {
            switch credit.beneficiary {
            case .submission(let submission): visit(submission, event: event, actor: actor, record)
            case .adapter(let adapter):
                let target = target("adapter:", adapter)
                if target != used { append(target, event: event, actor: actor, record) }
            case .participant(let participant):
                let target = target("participant:", participant)
                actions.append(event: event, actor: actor, target: target, time: record.event.time, payee: actions.actors.id(participant))
            }
        }
    }

    private mutating func append(_ target: Int32, event: Int32, actor: Int32, _ record: RecordedEvent) {
        actions.append(event: event, actor: actor, target: target, time: record.event.time, payee: payees[Int(target)])
    }
}

extension AgentSwarmDetector {
    public func findings(on asked: AskedEvents) -> Findings {
        var actions = actions
        for row in unpaid { actions.rows[Int(row)].payee = payees[Int(actions.rows[Int(row)].target)] }
        let isAsked = positions.map { asked.contains($0) }
        let analysis = SwarmAnalysis(
            actions: actions, flows: flows, identities: identities, settings: settings, isAsked: { isAsked[Int($0)] })
        var findings = Findings()
        for fact in analysis.facts {
            let position = positions[Int(fact.event)]
            let told = (findings.signals[position] ?? []).map(\.name)
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

extension AgentSwarmDetector {
    public func write(to state: inout ColumnWriter) {
        state.write(positions)
        actions.write(to: &state)
        flows.write(to: &state)
        identities.write(to: &state)
        state.write(payees)
        state.write(unpaid)
    }

    public mutating func restore(from state: inout ColumnReader) throws(ColumnError) {
        let positions: [LedgerPosition] = try state.list()
        guard positions.count < Int(Int32.max), zip(positions, positions.dropFirst()).allSatisfy({ $0 < $1 }) else { throw .malformed }
        let actions = try ActionLog(from: &state, eventCount: positions.count)
        let flows = try FlowLog(from: &state, eventCount: positions.count)
        let identities = try IdentifierUses(from: &state, participantCount: actions.actors.count)
        let payees: [Int32] = try state.list()
        let unpaid: [Int32] = try state.list()
        guard payees.count == actions.targets.count, payees.allSatisfy({ $0 >= -1 && Int($0) < actions.actors.count }),
            unpaid.allSatisfy({ $0 >= 0 && Int($0) < actions.rows.count })
        else { throw .malformed }
        (self.positions, self.actions, self.flows, self.identities) = (positions, actions, flows, identities)
        (self.payees, self.unpaid) = (payees, unpaid)
    }
}

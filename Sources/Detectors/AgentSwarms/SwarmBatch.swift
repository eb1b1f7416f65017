public import CanonicalJSON
internal import Identities

/// The detector on plain actions, outside any ledger: what `assay detect swarms` runs.
public struct SwarmBatch: Sendable {
    private let settings: SwarmSettings
    private var actions = ActionLog()
    private var flows = FlowLog()
    private var identities = IdentifierUses()
    private var lines: [Int] = []

    public init(settings: SwarmSettings = SwarmSettings()) { self.settings = settings }

    /// Takes in one action; `line` is what its event line will be numbered. Amortised O(1).
    public mutating func add(_ action: SwarmAction, line: Int) {
        let event = Int32(lines.count)
        lines.append(line)
        actions.append(
            event: event, actor: action.actor, target: action.target, time: action.time, payee: action.payee)
        identities.add(action.identifiers, of: actions.actors.id(action.actor))
        if let payee = action.payee { flows.append(event: event, from: action.actor, to: payee, time: action.time, amount: action.amount) }
    }

    /// The answer for everything added so far. O(actions × neighbour cap), memory bounded by the settings' budgets beside the actions themselves.
    public func report() -> SwarmReport {
        let analysis = SwarmAnalysis(actions: actions, flows: flows, identities: identities, settings: settings)
        var held = [Bool](repeating: false, count: lines.count)
        for fact in analysis.facts { held[Int(fact.event)] = true }
        return SwarmReport(
            clusters: analysis.findings, actors: analysis.standings(settings), lines: lines, held: held, neighbourCap: analysis.neighbourCap)
    }
}

/// What a batch of actions shows.
public struct SwarmReport: Hashable, Sendable {
    /// Held groups, sorted by id.
    public let clusters: [SwarmFinding]
    /// Every actor, sorted by name.
    public let actors: [ActorStanding]
    /// The line of each action in order of addition, and whether it is held.
    public let lines: [Int]
    public let held: [Bool]
    /// Neighbours in time that each visit was compared with on each side; lower than usual where the data were too dense for the budget.
    public let neighbourCap: Int

    /// Calls `body` with each output line: clusters, actors, events.
    public func forEachLine(_ body: (JSONValue) throws -> Void) rethrows {
        for cluster in clusters { try body(cluster.json) }
        for actor in actors { try body(actor.json) }
        for (line, hold) in zip(lines, held) { try body(["kind": "event", "line": .integer(Int64(line)), "hold": .bool(hold)]) }
    }
}

public import Contributions
internal import Ledger

/// Where a reward stands in its life; moved only by `after(_:)`. A pure value: no store, no clock.
///
///     proposed ─▶ held ─▶ final ─▶ clawedBack
///        │         │ ╲      ▲          │
///        │         │  escalated        │
///        ▼         ▼   │               │
///       rejected ◀─────┘               │
///        │      ╲ withdrawn (from held or rejected, by a revised verdict)
///        └────▶ disputed ◀─────────────┘
///                 ├─▶ upheld      the decision stands, for good
///                 ├─▶ overturned  a rejection was wrong: the reward lives on as its successor, held anew
///                 └─▶ final       a clawback was wrong: the reward is final again
///
/// Silence never makes a reward final: a review that runs out of time is escalated, and only a decision ends that.
public enum RewardState: Hashable, Sendable {
    case proposed
    /// In its challenge window, which ends at `until`.
    case held(until: Timestamp)
    /// Its review ran out of time; somebody with more authority must decide.
    case escalated
    case rejected
    case final
    case clawedBack
    case disputed(Decision)
    /// The dispute was heard and the decision stands. Nothing follows.
    case upheld(Decision)
    /// Its rejection was wrong. Nothing follows here: a new reward, linked to this one, is held in its place.
    case overturned
    /// The verdict that it rested on was revised while its window was open. Nothing follows here: new claims on its event stand in its place.
    case withdrawn

    /// A decision against a participant, which may be disputed.
    public enum Decision: String, Hashable, Sendable, CaseIterable {
        case rejection, clawback
    }

    /// What can happen to a reward. Times are ledger times.
    public enum Move: Hashable, Sendable {
        case hold(until: Timestamp)
        case reject
        /// A revised verdict takes it back before it was final.
        case withdraw
        /// By decision or because the challenge window has passed unchallenged; never before its end.
        case finalize(at: Timestamp)
        /// The time for a review ran out.
        case expire(at: Timestamp)
        case clawBack
        /// What is still owed is forgiven; the decision stands as it stood.
        case writeOff
        case dispute
        case uphold
        /// The decision was wrong.
        case overturn

        var name: String {
            switch self {
            case .hold: "hold"
            case .reject: "reject"
            case .withdraw: "withdraw"
            case .finalize: "finalize"
            case .expire: "expire"
            case .clawBack: "claw back"
            case .writeOff: "write off"
            case .dispute: "dispute"
            case .uphold: "uphold"
            case .overturn: "overturn"
            }
        }
    }

    /// A move that the life of a reward does not know.
    public enum MoveError: Error, Hashable, Sendable {
        case illegal(RewardState, Move)
        /// The challenge window is still open.
        case tooEarly(at: Timestamp, until: Timestamp)

        public var cause: String {
            switch self {
            case .illegal(let state, let move): "a reward that is \(state.name) cannot be moved by \"\(move.name)\""
            case .tooEarly(let time, let until): "the challenge window is open until \(until), and it is \(time)"
            }
        }
    }

    /// The state after a move; the error leaves the reward where it was.
    public func after(_ move: Move) throws(MoveError) -> RewardState {
        switch (self, move) {
        case (.proposed, .hold(let until)): return .held(until: until)
        case (.proposed, .reject), (.held, .reject), (.escalated, .reject): return .rejected
        case (.held, .withdraw), (.rejected, .withdraw): return .withdrawn
        case (.held(let until), .finalize(let time)):
            guard time >= until else { throw .tooEarly(at: time, until: until) }
            return .final
        case (.held(let until), .expire(let time)):
            guard time >= until else { throw .tooEarly(at: time, until: until) }
            return .escalated
        case (.escalated, .finalize): return .final
        case (.final, .clawBack): return .clawedBack
        case (.clawedBack, .writeOff), (.upheld(.clawback), .writeOff): return self
        case (.rejected, .dispute): return .disputed(.rejection)
        case (.clawedBack, .dispute): return .disputed(.clawback)
        case (.disputed(let decision), .uphold): return .upheld(decision)
        case (.disputed(.rejection), .overturn): return .overturned
        case (.disputed(.clawback), .overturn): return .final
        default: throw .illegal(self, move)
        }
    }

    /// True where no move leads on to another state.
    public var isTerminal: Bool {
        switch self {
        case .upheld, .overturned, .withdrawn: true
        default: false
        }
    }

    /// The state in a word, as reports and error messages write it.
    public var name: String {
        switch self {
        case .proposed: "proposed"
        case .held: "held"
        case .escalated: "escalated"
        case .rejected: "rejected"
        case .final: "final"
        case .clawedBack: "clawed back"
        case .disputed: "disputed"
        case .upheld: "upheld"
        case .overturned: "overturned"
        case .withdrawn: "withdrawn"
        }
    }
}

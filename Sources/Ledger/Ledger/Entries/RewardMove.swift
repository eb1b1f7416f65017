public import CanonicalJSON
public import Contributions

/// What somebody would earn from an event, as it was proposed.
public struct RewardClaim: Hashable, Sendable {
    public let participant: String
    public let role: String
    /// The submission, adapter, participant or resource that was credited.
    public let source: String
    /// More than zero.
    public let amount: MicroCredits
    /// The event whose verdict decided how the claim stands: the rewarded event itself, or the one that brought what was credited.
    public let because: LedgerPosition
    /// The entry of that verdict, which names its rule set and evidence. A ledger that holds a claim without one does not verify.
    public let verdict: LedgerPosition?
    /// Where the claim is what a discount kept back of another claim: the share that it kept. Such a claim is refused when it is proposed.
    public let discount: Discount?

    package init(
        participant: String, role: String, source: String, amount: MicroCredits, because: LedgerPosition, verdict: LedgerPosition? = nil,
        discount: Discount? = nil
    ) {
        self.participant = participant
        self.role = role
        self.source = source
        self.amount = amount
        self.because = because
        self.verdict = verdict
        self.discount = discount
    }
}

/// One step in the life of one reward, as a posting records it. The transfers of the posting follow from its moves.
public struct RewardMove: Hashable, Sendable {
    public let reward: RewardID
    public let action: Action

    public enum Action: Hashable, Sendable {
        /// Proposed and held until the challenge window ends; `cleared` where the fraud layer let it through.
        case hold(RewardClaim, until: Timestamp, cleared: Bool)
        /// Proposed and rejected, or kept back by a discount.
        case refuse(RewardClaim)
        /// A person clears a held reward; it still waits for the end of its window.
        case release
        /// The reward is final with this amount, at most what is held; the rest goes back.
        case post(MicroCredits)
        /// The verdict that it rests on was revised: the amount goes back to the pool, and new claims on the event stand in its place.
        case withdraw
        /// The review ran out of time.
        case escalate
        case void
        case clawBack
        /// What a clawback left owed is forgiven, all or a part.
        case writeOff(MicroCredits)
        case dispute
        case uphold
        /// The decision was wrong: a rejected reward lives on as its successor, held until then; a clawed-back one is final again (nil).
        case overturn(until: Timestamp?)
    }

    package init(_ reward: RewardID, _ action: Action) {
        self.reward = reward
        self.action = action
    }
}

extension RewardMove.Action {
    /// The word under which the ledger keeps the action.
    public var name: String {
        switch self {
        case .hold: "hold"
        case .refuse: "refuse"
        case .release: "release"
        case .post: "post"
        case .withdraw: "withdraw"
        case .escalate: "escalate"
        case .void: "void"
        case .clawBack: "claw-back"
        case .writeOff: "write-off"
        case .dispute: "dispute"
        case .uphold: "uphold"
        case .overturn: "overturn"
        }
    }
}

extension RewardMove {
    public var json: JSONValue {
        var object = JSONObject([("reward", .string(reward.description)), ("do", .string(action.name))])
        switch action {
        case .hold(let claim, let until, let cleared):
            claim.write(to: &object)
            object["until"] = .string(until.rfc3339)
            object["cleared"] = .bool(cleared)
        case .refuse(let claim): claim.write(to: &object)
        case .post(let amount), .writeOff(let amount): object["amount"] = amount.json
        case .overturn(let until): object["until"] = until.map { .string($0.rfc3339) }
        case .release, .withdraw, .escalate, .void, .clawBack, .dispute, .uphold: break
        }
        return .object(object)
    }

    init(decoding value: JSONValue) throws(PostingError) {
        guard let reward = value["reward"]?.stringValue.flatMap({ RewardID($0) }), let name = value["do"]?.stringValue else {
            throw .malformed("a move that names no reward")
        }
        let until = value["until"]?.stringValue.flatMap { Timestamp(rfc3339: $0) }
        switch name {
        case "hold":
            guard let until, let cleared = value["cleared"]?.boolValue else { throw .malformed("a hold without its end or its standing") }
            self.init(reward, .hold(try RewardClaim(decoding: value), until: until, cleared: cleared))
        case "refuse": self.init(reward, .refuse(try RewardClaim(decoding: value)))
        case "release": self.init(reward, .release)
        case "post":
            guard let amount = value["amount"]?.integerValue else { throw .malformed("a reward made final without its amount") }
            self.init(reward, .post(MicroCredits(amount)))
        case "withdraw": self.init(reward, .withdraw)
        case "escalate": self.init(reward, .escalate)
        case "void": self.init(reward, .void)
        case "claw-back": self.init(reward, .clawBack)
        case "write-off":
            guard let amount = value["amount"]?.integerValue else { throw .malformed("a debt written off without its amount") }
            self.init(reward, .writeOff(MicroCredits(amount)))
        case "dispute": self.init(reward, .dispute)
        case "uphold": self.init(reward, .uphold)
        case "overturn": self.init(reward, .overturn(until: until))
        default: throw .malformed("a move of an unknown kind, \"\(name)\"")
        }
    }
}

extension RewardClaim {
    fileprivate func write(to object: inout JSONObject) {
        object["participant"] = .string(participant)
        object["role"] = .string(role)
        object["source"] = .string(source)
        object["amount"] = amount.json
        object["because"] = .integer(Int64(because))
        object["verdict"] = verdict.map { .integer(Int64($0)) }
        object["discount"] = discount.map { .integer($0.ppm) }
    }

    fileprivate init(decoding value: JSONValue) throws(PostingError) {
        guard let participant = value["participant"]?.stringValue, let role = value["role"]?.stringValue, let source = value["source"]?.stringValue,
            let amount = value["amount"]?.integerValue, let because = value["because"]?.integerValue, !participant.isEmpty
        else { throw .malformed("a claim that lacks its participant, role, source, amount or cause") }
        guard amount > 0 else { throw .amountNotPositive(amount) }
        let discount = value["discount"]?.integerValue.flatMap(Discount.init(ppm:))
        guard discount != nil || value["discount"] == nil else { throw .malformed("a discount that is no share in parts per million") }
        self.init(
            participant: participant, role: role, source: source, amount: MicroCredits(amount), because: LedgerPosition(because),
            verdict: value["verdict"]?.integerValue.map { LedgerPosition($0) },
            discount: discount)
    }
}

public import Contributions
public import Ledger
public import Screening

/// Something that somebody, or the passing of time, asks of the book.
public enum RewardCommand: Hashable, Sendable {
    /// Takes in fees and proposes rewards, all of one settlement.
    case settle(SettlementTerms, [EventSettlement], until: Timestamp)
    /// Withdraws claims on settled events whose verdicts were revised and puts those in their place that follow from the new ones.
    case restate([EventSettlement])
    /// Makes cleared rewards final whose window has ended; escalates those that nobody cleared in time.
    case finalize
    case decide(RewardID, Ruling, by: String, reason: String)
    case dispute(RewardID, by: String, reason: String)
    /// Decides a dispute. `until` ends the new window of a rejected reward that was wronged.
    case resolve(RewardID, upheld: Bool, until: Timestamp, by: String, reason: String)
    /// Takes a reward back: from what is held if it still is, else from what is payable, else as a debt.
    case clawBack(RewardID, by: String, reason: String)
    /// Pays out; everything payable where no amount is named.
    case payOut(String, MicroCredits?, by: String, reason: String)
    /// Forgives what a clawback left owed, at the treasury's cost; all that is still owed of it where no amount is named.
    case writeOff(RewardID, MicroCredits?, by: String, reason: String)

    /// A person's decision on a held or escalated reward.
    public enum Ruling: Hashable, Sendable {
        /// Cleared; final at once where its window has ended. A part where an amount is named, the rest goes to the treasury.
        case post(MicroCredits?)
        case void
    }
}

/// What one event brings and who claims a part of it.
public struct EventSettlement: Hashable, Sendable {
    /// How a claim stands after screening. Only a cleared event clears a claim on its fee.
    public enum Standing: Hashable, Sendable {
        case clear(ClearedEvent)
        case hold, reject
    }

    public let event: LedgerPosition
    /// Zero for an event that brings none.
    public let fee: MicroCredits
    public let claims: [(claim: RewardClaim, standing: Standing)]
    /// What of the fee nobody earns: it goes to the treasury. A negative number is refused.
    public let remainder: MicroCredits
    public let reason: String

    public static func == (left: EventSettlement, right: EventSettlement) -> Bool {
        left.event == right.event && left.fee == right.fee && left.remainder == right.remainder && left.reason == right.reason
            && left.claims.elementsEqual(right.claims) { $0.claim == $1.claim && $0.standing == $1.standing }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(event)
        hasher.combine(fee)
        hasher.combine(reason)
    }
}

extension RewardBook {
    /// Moves in one posting of those that the passing of time brings about.
    public static let movesPerPosting = 512

    /// The postings that carry a command out at a ledger time, to be appended together; none where there is nothing to do.
    ///
    /// A pure function of the book, so that replay plans the same postings again. O(moves) beside one copy of the book.
    public func plan(_ command: RewardCommand, at time: Timestamp) throws(RewardRefusal) -> [Posting] {
        switch command {
        case .settle(let terms, let events, let until): return try settling(terms, events, until: until, at: time)
        case .restate(let events): return try restating(events, at: time)
        case .finalize: return try finalizing(at: time)
        case .decide(let id, let ruling, let by, let reason): return [try decision(id, ruling, by, reason, at: time)]
        case .dispute(let id, let by, let reason): return [try posting([RewardMove(id, .dispute)], reason, by: by, at: time)]
        case .resolve(let id, let upheld, let until, let by, let reason):
            let isRejection = rewards[id]?.state == .disputed(.rejection)
            return [try posting([RewardMove(id, upheld ? .uphold : .overturn(until: isRejection ? until : nil))], reason, by: by, at: time)]
        case .clawBack(let id, let by, let reason):
            guard let reward = rewards[id] else { throw .unknownReward(id) }
            switch reward.state {
            case .held, .escalated: return [try posting([RewardMove(id, .void)], reason, by: by, at: time)]
            default: return [try posting([RewardMove(id, .clawBack)], reason, by: by, at: time)]
            }
        case .payOut(let participant, let amount, let by, let reason): return [try payout(participant, amount, by, reason)]
        case .writeOff(let id, let amount, let by, let reason): return [try writeOff(id, amount, by, reason, at: time)]
        }
    }

    private func posting(_ moves: [RewardMove], _ reason: String, by: String?, at time: Timestamp) throws(RewardRefusal) -> Posting {
        let transfers = try outcome(of: moves, by: by, at: time).transfers
        do throws(PostingError) { return try Posting(reason: reason, transfers: transfers, moves: moves, by: by) } catch {
            throw .accounts(error)
        }
    }

    private func decision(
        _ id: RewardID, _ ruling: RewardCommand.Ruling, _ by: String, _ reason: String, at time: Timestamp
    ) throws(RewardRefusal) -> Posting {
        guard let reward = rewards[id] else { throw .unknownReward(id) }
        guard case .post(let amount) = ruling else { return try posting([RewardMove(id, .void)], reason, by: by, at: time) }
        // Before its window ends a reward can be cleared, but not made final.
        if case .held(let until) = reward.state, time < until, amount == nil {
            return try posting([RewardMove(id, .release)], reason, by: by, at: time)
        }
        return try posting([RewardMove(id, .post(amount ?? reward.claim.amount))], reason, by: by, at: time)
    }

    private func payout(_ participant: String, _ amount: MicroCredits?, _ by: String, _ reason: String) throws(RewardRefusal) -> Posting {
        let payable = accounts.balance(.payable(participant))
        guard payable > .zero else { throw .nothingPayable(participant) }
        guard amount.map({ $0 > .zero && $0 <= payable }) ?? true else { throw .payoutBeyondPayable(participant, amount ?? .zero) }
        do throws(PostingError) {
            // The entry that a payout follows from is the settlement that everything payable came by.
            let transfer = try Transfer(
                debit: .payable(participant), credit: .paid(participant), amount: amount ?? payable, code: TransferCode.payout,
                cause: settledThrough)
            return try Posting(reason: reason, transfers: [transfer], by: by)
        } catch { throw .accounts(error) }
    }

    /// What a participant owes. Never negative.
    public func debt(of participant: String) -> MicroCredits { MicroCredits(max(0, 0 &- accounts.balance(.clawback(participant)).micros)) }

    private func writeOff(
        _ id: RewardID, _ amount: MicroCredits?, _ by: String, _ reason: String, at time: Timestamp
    ) throws(RewardRefusal) -> Posting {
        guard let reward = rewards[id] else { throw .unknownReward(id) }
        let rest = min(debt(of: reward.claim.participant), (reward.finalAmount ?? .zero) - reward.forgiven)
        // Where nothing is owed, a state that knows no debt is the better reason.
        do throws(RewardState.MoveError) { _ = try reward.state.after(.writeOff) } catch { throw .move(id, error) }
        guard rest > .zero else { throw .noDebt(reward.claim.participant) }
        return try posting([RewardMove(id, .writeOff(amount ?? rest))], reason, by: by, at: time)
    }

    private func settling(
        _ terms: SettlementTerms, _ events: [EventSettlement], until: Timestamp, at time: Timestamp
    ) throws(RewardRefusal) -> [Posting] {
        var book = self
        var postings: [Posting] = []
        do throws(PostingError) {
            postings.append(try Posting(reason: "settlement of the entries before \(terms.watermark)", transfers: [], settlement: terms))
            for event in events {
                guard let posting = try book.proposal(event, until: until, at: time) else { continue }
                postings.append(posting)
            }
        } catch { throw .accounts(error) }
        for (offset, posting) in postings.enumerated() { try book.apply(posting, at: time, position: terms.watermark + offset) }
        return postings
    }

    /// Nil where an event brings nothing and gives nothing.
    private func proposal(_ event: EventSettlement, until: Timestamp, at time: Timestamp) throws(PostingError) -> Posting? {
        var transfers: [Transfer] = []
        if event.fee != .zero {
            transfers.append(try Transfer(debit: .fees, credit: .pool, amount: event.fee, code: TransferCode.fee, cause: event.event))
        }
        var moves: [RewardMove] = []
        for (line, item) in event.claims.enumerated() {
            let id = RewardID(event: event.event, line: line)
            let (move, credit, code) = Self.proposed(item, id, until: until)
            transfers.append(try Transfer(debit: .pool, credit: credit, amount: item.claim.amount, code: code, cause: event.event))
            moves.append(move)
        }
        if event.remainder != .zero {
            transfers.append(
                try Transfer(debit: .pool, credit: .treasury, amount: event.remainder, code: TransferCode.remainder, cause: event.event))
        }
        return transfers.isEmpty ? nil : try Posting(reason: event.reason, transfers: transfers, moves: moves)
    }

    private static func proposed(
        _ item: (claim: RewardClaim, standing: EventSettlement.Standing), _ id: RewardID, until: Timestamp
    ) -> (move: RewardMove, credit: AccountName, code: String) {
        let held = AccountName.held(item.claim.participant)
        switch item.standing {
        case .clear: return (RewardMove(id, .hold(item.claim, until: until, cleared: true)), held, TransferCode.award)
        case .hold: return (RewardMove(id, .hold(item.claim, until: until, cleared: false)), held, TransferCode.award)
        case .reject: return (RewardMove(id, .refuse(item.claim)), .treasury, TransferCode.refusal(of: item.claim))
        }
    }

    /// One posting for each event: what follows the fraud layer goes back to the pool, with what the treasury has of the fee, and the new claims
    /// take its place, numbered behind all that the event ever had.
    private func restating(_ events: [EventSettlement], at time: Timestamp) throws(RewardRefusal) -> [Posting] {
        var book = self
        var postings: [Posting] = []
        for event in events {
            let old = book.rewards(ofEvent: event.event)
            let withdrawn = old.filter(\.followsVerdict)
            var moves = withdrawn.map { RewardMove($0.id, .withdraw) }
            // Windows are not prolonged: a revision within them is what they are for.
            let until = withdrawn.compactMap { $0.until ?? book.windowEnds[$0.settlement] }.max() ?? time
            for (offset, item) in event.claims.enumerated() {
                let id = RewardID(event: event.event, line: (old.map(\.id.line).max() ?? -1) + 1 + offset)
                moves.append(Self.proposed(item, id, until: max(until, time)).move)
            }
            let posting = try book.restatement(of: event, moves, at: time)
            try book.apply(posting, at: time, position: .max)
            postings.append(posting)
        }
        return postings
    }

    private func restatement(of event: EventSettlement, _ moves: [RewardMove], at time: Timestamp) throws(RewardRefusal) -> Posting {
        let between = try outcome(of: moves, by: nil, at: time).transfers
        do throws(PostingError) {
            var transfers: [Transfer] = []
            if let left = remainder(of: event.event), left > .zero {
                transfers.append(try Transfer(debit: .treasury, credit: .pool, amount: left, code: TransferCode.returned, cause: event.event))
            }
            transfers += between
            if event.remainder != .zero {
                transfers.append(
                    try Transfer(debit: .pool, credit: .treasury, amount: event.remainder, code: TransferCode.remainder, cause: event.event))
            }
            return try Posting(reason: event.reason, transfers: transfers, moves: moves)
        } catch { throw .accounts(error) }
    }

    /// Cleared rewards whose window has ended at a time, and that wait because events from before its end have not been screened.
    public func waitingForScreening(at time: Timestamp) -> [Reward] {
        allRewards.filter { reward in reward.until.map { time >= $0 && !isScreened(through: $0) } ?? false }
    }

    /// Cleared rewards first, by participant, so that netting goes through one person's rewards in order; then what must be escalated.
    private func finalizing(at time: Timestamp) throws(RewardRefusal) -> [Posting] {
        func isDue(_ reward: Reward) -> Bool { reward.until.map { time >= $0 && isScreened(through: $0) } ?? false }
        let due = rewards.values.filter(isDue).sorted { ($0.claim.participant, $0.id) < ($1.claim.participant, $1.id) }
        // What a revised verdict no longer clears waits for its restatement.
        let final = due.filter { $0.isCleared && isFounded($0) }.map { RewardMove($0.id, .post($0.claim.amount)) }
        let escalated = due.filter { !$0.isCleared }.map { RewardMove($0.id, .escalate) }
        var book = self
        var postings: [Posting] = []
        for (moves, reason) in [(final, Self.finalReason), (escalated, Self.escalationReason)] {
            for start in stride(from: 0, to: moves.count, by: Self.movesPerPosting) {
                let chunk = Array(moves[start..<min(moves.count, start + Self.movesPerPosting)])
                let posting = try book.posting(chunk, reason, by: nil, at: time)
                try book.apply(posting, at: time, position: .max)
                postings.append(posting)
            }
        }
        return postings
    }

    /// True where a person let it through, or the verdict of record still does.
    func isFounded(_ reward: Reward) -> Bool { reward.isDecided || standing(of: reward.id.event)?.outcome == .clear }

    static let finalReason = "the challenge window ended unchallenged"
    static let escalationReason = "the time for a review ran out: somebody with more authority must decide"
}

extension Reward {
    /// The end of its challenge window; nil where it is not in one.
    public var until: Timestamp? { if case .held(let until) = state { until } else { nil } }
}

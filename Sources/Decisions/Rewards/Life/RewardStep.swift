internal import Contributions
internal import Ledger

/// The moves of one posting, worked out against a book that does not change meanwhile: which rewards change, and which transfers follow.
struct RewardStep {
    private let book: RewardBook
    private let time: Timestamp
    private let by: String?
    private(set) var changed: [RewardID: Reward] = [:]
    private(set) var transfers: [Transfer] = []
    /// The settlements of events whose claims were withdrawn: what takes their place belongs to the same.
    private var restated: [LedgerPosition: LedgerPosition] = [:]
    /// What the moves so far add to accounts of participants.
    private var deltas: [AccountName: Int64] = [:]

    init(book: RewardBook, time: Timestamp, by: String?) {
        self.book = book
        self.time = time
        self.by = by
    }

    mutating func take(_ move: RewardMove) throws(RewardRefusal) {
        switch move.action {
        case .hold(let claim, let until, let cleared): try propose(move.reward, claim, .hold(until: until), cleared)
        case .refuse(let claim): try propose(move.reward, claim, .reject, false)
        default: try advance(move)
        }
    }

    private mutating func propose(_ id: RewardID, _ claim: RewardClaim, _ next: RewardState.Move, _ cleared: Bool) throws(RewardRefusal) {
        guard known(id) == nil, id.life == 1 else { throw .alreadyProposed(id) }
        if case .hold(let until) = next {
            // What a discount keeps is never held, or it would be paid by the passing of time.
            guard claim.discount == nil else { throw .accounts(.malformed("a hold on what a discount kept back")) }
            try check(until)
        }
        let state = try moved(.proposed, next, of: id)
        if case .hold = next {
            try transfer(.pool, .held(claim.participant), claim.amount, TransferCode.award, id)
        } else {
            try transfer(.pool, .treasury, claim.amount, TransferCode.refusal(of: claim), id)
        }
        changed[id] = Reward(
            id: id, claim: claim, state: state, isCleared: cleared, wasHeld: state != .rejected, settlement: restated[id.event] ?? book.settledThrough
        )
    }

    private mutating func advance(_ move: RewardMove) throws(RewardRefusal) {
        let id = move.reward
        guard var reward = known(id) else { throw .unknownReward(id) }
        switch move.action {
        case .hold, .refuse: break
        case .withdraw: try withdraw(&reward)
        case .release: try release(&reward)
        case .post(let amount): try post(&reward, amount)
        case .escalate:
            guard !reward.isCleared else { throw .alreadyCleared(id) }
            reward.state = try moved(reward.state, .expire(at: time), of: id)
        case .void:
            _ = try decider(of: reward)
            reward.state = try moved(reward.state, .reject, of: id)
            reward.isDecided = true
            try transfer(.held(reward.claim.participant), .treasury, reward.claim.amount, TransferCode.void, id)
        case .clawBack: try clawBack(&reward)
        case .writeOff(let amount): try writeOff(&reward, amount)
        case .dispute:
            guard let by else { throw .undecided(id) }
            reward.state = try moved(reward.state, .dispute, of: id)
            reward.isDecided = true
            reward.disputer = by
        case .uphold:
            try hear(reward)
            reward.state = try moved(reward.state, .uphold, of: id)
        case .overturn(let until): try overturn(&reward, until)
        }
        changed[id] = reward
    }

    private func release(_ reward: inout Reward) throws(RewardRefusal) {
        guard case .held = reward.state else { throw .move(reward.id, .illegal(reward.state, .finalize(at: time))) }
        guard !reward.isCleared else { throw .alreadyCleared(reward.id) }
        _ = try decider(of: reward)
        reward.isCleared = true
        reward.isDecided = true
    }

    /// Back to where it was taken from. Only what the fraud layer decided can be withdrawn by the fraud layer.
    private mutating func withdraw(_ reward: inout Reward) throws(RewardRefusal) {
        guard reward.followsVerdict, by == nil else { throw .move(reward.id, .illegal(reward.state, .withdraw)) }
        let source: AccountName = reward.state == .rejected ? .treasury : .held(reward.claim.participant)
        reward.state = try moved(reward.state, .withdraw, of: reward.id)
        restated[reward.id.event] = reward.settlement
        try transfer(source, .pool, reward.claim.amount, TransferCode.withdrawn, reward.id)
    }

    /// Debts are paid first. By rule only a cleared reward becomes final, whole; by decision also an escalated one, or a part.
    private mutating func post(_ reward: inout Reward, _ amount: MicroCredits) throws(RewardRefusal) {
        let (id, claim) = (reward.id, reward.claim)
        guard amount > .zero, amount <= claim.amount else { throw .amountBeyondHeld(id, amount) }
        if by == nil {
            guard reward.isCleared else { throw .notCleared(id) }
            guard amount == claim.amount else { throw .amountBeyondHeld(id, amount) }
        } else {
            _ = try decider(of: reward)
        }
        reward.state = try moved(reward.state, .finalize(at: time), of: id)
        reward.isCleared = true
        reward.isDecided = reward.isDecided || by != nil
        reward.finalAmount = amount
        let netted = min(debt(of: claim.participant), amount)
        try transfer(.held(claim.participant), .clawback(claim.participant), netted, TransferCode.netting, id)
        try transfer(.held(claim.participant), .payable(claim.participant), amount - netted, TransferCode.post, id)
        try transfer(.held(claim.participant), .treasury, claim.amount - amount, TransferCode.restore, id)
    }

    /// What is still payable is taken back; the rest is owed.
    private mutating func clawBack(_ reward: inout Reward) throws(RewardRefusal) {
        _ = try decider(of: reward)
        reward.state = try moved(reward.state, .clawBack, of: reward.id)
        guard let amount = reward.finalAmount else { throw .unknownReward(reward.id) }
        let participant = reward.claim.participant
        let payable = min(MicroCredits(balance(.payable(participant))), amount)
        try transfer(.payable(participant), .treasury, payable, TransferCode.clawback, reward.id)
        try transfer(.clawback(participant), .treasury, amount - payable, TransferCode.receivable, reward.id)
    }

    /// No more than is owed, and no more than this clawback took.
    private mutating func writeOff(_ reward: inout Reward, _ amount: MicroCredits) throws(RewardRefusal) {
        _ = try decider(of: reward)
        reward.state = try moved(reward.state, .writeOff, of: reward.id)
        let participant = reward.claim.participant
        guard let final = reward.finalAmount, amount > .zero, amount <= min(debt(of: participant), final - reward.forgiven) else {
            throw .writeOffBeyondDebt(reward.id, amount)
        }
        reward.forgiven += amount
        try transfer(.treasury, .clawback(participant), amount, TransferCode.writeOff, reward.id)
    }

    private mutating func overturn(_ reward: inout Reward, _ until: Timestamp?) throws(RewardRefusal) {
        try hear(reward)
        let (id, participant, disputed) = (reward.id, reward.claim.participant, reward.state)
        reward.state = try moved(disputed, .overturn, of: id)
        guard disputed == .disputed(.rejection) else {
            guard until == nil, let amount = reward.finalAmount else { throw .transfersDoNotFollow }
            // What was written off stays with the participant, and is not given a second time.
            let due = amount - reward.forgiven
            reward.forgiven = .zero
            let cancelled = min(debt(of: participant), due)
            try transfer(.treasury, .clawback(participant), cancelled, TransferCode.reinstate, id)
            return try transfer(.treasury, .payable(participant), due - cancelled, TransferCode.reinstate, id)
        }
        guard let until else { throw .transfersDoNotFollow }
        try check(until)
        guard known(id.successor) == nil else { throw .alreadyProposed(id.successor) }
        try transfer(.treasury, .held(participant), reward.claim.amount, TransferCode.reinstate, id)
        changed[id.successor] = Reward(
            id: id.successor, claim: reward.claim, state: try moved(.proposed, .hold(until: until), of: id.successor), isCleared: true,
            wasHeld: true, isDecided: true, settlement: reward.settlement)
    }

    /// Who decides, where it is nobody's own case.
    private func decider(of reward: Reward) throws(RewardRefusal) -> String {
        guard let by else { throw .undecided(reward.id) }
        guard by != reward.claim.participant else { throw .partial(reward.id, decider: by) }
        return by
    }

    private func hear(_ reward: Reward) throws(RewardRefusal) {
        let by = try decider(of: reward)
        guard by != reward.disputer else { throw .partial(reward.id, decider: by) }
    }

    private func known(_ id: RewardID) -> Reward? { changed[id] ?? book[id] }

    private func check(_ until: Timestamp) throws(RewardRefusal) {
        guard until >= time, Timestamp(rfc3339: until.rfc3339) == until else { throw .timeBeyondRange }
    }

    private func moved(_ state: RewardState, _ move: RewardState.Move, of id: RewardID) throws(RewardRefusal) -> RewardState {
        do throws(RewardState.MoveError) { return try state.after(move) } catch { throw .move(id, error) }
    }

    private func balance(_ account: AccountName) -> Int64 {
        // The book itself checks for overflow when the posting is applied; here a sum that wraps could only be refused there too.
        book.accounts.balance(account).micros &+ (deltas[account] ?? 0)
    }

    private func debt(of participant: String) -> MicroCredits { MicroCredits(max(0, 0 &- balance(.clawback(participant)))) }

    /// Nothing for an amount of nothing.
    private mutating func transfer(
        _ debit: AccountName, _ credit: AccountName, _ amount: MicroCredits, _ code: String, _ id: RewardID
    ) throws(RewardRefusal) {
        guard amount != .zero else { return }
        do throws(PostingError) {
            transfers.append(try Transfer(debit: debit, credit: credit, amount: amount, code: code, cause: id.event))
        } catch { throw .accounts(error) }
        if debit.participant != nil { deltas[debit] = (deltas[debit] ?? 0) &- amount.micros }
        if credit.participant != nil { deltas[credit] = (deltas[credit] ?? 0) &+ amount.micros }
    }
}

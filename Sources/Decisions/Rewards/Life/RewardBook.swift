public import Contributions
public import Ledger

/// Accounts and rewards together: the fold over entries that every store shares. Pure: no store, no clock.
///
/// `plan` (RewardBook+Plan) turns a command into postings or a refusal; `apply` takes a posting in only where its moves are legal, its
/// transfers are exactly those that follow from the moves, and every claim names the verdict of record that it rests on. So what a fold
/// accepts is what a plan would have written.
public struct RewardBook: Hashable, Sendable {
    public private(set) var accounts = AccountBook()
    var rewards: [RewardID: Reward] = [:]
    /// Rewards of one event, in the order in which they were proposed.
    private var rewardsOfEvent: [LedgerPosition: [RewardID]] = [:]
    /// Events whose fee came in, with what is left of it in the treasury.
    private var remainders: [LedgerPosition: MicroCredits] = [:]
    /// Where each settlement begins: it took in the events whose first verdict stands between the one before it and itself.
    public private(set) var settlements: [LedgerPosition] = []
    /// Events whose first verdict stands before this entry are settled.
    public var settledThrough: LedgerPosition { settlements.last ?? 0 }
    /// When the challenge windows of a settlement's rewards end, by where it begins; absent for those that did not say.
    private(set) var windowEnds: [LedgerPosition: Timestamp] = [:]
    /// The verdict of record on each event.
    private var standings: [LedgerPosition: Standing] = [:]
    /// The ledger time of the first event that no screening has seen; nil where all were screened.
    public private(set) var unscreenedSince: Timestamp?

    /// The newest verdict on an event.
    public struct Standing: Hashable, Sendable {
        /// Where the verdict stands.
        public let entry: LedgerPosition
        public let outcome: Outcome
    }

    public init() {}

    public subscript(id: RewardID) -> Reward? { rewards[id] }

    /// All rewards, sorted by id. O(n log n).
    public var allRewards: [Reward] { rewards.values.sorted { $0.id < $1.id } }

    /// The rewards of one event, in the order in which they were proposed.
    public func rewards(ofEvent position: LedgerPosition) -> [Reward] { (rewardsOfEvent[position] ?? []).compactMap { rewards[$0] } }

    /// Events that have rewards or brought a fee, rising.
    public var settledEvents: [LedgerPosition] { Set(rewardsOfEvent.keys).union(remainders.keys).sorted() }

    /// What is left of an event's fee in the treasury; nil where its fee never came in.
    func remainder(of event: LedgerPosition) -> MicroCredits? { remainders[event] }

    /// The verdict of record on an event.
    public func standing(of event: LedgerPosition) -> Standing? { standings[event] }

    /// When a window of a reward's own policy ends that begins at a time: at midnight, but for rewards of settlements that did not state theirs.
    public func windowEnd(of reward: Reward, _ policy: PayoutPolicy, from time: Timestamp) -> Timestamp {
        windowEnds[reward.settlement] == nil ? policy.plainWindowEnd(from: time) : policy.windowEnd(from: time)
    }

    /// True where every event before a time was screened, so that a window that ends then is over for good.
    public func isScreened(through time: Timestamp) -> Bool { unscreenedSince.map { $0 >= time } ?? true }

    /// Takes a posting in, or leaves everything as it was. O(moves + transfers).
    ///
    /// - Parameters:
    ///   - time: the ledger time of its entry.
    ///   - position: the place of its entry; every cause is before it.
    public mutating func apply(_ posting: Posting, at time: Timestamp, position: LedgerPosition) throws(RewardRefusal) {
        if let early = posting.transfers.first(where: { $0.cause >= position }) { throw .causeNotBefore(early.cause) }
        if let terms = posting.settlement, terms.watermark > position || terms.watermark < settledThrough {
            throw .settlementOutOfOrder(watermark: terms.watermark)
        }
        var (others, left) = try fees(of: posting)
        if posting.moves.isEmpty, others.count == 1, posting.by != nil, TransferCode.isPayout(others[0]) { others = [] }
        let (changed, transfers) = try outcome(of: posting.moves, by: posting.by, at: time)
        guard transfers == others else { throw .transfersDoNotFollow }
        for move in posting.moves { try requireVerdict(move, posting.by, before: position) }
        if let late = changed.values.map({ max($0.claim.because, $0.id.event) }).filter({ $0 >= position }).min() { throw .causeNotBefore(late) }
        if !posting.transfers.isEmpty {
            do throws(PostingError) { try accounts.apply(posting) } catch { throw .accounts(error) }
        }
        for (id, reward) in changed where rewards.updateValue(reward, forKey: id) == nil { rewardsOfEvent[id.event, default: []].append(id) }
        for id in Set(changed.keys.map(\.event)) { rewardsOfEvent[id]?.sort() }
        remainders.merge(left) { _, new in new }
        if let terms = posting.settlement {
            settlements.append(terms.watermark)
            windowEnds[terms.watermark] = terms.until
        }
    }

    /// The transfers that take in fees and give what is left of them to the treasury, checked and set apart from the others.
    private func fees(of posting: Posting) throws(RewardRefusal) -> (others: [Transfer], left: [LedgerPosition: MicroCredits]) {
        var others: [Transfer] = []
        var left: [LedgerPosition: MicroCredits] = [:]
        for transfer in posting.transfers {
            let event = transfer.cause
            switch (transfer.code, transfer.debit, transfer.credit) {
            case (TransferCode.fee, .fees, .pool):
                guard remainders[event] == nil, left[event] == nil else { throw .feeTakenTwice(event) }
                left[event] = .zero
            case (TransferCode.returned, .treasury, .pool):
                // Only what lies there, only once, and only where claims on the event are made anew.
                guard let remainder = remainders[event], left[event] == nil, remainder == transfer.amount, posting.withdraws(event) else {
                    throw .transfersDoNotFollow
                }
                left[event] = .zero
            case (TransferCode.remainder, .pool, .treasury):
                // What no interaction claimed of the pool goes this way too; it is no part of the fee of the event that it names.
                let isOwn = left[event] != nil || remainders[event] == .zero && posting.withdraws(event)
                if isOwn { left[event, default: .zero] += transfer.amount }
            default: others.append(transfer)
            }
        }
        return (others, left)
    }

    /// A claim rests on the verdict of record of the event that decided it, and is cleared only by a clear one. What becomes final by the passing
    /// of time does so by a clear verdict of record, or because a person released it.
    private func requireVerdict(_ move: RewardMove, _ by: String?, before position: LedgerPosition) throws(RewardRefusal) {
        switch move.action {
        case .hold(let claim, _, let cleared):
            try requireVerdict(claim, of: move.reward)
            guard !cleared || standings[move.reward.event]?.outcome == .clear else { throw .restsOnNoVerdict(move.reward) }
        case .refuse(let claim): try requireVerdict(claim, of: move.reward)
        case .post where by == nil:
            guard let reward = rewards[move.reward] else { throw .unknownReward(move.reward) }
            guard isFounded(reward) else { throw .revised(move.reward) }
        default: break
        }
    }

    private func requireVerdict(_ claim: RewardClaim, of id: RewardID) throws(RewardRefusal) {
        guard let verdict = claim.verdict, standings[claim.because]?.entry == verdict else { throw .restsOnNoVerdict(id) }
    }

    /// The rewards that moves change and the transfers that follow from them. In a function of its own, so that no copy of the book is
    /// alive when the book changes, which would copy its tables.
    func outcome(
        of moves: [RewardMove], by: String?, at time: Timestamp
    ) throws(RewardRefusal) -> (changed: [RewardID: Reward], transfers: [Transfer]) {
        guard !moves.isEmpty else { return ([:], []) }
        var step = RewardStep(book: self, time: time, by: by)
        for move in moves { try step.take(move) }
        return (step.changed, step.transfers)
    }

    /// Takes in that an event stands in the ledger.
    public mutating func observeEvent(_ entry: LedgerEntry) { observeEvent(at: entry.position, entry.time) }

    private mutating func observeEvent(at position: LedgerPosition, _ time: Timestamp) {
        lastEvent = position + 1
        unscreenedSince = unscreenedSince ?? time
    }

    /// Takes in a verdict.
    ///
    /// A ledger of before screenings were recorded says by a verdict's watermark that everything was screened.
    mutating func observe(_ verdict: VerdictGlance, in entry: LedgerPosition) {
        standings[verdict.position] = Standing(entry: entry, outcome: verdict.outcome)
        if verdict.watermark >= lastEvent { unscreenedSince = nil }
    }

    /// Behind the last event.
    private var lastEvent: LedgerPosition = 0

    /// Takes in the next entry of a ledger, of any kind.
    public mutating func apply(_ record: LedgerRecord, at position: LedgerPosition) throws(RewardRefusal) {
        switch record.kind {
        case .event:
            observeEvent(at: position, record.time)
        case .verdict: if let glance = record.verdictGlance { observe(glance, in: position) }
        case .screening: unscreenedSince = nil
        case .posting:
            guard let entry = record.entry(nil), case .posting(let posting)? = try? entry.decoded() else {
                throw .accounts(.malformed("a posting that cannot be read"))
            }
            try apply(posting, at: record.time, position: position)
        case .ruleSet, .finding, .erasure, nil: break
        }
    }

    /// The same for an entry that was read.
    public mutating func apply(_ entry: LedgerEntry) throws(RewardRefusal) {
        switch entry.kind {
        case .event:
            observeEvent(entry)
        case .verdict: if let glance = entry.verdictGlance { observe(glance, in: entry.position) }
        case .screening: unscreenedSince = nil
        case .posting:
            guard case .posting(let posting)? = try? entry.decoded() else { throw .accounts(.malformed("a posting that cannot be read")) }
            try apply(posting, at: entry.time, position: entry.position)
        case .ruleSet, .finding, .erasure: break
        }
    }

    /// Folds the entries before `end`.
    public init(folding store: some LedgerStore, below end: LedgerPosition = .max) throws(LedgerError) {
        var book = RewardBook()
        if let fault = try book.fold(store, below: end) {
            throw LedgerError(
                .corrupt, cause: "entry \(fault.position): \(fault.refusal.cause)", hint: "no rule of this program writes such an entry",
                position: fault.position)
        }
        self = book
    }

    /// Folds the entries before `end` into an empty book; the first that no rule of this program writes, where there is one.
    private mutating func fold(
        _ store: some LedgerStore, below end: LedgerPosition = .max
    ) throws(LedgerError) -> (position: LedgerPosition, refusal: RewardRefusal)? {
        var book = RewardBook()
        var fault: (position: LedgerPosition, refusal: RewardRefusal)?
        try store.visitRecords(from: 0) { position, bytes, _ in
            guard position < end else { return false }
            guard let record = LedgerRecord(bytes) else { return true }
            do throws(RewardRefusal) { try book.apply(record, at: position) } catch { fault = (position, error) }
            return fault == nil
        }
        self = book
        return fault
    }

    /// The first entry that no rule of this program writes, though its digest and its sums may be sound: a reward without the verdict that it
    /// names, a reward moved against its life, money that does not follow. Nil where there is none. O(entries).
    public static func fault(in store: some LedgerStore) throws(LedgerError) -> LedgerFault? {
        var book = RewardBook()
        guard let fault = try book.fold(store) else { return nil }
        let isUnfounded =
            switch fault.refusal {
            case .restsOnNoVerdict, .revised: true
            default: false
            }
        return LedgerFault(position: fault.position, kind: isUnfounded ? .unfoundedReward : .accounts, cause: fault.refusal.cause)
    }
}

extension Posting {
    /// True where claims on an event are withdrawn, to be made anew.
    fileprivate func withdraws(_ event: LedgerPosition) -> Bool { moves.contains { $0.action == .withdraw && $0.reward.event == event } }
}

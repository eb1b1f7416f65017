public import Contributions
public import Ledger
internal import Rules
public import Screening
public import Rewards

/// Whose verdict changes from one rule set to another over one ledger, and what money follows.
public struct RuleSetDifference: Sendable {
    /// A verdict with what stands beside it; a change of any of the three is a change.
    public struct Decided: Hashable, Comparable, Sendable, CustomStringConvertible {
        public let outcome: Outcome
        public let discount: Discount?
        public let labels: [String]

        public init(_ outcome: Outcome, discount: Discount? = nil, labels: [String] = []) {
            self.outcome = outcome
            self.discount = discount
            self.labels = labels
        }

        public static func < (left: Decided, right: Decided) -> Bool {
            if left.outcome != right.outcome { return left.outcome < right.outcome }
            if left.discount != right.discount { return (left.discount?.ppm ?? 0) < (right.discount?.ppm ?? 0) }
            return left.labels.lexicographicallyPrecedes(right.labels)
        }

        /// `clear`, or `clear, discount 30%, label a`.
        public var description: String {
            ([outcome.rawValue] + (discount.map { ["discount \($0)"] } ?? []) + labels.map { "label \($0)" }).joined(separator: ", ")
        }
    }

    public struct Change: Hashable, Comparable, Sendable {
        public let before: Decided
        public let after: Decided

        public init(before: Decided, after: Decided) {
            self.before = before
            self.after = after
        }

        /// With nothing beside the verdict.
        public init(before: Outcome, after: Outcome) { self.init(before: Decided(before), after: Decided(after)) }

        public static func < (left: Change, right: Change) -> Bool { (left.before, left.after) < (right.before, right.after) }
    }

    public struct ChangeRow: Hashable, Sendable {
        public internal(set) var events = 0
        public internal(set) var attackEvents = 0
        public internal(set) var honestEvents = 0
        /// What those events, or what they brought, were asked for with no fraud layer at all.
        public internal(set) var asked = MicroCredits.zero
        fileprivate(set) var people: Set<String> = []
        public var peopleCount: Int { people.count }
    }

    /// An event whose verdict changes.
    public struct Example: Hashable, Sendable {
        public let position: Int
        public let event: String
        public let type: String
        public let person: String
        public let change: Change
        public let rulesBefore: [String]
        public let rulesAfter: [String]
        public let asked: MicroCredits
    }

    /// On how many events a rule fires in one set and not in the other.
    public struct RuleRow: Hashable, Sendable {
        public let rule: String
        public internal(set) var before = 0
        public internal(set) var after = 0
        public internal(set) var onlyBefore = 0
        public internal(set) var onlyAfter = 0
        /// Events whose verdict changes and on which it fires in one set only.
        public internal(set) var changed = 0
        public internal(set) var asked = MicroCredits.zero
    }

    public let events: Int
    public private(set) var changes: [Change: ChangeRow] = [:]
    /// The first of each change, in ledger order.
    public private(set) var examples: [Example] = []
    public private(set) var rules: [RuleRow] = []
    /// What the policy pays at once under each.
    public let paidBefore: MicroCredits
    public let paidAfter: MicroCredits
    public var changedEvents: Int { changes.values.map(\.events).reduce(0, +) }

    /// - Parameters:
    ///   - before: the ledger as one rule set decides it.
    ///   - after: the same ledger as the other does.
    ///   - limit: examples of each change.
    public init(_ before: ScreenedLedger, _ after: ScreenedLedger, labels: WorldLabels, policy: PayoutPolicy, examples limit: Int) {
        let lines = Backtest.moneyLines(before, policy: policy)
        paidBefore = lines.filter { $0.kind == .paid }.map(\.amount).sum()
        paidAfter = Backtest.moneyLines(after, policy: policy).filter { $0.kind == .paid }.map(\.amount).sum()
        let measured = MeasuredLedger(before, labels: labels, lines: lines)
        events = measured.events.count
        var table: [String: RuleRow] = [:]
        for (index, (old, new)) in zip(before.events, after.events).enumerated() {
            let (position, change) = (old.record.position, Change(before: before.decided(old), after: after.decided(new)))
            let rulesBefore = before.firedRules(position)
            let rulesAfter = after.firedRules(position)
            let isChanged = change.before != change.after
            guard isChanged || !rulesBefore.isEmpty || !rulesAfter.isEmpty else { continue }
            let asked = isChanged ? measured.claimsOfEvent[index].map { measured.claims[Int($0)].amount }.sum() : .zero
            for rule in Set(rulesBefore).union(rulesAfter) {
                table[rule, default: RuleRow(rule: rule)].count(
                    before: rulesBefore.contains(rule), after: rulesAfter.contains(rule), changed: isChanged, asked: asked)
            }
            guard isChanged else { continue }
            let person = old.record.event.payload.actor ?? ""
            var row = changes[change] ?? ChangeRow()
            row.events += 1
            row.asked += asked
            row.people.insert(person)
            switch measured.events[index].side {
            case .attack: row.attackEvents += 1
            case .honest: row.honestEvents += 1
            case .neither: break
            }
            changes[change] = row
            guard row.events <= limit else { continue }
            examples.append(
                Example(
                    position: position, event: old.record.event.key.description, type: old.record.event.type, person: person, change: change,
                    rulesBefore: rulesBefore, rulesAfter: rulesAfter, asked: asked))
        }
        rules = table.values.filter { $0.onlyBefore + $0.onlyAfter > 0 }.sorted { $0.rule < $1.rule }
    }
}

extension RuleSetDifference.RuleRow {
    fileprivate init(rule: String) { self.rule = rule }

    fileprivate mutating func count(before isBefore: Bool, after isAfter: Bool, changed isChanged: Bool, asked amount: MicroCredits) {
        if isBefore { before += 1 }
        if isAfter { after += 1 }
        guard isBefore != isAfter else { return }
        if isBefore { onlyBefore += 1 } else { onlyAfter += 1 }
        guard isChanged else { return }
        changed += 1
        asked += amount
    }
}

extension ScreenedLedger {
    fileprivate func decided(_ event: ScreenedEvent) -> RuleSetDifference.Decided {
        RuleSetDifference.Decided(
            event.outcome, discount: event.discount, labels: firedVerdicts[event.record.position]?.labels ?? [])
    }

    /// Ids of the rules that fired on the event of an entry, in the order of the verdict.
    fileprivate func firedRules(_ position: LedgerPosition) -> [String] {
        firedVerdicts[position]?.firings.map(\.rule) ?? []
    }
}

public import Contributions
internal import Ledger
public import Rules

/// How good each rule of a set is, how good they are together, and what each adds to the others.
public struct RuleMeasurement: Sendable {
    /// What stood before any count is believed: who was looked at, and which rules could have spoken.
    public struct Coverage: Hashable, Sendable {
        public let events: Int
        /// Events whose verdict rests on a rule that could not be decided.
        public let undecided: Int
        /// Events without a verdict.
        public let pending: Int
        public let rules: Int
        /// Live rules that looked at events and fired on none.
        public let neverFired: [String]
        /// Live rules that no event of the ledger concerns.
        public let neverEvaluated: [String]
    }

    /// What a rule did, or would do, on the events on which it fires: one that discounts counts the money that it keeps, one that labels none.
    public struct Row: Hashable, Sendable {
        public let rule: String
        public let isShadow: Bool
        public let tally: RuleTally
        /// Attack events that no other rule holds or rejects; 0 for a shadow rule.
        public let uniqueCatches: Int
        public let ifDeleted: Deletion
    }

    /// What changes where a rule is taken out and the others stay.
    public struct Deletion: Hashable, Sendable {
        /// Events that nothing would hold or reject any more.
        public var attackEvents = 0
        public var honestEvents = 0
        /// What would be paid at once, what a discount lets go included.
        public var attackMoney = MicroCredits.zero
        public var honestMoney = MicroCredits.zero
        /// Attacks of which no event would be held or rejected any more.
        public var attacks = 0
    }

    /// Two rules that fire on the same events.
    public struct Overlap: Hashable, Sendable {
        public let first: String
        public let second: String
        public let both: Int
        public let either: Int
    }

    public struct Subgroup: Hashable, Sendable {
        /// e.g. `language=de`.
        public let name: String
        public let events: Int
        public let falsePositives: Proportion
        public let recall: Proportion
    }

    public let coverage: Coverage
    /// All live rules together.
    public let set: RuleTally
    /// Rules that fired: live ones by id, then shadow ones by id.
    public let rows: [Row]
    public let overlaps: [Overlap]
    public let subgroups: [Subgroup]

    /// O(events + firings + claims).
    public init(_ ledger: MeasuredLedger, ruleSet: RuleSet) {
        let counting = Tallying(ledger)
        var byRule = [[Int32]](repeating: [], count: ledger.ruleIDs.count)
        var byShadow = byRule
        var flagged: [Int32] = []
        var discounted: [Int32] = []
        for (index, event) in ledger.events.enumerated() {
            if !event.rules.isEmpty { flagged.append(Int32(index)) }
            if event.discount != nil { discounted.append(Int32(index)) }
            for rule in event.rules { byRule[Int(rule)].append(Int32(index)) }
            for rule in event.milder { byRule[Int(rule)].append(Int32(index)) }
            for rule in event.shadow { byShadow[Int(rule)].append(Int32(index)) }
        }
        coverage = Self.coverage(ledger, ruleSet, fired: Set(zip(ledger.ruleIDs, byRule).filter { !$1.isEmpty }.map { $0.0 }))
        set = counting.tally(flagged, discounted: discounted)
        let outcomes = Self.outcomes(ledger, ruleSet)
        let deletions = Self.deletions(ledger, outcomes)
        func tally(_ rule: Int, _ list: [Int32]) -> RuleTally { counting.tally(list) { outcomes[rule].kept(of: $0) } }
        let order = ledger.ruleIDs.indices.sorted { ledger.ruleIDs[$0] < ledger.ruleIDs[$1] }
        rows =
            order.filter { !byRule[$0].isEmpty }.map { rule in
                Row(
                    rule: ledger.ruleIDs[rule], isShadow: false, tally: tally(rule, byRule[rule]), uniqueCatches: deletions[rule].attackEvents,
                    ifDeleted: deletions[rule])
            }
            + order.filter { !byShadow[$0].isEmpty }.map { rule in
                Row(
                    rule: ledger.ruleIDs[rule], isShadow: true, tally: tally(rule, byShadow[rule]), uniqueCatches: 0, ifDeleted: Deletion())
            }
        overlaps = Self.overlaps(ledger, byRule.map(\.count))
        subgroups = ledger.subgroups.keys.sorted().map { Self.subgroup($0, ledger) }
    }

    private static func coverage(_ ledger: MeasuredLedger, _ ruleSet: RuleSet, fired: Set<String>) -> Coverage {
        let types = Set(ledger.events.map(\.type))
        let live = ruleSet.rules.filter { $0.status == .live }
        return Coverage(
            events: ledger.events.count, undecided: ledger.events.count { $0.isUndecided }, pending: ledger.pending, rules: live.count,
            neverFired: live.filter { !fired.contains($0.id) && !types.isDisjoint(with: $0.eventTypes) }.map(\.id),
            neverEvaluated: live.filter { types.isDisjoint(with: $0.eventTypes) }.map(\.id))
    }

    /// Of each rule that fired, by number. One that is not in the set stands for a detector that could not run, which holds.
    private static func outcomes(_ ledger: MeasuredLedger, _ ruleSet: RuleSet) -> [RuleOutcome] {
        let known = Dictionary(ruleSet.rules.map { ($0.id, $0.outcome) }) { first, _ in first }
        return ledger.ruleIDs.map { known[$0] ?? .hold }
    }

    private static func deletions(_ ledger: MeasuredLedger, _ outcomes: [RuleOutcome]) -> [Deletion] {
        var deletions = [Deletion](repeating: Deletion(), count: ledger.ruleIDs.count)
        // Events of each attack that are flagged, and those that one rule alone flags.
        var flaggedOfUnit = [Int: Int](), aloneOfUnit = [Int: [Int32: Int]]()
        for event in ledger.events {
            if event.side == .attack, !event.rules.isEmpty { flaggedOfUnit[event.unit, default: 0] += 1 }
            guard event.rules.count == 1, let rule = event.rules.first else { continue }
            if event.side == .attack {
                deletions[Int(rule)].attackEvents += 1
                aloneOfUnit[event.unit, default: [:]][rule, default: 0] += 1
            } else if event.side == .honest {
                deletions[Int(rule)].honestEvents += 1
            }
        }
        for (unit, counts) in aloneOfUnit {
            for (rule, count) in counts where flaggedOfUnit[unit] == count { deletions[Int(rule)].attacks += 1 }
        }
        for claim in ledger.claims {
            guard let (rule, amount) = freed(claim, ledger, outcomes) else { continue }
            switch claim.side {
            case .attack: deletions[Int(rule)].attackMoney += amount
            case .honest: deletions[Int(rule)].honestMoney += amount
            case .neither: break
            }
        }
        return deletions
    }

    /// The rule without which more of a claim would be paid at once, and how much more; nil where no one rule does.
    private static func freed(
        _ claim: MeasuredLedger.Claim, _ ledger: MeasuredLedger, _ outcomes: [RuleOutcome]
    ) -> (rule: Int32, amount: MicroCredits)? {
        let event = ledger.events[Int(claim.event)]
        var (holders, milder) = (event.rules, event.milder)
        if claim.source >= 0, claim.source != claim.event {
            holders += ledger.events[Int(claim.source)].rules
            milder += ledger.events[Int(claim.source)].milder
        }
        if let rule = holders.first {
            guard holders.allSatisfy({ $0 == rule }) else { return nil }
            return (rule, claim.amount - ledger.keptByDiscount(of: claim))
        }
        guard let largest = milder.max(by: { outcomes[Int($0)].kept(of: claim.amount) < outcomes[Int($1)].kept(of: claim.amount) }) else {
            return nil
        }
        let others = milder.filter { $0 != largest }.map { outcomes[Int($0)].kept(of: claim.amount) }.max() ?? .zero
        return (largest, outcomes[Int(largest)].kept(of: claim.amount) - others)
    }

    private static func overlaps(_ ledger: MeasuredLedger, _ fired: [Int]) -> [Overlap] {
        let rules = ledger.ruleIDs.count
        // Rules are a thousand at most, and a set that fires much has few pairs that never meet: a table, not a dictionary.
        var both = [Int32](repeating: 0, count: rules * rules)
        for event in ledger.events where event.rules.count + event.milder.count > 1 {
            let fired = event.milder.isEmpty ? event.rules : (event.rules + event.milder).sorted()
            for (place, first) in fired.enumerated() {
                for second in fired[(place + 1)...] { both[Int(first) * rules + Int(second)] += 1 }
            }
        }
        return both.indices.filter { both[$0] > 0 }.map { pair in
            let (a, b) = pair.quotientAndRemainder(dividingBy: rules)
            let names = [ledger.ruleIDs[a], ledger.ruleIDs[b]].sorted()
            return Overlap(first: names[0], second: names[1], both: Int(both[pair]), either: fired[a] + fired[b] - Int(both[pair]))
        }.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
    }

    private static func subgroup(_ name: String, _ ledger: MeasuredLedger) -> Subgroup {
        var (honest, honestFlagged, attack, attackFlagged) = (0, 0, 0, 0)
        let members = ledger.subgroups[name] ?? []
        for index in members {
            let event = ledger.events[Int(index)]
            switch event.side {
            case .attack:
                attack += 1
                if !event.rules.isEmpty { attackFlagged += 1 }
            case .honest:
                honest += 1
                if !event.rules.isEmpty { honestFlagged += 1 }
            case .neither: break
            }
        }
        return Subgroup(
            name: name, events: members.count, falsePositives: Proportion(honestFlagged, of: honest), recall: Proportion(attackFlagged, of: attack))
    }
}

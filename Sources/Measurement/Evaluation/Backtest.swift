internal import CanonicalJSON
public import Contributions
internal import Ledger
internal import Numerics
internal import Rules
public import Screening
public import Rewards

/// What a rule set did to a labelled world: events and money caught, honest events and money touched.
public struct Backtest: Hashable, Sendable {
    /// Events of one label.
    public struct Row: Hashable, Sendable {
        public let name: String
        /// Nil for plain honest events.
        public let kind: WorldLabels.Kind?
        public var events = 0
        public var held = 0
        public var rejected = 0
        /// Let through with a discount; not flagged.
        public var discounted = 0
        public var asked = MicroCredits.zero
        public var paid = MicroCredits.zero

        public var isAttack: Bool { kind == .attack }
        public var flagged: Int { held + rejected }
        /// Share of the events that were held or rejected: recall for an attack, false-positive rate for a look-alike.
        public var rate: Double { events == 0 ? 0 : Double(flagged) / Double(events) }
        /// Clopper–Pearson, 95 %. Events of one attack are not independent, so this is the narrowest the truth can be.
        public var interval: ClosedRange<Double> { Intervals.clopperPearson(successes: flagged, trials: events) }
    }

    /// What one rule fired on.
    public struct RuleRow: Hashable, Sendable {
        public let rule: String
        public var onAttack = 0
        public var onContext = 0
        public var onLookAlike = 0
        public var onPlain = 0
        /// Attack events that no other rule flagged.
        public var uniqueCatches = 0

        public var fired: Int { onAttack + onContext + onLookAlike + onPlain }
        /// Of the firings that a label speaks of, the share on attacks.
        public var precision: Double? {
            let judged = fired - onContext
            return judged == 0 ? nil : Double(onAttack) / Double(judged)
        }
    }

    /// Attacks, their context, then look-alikes, by name; last the plain honest events.
    public private(set) var rows: [Row] = []
    public private(set) var rules: [RuleRow] = []
    public private(set) var eventsScreened = 0
    public private(set) var eventsPending = 0
    /// Labels whose event is not in the ledger.
    public private(set) var labelsUnmatched = 0

    public static let plainName = "plain honest"

    public var truePositives: Int { rows.filter(\.isAttack).map(\.flagged).reduce(0, +) }
    /// Flagged events that are honest; the context of an attack counts neither way.
    public var falsePositives: Int { rows.filter { $0.kind == nil || $0.kind == .benign }.map(\.flagged).reduce(0, +) }
    /// Of the flagged events, the share that belongs to an attack.
    public var precision: Double? { truePositives + falsePositives == 0 ? nil : Double(truePositives) / Double(truePositives + falsePositives) }
    /// Of the attack events, the share that was flagged.
    public var recall: Double? {
        let events = rows.filter(\.isAttack).map(\.events).reduce(0, +)
        return events == 0 ? nil : Double(truePositives) / Double(events)
    }

    /// What attacks asked for, and of it what was not paid.
    public var attackMoney: (asked: MicroCredits, paid: MicroCredits) { money { $0.isAttack } }
    /// What honest events asked for, and of it what was not paid.
    public var honestMoney: (asked: MicroCredits, withheld: MicroCredits) = (.zero, .zero)

    private func money(_ included: (Row) -> Bool) -> (asked: MicroCredits, paid: MicroCredits) {
        let chosen = rows.filter(included)
        return (chosen.map(\.asked).sum(), chosen.map(\.paid).sum())
    }

    public static func == (left: Backtest, right: Backtest) -> Bool {
        left.rows == right.rows && left.rules == right.rules && left.eventsScreened == right.eventsScreened
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(rows) }

    /// Compares the verdicts in the ledger with the labels. Money counts as an attack's where the event or the credited submission is labelled so.
    public init(_ ledger: ScreenedLedger, labels: WorldLabels, policy: PayoutPolicy) {
        self.init(ledger, labels: labels, lines: Self.moneyLines(ledger, policy: policy))
    }

    /// Every amount of a payout run over the ledger.
    public static func moneyLines(_ ledger: ScreenedLedger, policy: PayoutPolicy) -> [MoneyLine] {
        var lines: [MoneyLine] = []
        _ = PayoutRun(ledger, policy: policy) { lines.append($0) }
        return lines
    }

    /// The same where the payout was run already.
    public init(_ ledger: ScreenedLedger, labels: WorldLabels, lines: [MoneyLine]) {
        var table: [String: Row] = [:]
        var ruleTable: [String: RuleRow] = [:]
        var labelOfPosition: [Int: WorldLabels.Entry] = [:]
        for event in ledger.events {
            let name = event.record.event.key.description
            let label = labels.byEvent[name]
            if let label { labelOfPosition[event.record.position] = label }
            let rowName = label?.name ?? Self.plainName
            table[rowName, default: Row(name: rowName, kind: label?.kind)].count(event)
            eventsScreened += 1
            let fired = ledger.firedVerdicts[event.record.position]?.firings ?? []
            let graveCount = fired.count { Self.isGrave($0) }
            for item in fired {
                ruleTable[item.rule, default: RuleRow(rule: item.rule)].count(label, alone: graveCount == 1 && Self.isGrave(item))
            }
        }
        eventsPending = ledger.pending.count
        let present = Set(ledger.events.map(\.record.event.key.description))
        labelsUnmatched = labels.entries.filter { !present.contains($0.event) }.count
        addMoney(lines, labels: labels, labelOfPosition: labelOfPosition, table: &table)
        rows = table.values.sorted { ($0.order, $0.name) < ($1.order, $1.name) }
        rules = ruleTable.values.sorted { $0.rule < $1.rule }
    }

    /// True for a rule of a verdict that held or rejected.
    private static func isGrave(_ firing: Decision.Firing) -> Bool { firing.outcome.verdict != .clear }

    private mutating func addMoney(
        _ lines: [MoneyLine], labels: WorldLabels, labelOfPosition: [Int: WorldLabels.Entry], table: inout [String: Row]
    ) {
        let labelOfSubmission = labels.bySubmission
        for line in lines {
            let label = WorldLabels.Entry.governing(event: labelOfPosition[line.position], source: labelOfSubmission[line.source])
            let name = label?.name ?? Self.plainName
            table[name, default: Row(name: name, kind: label?.kind)].add(line)
            guard label == nil || label?.kind == .benign else { continue }
            switch line.kind {
            case .asked: honestMoney.asked += line.amount
            case .held, .rejected, .discounted: honestMoney.withheld += line.amount
            case .paid: break
            }
        }
    }
}

extension Backtest.Row {
    fileprivate var order: Int { kind == .attack ? 0 : kind == .context ? 1 : kind == .benign ? 2 : 3 }

    fileprivate init(name: String, kind: WorldLabels.Kind?) {
        self.name = name
        self.kind = kind
    }

    fileprivate mutating func count(_ event: ScreenedEvent) {
        events += 1
        switch event {
        case .cleared: discounted += event.discount == nil ? 0 : 1
        case .held: held += 1
        case .rejected: rejected += 1
        }
    }

    fileprivate mutating func add(_ line: MoneyLine) {
        switch line.kind {
        case .asked: asked += line.amount
        case .paid: paid += line.amount
        case .held, .rejected, .discounted: break
        }
    }
}

extension Backtest.RuleRow {
    fileprivate init(rule: String) { self.rule = rule }

    fileprivate mutating func count(_ label: WorldLabels.Entry?, alone: Bool) {
        switch label?.kind {
        case .attack:
            onAttack += 1
            if alone { uniqueCatches += 1 }
        case .context: onContext += 1
        case .benign: onLookAlike += 1
        case nil: onPlain += 1
        }
    }
}

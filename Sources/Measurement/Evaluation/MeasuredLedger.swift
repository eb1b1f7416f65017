internal import Contributions
internal import Ledger
internal import Rules
public import Screening
public import Rewards

/// A screened ledger laid out for measuring rules: for each event its label, its people and the rules that fired on it, and what was asked for.
///
/// Events and claims are numbered in ledger order; money follows an event or what it credits, so that holding a submission holds its claims.
public struct MeasuredLedger: Sendable {
    /// Whether an event or a claim is an attack's, honest, or neither (the context of an attack).
    enum Side: UInt8, Sendable { case attack, honest, neither }

    struct Event: Sendable {
        let position: Int
        let time: Timestamp
        let type: String
        let side: Side
        /// Who acted: the contributor, tuner, consumer or agent; empty where nobody is named.
        let person: Int
        /// What is counted once: an attack by one party, else a person.
        let unit: Int
        let outcome: Outcome
        /// Rules that hold or reject it, by number, rising.
        var rules: [Int32] = []
        /// Rules that discount or label it, by number, rising.
        var milder: [Int32] = []
        /// What the verdict keeps of what follows it.
        var discount: Discount?
        /// Shadow rules that fired.
        var shadow: [Int32] = []
        var isUndecided = false
    }

    struct Claim: Sendable {
        let event: Int32
        /// The event that brought what is credited; -1 where none did.
        let source: Int32
        let side: Side
        let amount: MicroCredits
    }

    var events: [Event] = []
    var claims: [Claim] = []
    /// Ids of rules that fired, by number.
    private(set) var ruleIDs: [String] = []
    private(set) var ruleNumbers: [String: Int32] = [:]
    private(set) var people: [String] = []
    var unitCount: Int { unitNames.count }
    /// What is counted once, by number: an attack by one party, or a person.
    private(set) var unitNames: [String] = []
    /// Names of the subgroups of each event, such as `language=de`.
    var subgroups: [String: [Int32]] = [:]
    /// Claims of each event, and claims on what each event brought.
    var claimsOfEvent: [[Int32]] = []
    private(set) var pending = 0

    /// - Parameter lines: what a payout run over the ledger observed; those that say what was asked count.
    public init(_ ledger: ScreenedLedger, labels: WorldLabels, lines: [MoneyLine]) {
        var builder = Builder()
        pending = ledger.pending.count
        events.reserveCapacity(ledger.events.count)
        var indexOf: [Int: Int32] = [:]
        indexOf.reserveCapacity(ledger.events.count)
        var labelled: [Int32: WorldLabels.Entry] = [:]
        var sources: [String: Int32] = [:]
        for (place, screened) in ledger.events.enumerated() {
            let record = screened.record
            let index = Int32(place)
            indexOf[record.position] = index
            let label = labels.byEvent.isEmpty ? nil : labels.byEvent[record.event.key.description]
            if let label { labelled[index] = label }
            let person = record.event.payload.actor ?? ""
            var event = Event(
                position: record.position, time: record.event.time, type: record.event.type, side: Side(label),
                person: builder.person(person, at: record.event.time),
                unit: builder.unit(label, person), outcome: screened.outcome)
            for firing in ledger.firedVerdicts[record.position]?.firings ?? [] {
                if firing.undecided { event.isUndecided = true }
                switch firing.outcome {
                case .hold, .reject: event.rules.append(number(of: firing.rule))
                case .label, .discount: event.milder.append(number(of: firing.rule))
                case .clear: break
                }
            }
            event.rules.sort()
            event.milder.sort()
            event.discount = screened.discount
            event.shadow = (ledger.shadowFirings[record.position] ?? []).map { self.number(of: $0.rule) }
            if let brought = record.event.payload.names(.brings).first, sources[brought] == nil { sources[brought] = index }
            for name in builder.subgroups(record.event, event.person) { subgroups[name, default: []].append(index) }
            events.append(event)
        }
        people = builder.people
        unitNames = builder.unitNames
        addClaims(lines, indexOf: indexOf, sources: sources, labelled: labelled, labels: labels)
    }

    private mutating func number(of id: String) -> Int32 {
        if let known = ruleNumbers[id] { return known }
        ruleNumbers[id] = Int32(ruleIDs.count)
        ruleIDs.append(id)
        return Int32(ruleIDs.count - 1)
    }

    private mutating func addClaims(
        _ lines: [MoneyLine], indexOf: [Int: Int32], sources: [String: Int32], labelled: [Int32: WorldLabels.Entry], labels: WorldLabels
    ) {
        let labelOfSubmission = labels.bySubmission
        claimsOfEvent = Array(repeating: [], count: events.count)
        for line in lines where line.kind == .asked {
            guard let event = indexOf[line.position] else { continue }
            let source = sources[line.source] ?? -1
            let label = WorldLabels.Entry.governing(event: labelled[event], source: labelOfSubmission[line.source])
            let number = Int32(claims.count)
            claims.append(Claim(event: event, source: source, side: Side(label), amount: line.amount))
            claimsOfEvent[Int(event)].append(number)
            if source >= 0, source != event { claimsOfEvent[Int(source)].append(number) }
        }
    }
}

extension MeasuredLedger {
    /// What the larger discount, of the event or of what it credits, keeps of a claim.
    func keptByDiscount(of claim: Claim) -> MicroCredits {
        let own = events[Int(claim.event)].discount
        let brought = claim.source >= 0 ? events[Int(claim.source)].discount : nil
        return [own, brought].compactMap { $0 }.max()?.kept(of: claim.amount) ?? .zero
    }
}

extension MeasuredLedger.Side {
    init(_ label: WorldLabels.Entry?) {
        switch label?.kind {
        case .attack: self = .attack
        case .context: self = .neither
        case .benign, nil: self = .honest
        }
    }
}

extension MeasuredLedger {
    /// Numbers people and units while events go by.
    private struct Builder {
        private(set) var people: [String] = []
        private var numbers: [String: Int] = [:]
        private var firstSeen: [Timestamp] = []
        private var units: [String: Int] = [:]
        private(set) var unitNames: [String] = []

        mutating func person(_ name: String, at time: Timestamp) -> Int {
            if let known = numbers[name] { return known }
            numbers[name] = people.count
            people.append(name)
            firstSeen.append(time)
            return people.count - 1
        }

        mutating func unit(_ label: WorldLabels.Entry?, _ person: String) -> Int {
            let name: String
            if let label, label.kind == .attack {
                name = "attack " + (label.group ?? label.name + " " + (label.participant ?? person))
            } else {
                name = "person " + person
            }
            if let known = units[name] { return known }
            units[name] = unitNames.count
            unitNames.append(name)
            return unitNames.count - 1
        }

        func subgroups(_ event: ContributionEvent, _ person: Int) -> [String] {
            var names: [String] = []
            if !people[person].isEmpty {
                names.append("account age=" + Self.ageBand(days: (event.time.seconds - firstSeen[person].seconds) / 86_400))
            }
            if case .submission(let submission) = event.payload {
                names.append("language=" + (submission.language ?? "unstated"))
                names.append("text size=" + Self.sizeBand(bytes: submission.text.utf8.count))
            }
            return names
        }

        private static func ageBand(days: Int64) -> String {
            switch days {
            case ..<1: "0 under a day"
            case ..<7: "1 under a week"
            case ..<30: "2 under 30 days"
            case ..<90: "3 under 90 days"
            default: "4 older"
            }
        }

        private static func sizeBand(bytes: Int) -> String {
            switch bytes {
            case ..<200: "0 under 200 bytes"
            case ..<1000: "1 under 1,000 bytes"
            case ..<5000: "2 under 5,000 bytes"
            default: "3 longer"
            }
        }
    }
}

public import Contributions
internal import Numerics

/// A share with how many it rests on.
public struct Proportion: Hashable, Sendable {
    public let count: Int
    public let total: Int

    public init(_ count: Int, of total: Int) {
        self.count = count
        self.total = total
    }

    /// Nil where there is nothing to take a share of.
    public var share: Double? { total == 0 ? nil : Double(count) / Double(total) }
    /// Clopper–Pearson, 95 %.
    public var interval: ClosedRange<Double> { Intervals.clopperPearson(successes: count, trials: total) }
}

/// What one rule, or several together, did to a labelled ledger.
public struct RuleTally: Hashable, Sendable {
    /// Of the events that a label speaks of and that were held or rejected, those of attacks.
    public let precision: Proportion
    /// Of the events of attacks, those that were held or rejected.
    public let recall: Proportion
    /// Of the honest events, those that were held or rejected.
    public let falsePositives: Proportion
    /// The same with attacks of one party counted once, and honest events once for each person.
    public let unitPrecision: Proportion
    public let unitRecall: Proportion
    /// Of the people without any attack, those of whom an event was held or rejected.
    public let peopleTouched: Proportion
    /// What attacks asked for and did not get at once (of a discounted claim, what the discount keeps), and what they asked for.
    public let moneyCaught: MicroCredits
    public let moneyOfAttacks: MicroCredits
    /// What honest events asked for and did not get at once.
    public let moneyWronglyHeld: MicroCredits
    public let moneyOfHonest: MicroCredits
    /// From the first event of an attack to the first that was held.
    public let delay: DetectionDelay
    /// Held or rejected, whatever the label.
    public let fired: Int
}

/// Counts what lists of events come to. A class because the marks of a claim and of a unit serve one list after another.
final class Tallying {
    private let ledger: MeasuredLedger
    private var claimMark: [Int32]
    private var unitMark: [Int32]
    private var personMark: [Int32]
    private var round: Int32 = 0

    let attackEvents: Int
    let honestEvents: Int
    let attackUnits: Int
    private let isAttackUnit: [Bool]
    private let firstBad: [Timestamp?]
    private let honestPeople: Int
    private let isHonestPerson: [Bool]
    private let end: Timestamp
    private let attackMoney: MicroCredits
    private let honestMoney: MicroCredits

    init(_ ledger: MeasuredLedger) {
        self.ledger = ledger
        claimMark = Array(repeating: 0, count: ledger.claims.count)
        unitMark = Array(repeating: 0, count: ledger.unitCount)
        personMark = Array(repeating: 0, count: ledger.people.count)
        var isAttackUnit = Array(repeating: false, count: ledger.unitCount)
        var firstBad = [Timestamp?](repeating: nil, count: ledger.unitCount)
        var hasHonest = Array(repeating: false, count: ledger.people.count)
        var hasAttack = hasHonest
        var (attacks, honest) = (0, 0)
        for event in ledger.events {
            switch event.side {
            case .attack:
                attacks += 1
                isAttackUnit[event.unit] = true
                hasAttack[event.person] = true
                firstBad[event.unit] = min(firstBad[event.unit] ?? event.time, event.time)
            case .honest:
                honest += 1
                hasHonest[event.person] = true
            case .neither: break
            }
        }
        attackEvents = attacks
        honestEvents = honest
        self.isAttackUnit = isAttackUnit
        self.firstBad = firstBad
        attackUnits = isAttackUnit.count { $0 }
        isHonestPerson = zip(zip(hasHonest, hasAttack), ledger.people).map { $0.0 && !$0.1 && !$1.isEmpty }
        honestPeople = isHonestPerson.count { $0 }
        end = ledger.events.map(\.time).max() ?? Timestamp(seconds: 0)
        attackMoney = ledger.claims.filter { $0.side == .attack }.map(\.amount).sum()
        honestMoney = ledger.claims.filter { $0.side == .honest }.map(\.amount).sum()
    }

    /// What keeping the money of these events, all of it or a part, comes to. O(events + their claims + attacks).
    ///
    /// - Parameters:
    ///   - keep: what is kept of each claim.
    ///   - discounted: events that are let through with the discounts of their verdicts; only what these keep is counted.
    func tally(_ flagged: [Int32], keep: (MicroCredits) -> MicroCredits = { $0 }, discounted: [Int32] = []) -> RuleTally {
        round += 1
        var (attacks, honest, units, attackUnitsHit, touched) = (0, 0, 0, 0, 0)
        var (caught, wronglyHeld) = (MicroCredits.zero, MicroCredits.zero)
        var firstHeld: [Int: Timestamp] = [:]
        func count(_ claim: Int32, _ amount: MicroCredits) {
            switch ledger.claims[Int(claim)].side {
            case .attack: caught += amount
            case .honest: wronglyHeld += amount
            case .neither: break
            }
        }
        for index in flagged {
            let event = ledger.events[Int(index)]
            for claim in ledger.claimsOfEvent[Int(index)] where claimMark[Int(claim)] != round {
                claimMark[Int(claim)] = round
                count(claim, keep(ledger.claims[Int(claim)].amount))
            }
            guard event.side != .neither else { continue }
            if event.side == .attack { attacks += 1 } else { honest += 1 }
            if event.side == .attack { firstHeld[event.unit] = min(firstHeld[event.unit] ?? event.time, event.time) }
            if unitMark[event.unit] != round {
                unitMark[event.unit] = round
                units += 1
                if isAttackUnit[event.unit] { attackUnitsHit += 1 }
            }
            if event.side == .honest, isHonestPerson[event.person], personMark[event.person] != round {
                personMark[event.person] = round
                touched += 1
            }
        }
        for index in discounted {
            for claim in ledger.claimsOfEvent[Int(index)] where claimMark[Int(claim)] != round {
                claimMark[Int(claim)] = round
                count(claim, ledger.keptByDiscount(of: ledger.claims[Int(claim)]))
            }
        }
        var delay = DetectionDelay()
        for (unit, isAttack) in isAttackUnit.enumerated() where isAttack {
            guard let start = firstBad[unit] else { continue }
            let held = firstHeld[unit]
            delay.add(days: Double((held ?? end).microseconds - start.microseconds) / 86_400e6, isHeld: held != nil)
        }
        return RuleTally(
            precision: Proportion(attacks, of: attacks + honest), recall: Proportion(attacks, of: attackEvents),
            falsePositives: Proportion(honest, of: honestEvents), unitPrecision: Proportion(attackUnitsHit, of: units),
            unitRecall: Proportion(attackUnitsHit, of: attackUnits), peopleTouched: Proportion(touched, of: honestPeople), moneyCaught: caught,
            moneyOfAttacks: attackMoney, moneyWronglyHeld: wronglyHeld, moneyOfHonest: honestMoney, delay: delay, fired: flagged.count)
    }
}

import Contributions
import Ledger
import PropertyTesting
import Rewards

/// What a test asks of a book; plain numbers, so that a failing list can be printed and shortened.
enum Ask: Hashable, CustomStringConvertible {
    /// Fees and claims of one settlement: for each event its claims as (participant, amount, standing).
    case settle([[Claim]])
    /// Lets this many seconds pass.
    case wait(Int64)
    case finalize
    case decide(Int, post: Bool, by: Int, part: Int64?)
    case dispute(Int, by: Int)
    case resolve(Int, upheld: Bool, by: Int)
    case clawBack(Int, by: Int)
    case payOut(Int, Int64?)
    case writeOff(Int, Int64?, by: Int)

    struct Claim: Hashable {
        let participant: Int
        let amount: Int64
        /// 0 clear, 1 hold, 2 reject.
        let standing: Int
    }

    var description: String {
        switch self {
        case .settle(let events): "settle(\(events.map { $0.map { "p\($0.participant):\($0.amount):\($0.standing)" } }))"
        case .wait(let seconds): "wait(\(seconds))"
        case .finalize: "finalize"
        case .decide(let index, let post, let by, let part): "decide(#\(index), post: \(post), by: \(by), part: \(part.map(String.init) ?? "-"))"
        case .dispute(let index, let by): "dispute(#\(index), by: \(by))"
        case .resolve(let index, let upheld, let by): "resolve(#\(index), upheld: \(upheld), by: \(by))"
        case .clawBack(let index, let by): "clawBack(#\(index), by: \(by))"
        case .payOut(let participant, let amount): "payOut(p\(participant), \(amount.map(String.init) ?? "all"))"
        case .writeOff(let index, let amount, let by): "writeOff(#\(index), \(amount.map(String.init) ?? "all"), by: \(by))"
        }
    }

    /// Names of participants and reviewers share their numbers, so that some decide their own cases.
    static func name(_ number: Int) -> String { "p\(number)" }
    static let names = 5

    static func random(_ random: inout SeededGenerator) -> Ask {
        func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }
        switch number(0..<15) {
        case 0, 1:
            return .settle(
                (0..<number(1..<4)).map { _ in
                    (0..<number(0..<4)).map { _ in
                        Claim(participant: number(0..<3), amount: Int64(number(1..<100)), standing: number(0..<3))
                    }
                })
        case 2, 3: return .wait(Int64(number(0..<1500)))
        case 4, 5: return .finalize
        case 6, 7:
            return .decide(number(0..<12), post: number(0..<2) == 0, by: number(0..<names), part: number(0..<3) == 0 ? Int64(number(-1..<110)) : nil)
        case 8, 9: return .dispute(number(0..<12), by: number(0..<names))
        case 10: return .resolve(number(0..<12), upheld: number(0..<2) == 0, by: number(0..<names))
        case 11, 12: return .clawBack(number(0..<12), by: number(0..<names))
        case 13: return .writeOff(number(0..<12), number(0..<2) == 0 ? nil : Int64(number(1..<150)), by: number(0..<names))
        default: return .payOut(number(0..<3), number(0..<2) == 0 ? nil : Int64(number(1..<150)))
        }
    }
}

/// An independent account of the same rules: a list of rewards with words for states, and sums taken anew from running totals.
struct RewardOracle {
    struct Item {
        let participant: Int
        let amount: Int64
        var state: String
        var cleared: Bool
        var until: Int64
        var final: Int64 = 0
        var forgiven: Int64 = 0
        var wasUpheldClawback = false
        var disputer = -1
        let name: RewardID
    }

    static let window: Int64 = 1000
    var items: [Item] = []
    var held = [Int64](repeating: 0, count: Ask.names)
    var payable = [Int64](repeating: 0, count: Ask.names)
    var paid = [Int64](repeating: 0, count: Ask.names)
    var debt = [Int64](repeating: 0, count: Ask.names)
    var treasury: Int64 = 0
    var fees: Int64 = 0
    var writtenOff: Int64 = 0
    var now: Int64 = 0
    /// For the test of the test: forgets to net debts.
    var forgetsDebts = false

    /// Adds money to what a participant may be paid, debts first.
    private mutating func earn(_ participant: Int, _ amount: Int64) {
        let netted = forgetsDebts ? 0 : min(debt[participant], amount)
        debt[participant] -= netted
        payable[participant] += amount - netted
    }

    /// True where the rules allow it; then it is done.
    mutating func take(_ ask: Ask, nextEvent: inout Int) -> Bool {
        switch ask {
        case .wait(let seconds):
            now += seconds
            return true
        case .settle(let events):
            for claims in events {
                let sum = claims.reduce(0) { $0 + $1.amount }
                fees += sum + 7
                treasury += 7
                for (line, claim) in claims.enumerated() {
                    let item = Item(
                        participant: claim.participant, amount: claim.amount, state: claim.standing == 2 ? "rejected" : "held",
                        cleared: claim.standing == 0, until: now + Self.window, name: RewardID(event: nextEvent, line: line))
                    if claim.standing == 2 { treasury += claim.amount } else { held[claim.participant] += claim.amount }
                    items.append(item)
                }
                nextEvent += 1
            }
            return true
        case .finalize:
            let order = items.indices.filter { items[$0].state == "held" && items[$0].until <= now }.sorted { items[$0].name < items[$1].name }
            for index in order {
                if items[index].cleared {
                    held[items[index].participant] -= items[index].amount
                    items[index].state = "final"
                    items[index].final = items[index].amount
                    earn(items[index].participant, items[index].amount)
                } else {
                    items[index].state = "escalated"
                }
            }
            return true
        case .decide(let index, let post, let by, let part): return decide(index, post, by, part)
        case .dispute(let index, let by):
            guard items.indices.contains(index), ["rejected", "clawed"].contains(items[index].state) else { return false }
            items[index].state = items[index].state == "rejected" ? "disputed rejection" : "disputed clawback"
            items[index].disputer = by
            return true
        case .resolve(let index, let upheld, let by): return resolve(index, upheld, by)
        case .clawBack(let index, let by):
            guard items.indices.contains(index), by != items[index].participant else { return false }
            if ["held", "escalated"].contains(items[index].state) { return decide(index, false, by, nil) }
            guard items[index].state == "final" else { return false }
            let participant = items[index].participant
            let taken = min(payable[participant], items[index].final)
            payable[participant] -= taken
            debt[participant] += items[index].final - taken
            treasury += items[index].final
            items[index].state = "clawed"
            return true
        case .payOut(let participant, let amount):
            guard payable[participant] > 0, amount ?? 1 <= payable[participant] else { return false }
            let sum = amount ?? payable[participant]
            payable[participant] -= sum
            paid[participant] += sum
            return true
        case .writeOff(let index, let amount, let by):
            guard items.indices.contains(index), by != items[index].participant else { return false }
            let (item, participant) = (items[index], items[index].participant)
            let most = min(debt[participant], item.final - item.forgiven)
            guard item.state == "clawed" || item.wasUpheldClawback, most > 0, amount ?? most <= most else { return false }
            let sum = amount ?? most
            items[index].forgiven += sum
            debt[participant] -= sum
            treasury -= sum
            writtenOff += sum
            return true
        }
    }

    private mutating func decide(_ index: Int, _ post: Bool, _ by: Int, _ part: Int64?) -> Bool {
        guard items.indices.contains(index), by != items[index].participant else { return false }
        let item = items[index]
        guard item.state == "held" || item.state == "escalated" else { return false }
        guard post else {
            items[index].state = "rejected"
            held[item.participant] -= item.amount
            treasury += item.amount
            return true
        }
        if item.state == "held", now < item.until {
            guard part == nil, !item.cleared else { return false }
            items[index].cleared = true
            return true
        }
        let sum = part ?? item.amount
        guard sum > 0, sum <= item.amount else { return false }
        items[index].state = "final"
        items[index].cleared = true
        items[index].final = sum
        held[item.participant] -= item.amount
        treasury += item.amount - sum
        earn(item.participant, sum)
        return true
    }

    private mutating func resolve(_ index: Int, _ upheld: Bool, _ by: Int) -> Bool {
        guard items.indices.contains(index), items[index].state.hasPrefix("disputed"), by != items[index].participant, by != items[index].disputer
        else { return false }
        let item = items[index]
        if upheld {
            items[index].state = "upheld"
            items[index].wasUpheldClawback = item.state == "disputed clawback"
        } else if item.state == "disputed rejection" {
            items[index].state = "overturned"
            treasury -= item.amount
            held[item.participant] += item.amount
            items.append(
                Item(
                    participant: item.participant, amount: item.amount, state: "held", cleared: true, until: now + Self.window,
                    name: item.name.successor))
        } else {
            items[index].state = "final"
            items[index].forgiven = 0
            treasury -= item.final - item.forgiven
            earn(item.participant, item.final - item.forgiven)
        }
        return true
    }
}

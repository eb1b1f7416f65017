import Numerics

@testable import AgentSwarms

/// The analyses as they are described, without any thought of speed: what the fast ones must agree with.
enum PlainSwarms {
    /// Every co-action of a pair, as a list.
    static func coactions(_ visits: VisitTable, settings: SwarmSettings, cap: Int) -> [UInt64: [(seconds: Int64, window: Int)]] {
        var all: [UInt64: [(seconds: Int64, window: Int)]] = [:]
        for target in 0..<visits.targetCount {
            var here: [UInt64: [(seconds: Int64, window: Int, isRepeated: Bool)]] = [:]
            for one in visits.offsets[target]..<visits.offsets[target + 1] {
                for other in one + 1..<min(visits.offsets[target + 1], one + 1 + cap) where visits.actor[one] != visits.actor[other] {
                    guard let window = settings.windowsSeconds.firstIndex(where: { visits.seconds[other] - visits.seconds[one] <= $0 }) else { break }
                    here[Coaction.pair(visits.actor[one], visits.actor[other]), default: []].append(
                        (visits.seconds[one], window, visits.isRepeated[one] || visits.isRepeated[other]))
                }
            }
            for (pair, met) in here {
                var taken: [Int64] = []
                for meeting in met.sorted(by: { ($0.window, $0.seconds) < ($1.window, $1.seconds) }) {
                    if meeting.isRepeated {
                        guard taken.count < settings.meetingsPerTarget,
                            taken.allSatisfy({ abs($0 - meeting.seconds) > settings.occasionSeconds })
                        else { continue }
                        taken.append(meeting.seconds)
                    }
                    all[pair, default: []].append((meeting.seconds, meeting.window))
                }
            }
        }
        return all
    }

    static func occasions(_ coactions: [(seconds: Int64, window: Int)], within window: Int, span: Int64) -> Int {
        var count = 0
        var begin: Int64?
        for coaction in coactions.sorted(by: { $0.seconds < $1.seconds }) where coaction.window <= window {
            if begin.map({ coaction.seconds - $0 > span }) ?? true {
                begin = coaction.seconds
                count += 1
            }
        }
        return min(255, count)
    }

    /// Targets, rows and actors in step by going through every target.
    static func driven(
        _ table: ActionTable, group: [Int32], windowSeconds: Int64, settings: SwarmSettings
    ) -> (targets: [Int32], rows: [Int], inStep: [Int32]) {
        var driven: (targets: [Int32], rows: [Int], inStep: [Int32]) = ([], [], [])
        for target in 0..<table.targetCount {
            let own = table.range(target).filter { group.contains(table.rows[$0].actor) }
            let found = own.filter { row in
                own.contains {
                    table.rows[$0].actor != table.rows[row].actor && abs(table.rows[$0].seconds - table.rows[row].seconds) <= windowSeconds
                }
            }
            let who = Set(found.map { table.rows[$0].actor })
            let everybody = Set(table.range(target).map { table.rows[$0].actor })
            guard who.count >= settings.drivingMembers, Double(who.count) >= settings.drivingShare * Double(everybody.count) else { continue }
            driven.targets.append(Int32(target))
            driven.rows += found
            driven.inStep.append(Int32(who.count))
        }
        return driven
    }
}

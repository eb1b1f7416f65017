import Contributions
import Numerics
import Testing

@testable import AgentSwarms

@Suite("The fast analyses agree with the plain ones")
struct SwarmReferenceTests {
    /// A few actors at a few targets, often at equal times and often back.
    static func table(seed: UInt64) -> ActionTable {
        var random = SeededRandom(seed: seed)
        var log = ActionLog()
        for event in 0..<4000 {
            log.append(
                event: Int32(event), actor: "a\(random.int(in: 0..<60))", target: "t\(random.int(in: 0..<50))",
                time: Timestamp(seconds: Int64(random.int(in: 0..<400)) * 1800), payee: nil)
        }
        return ActionTable(log)
    }

    @Test("pairs are counted as one by one, all at once or a shard at a time, all or a sample", arguments: [1, 2, 3] as [UInt64])
    func pairs(seed: UInt64) {
        let table = Self.table(seed: seed)
        var settings = SwarmSettings()
        let plain = PlainSwarms.coactions(VisitTable(table, settings: settings), settings: settings, cap: SwarmSettings.neighbourCap)
        for (shardBudget, nullSample) in [(12_000_000, 1_000_000), (9000, 1_000_000), (12_000_000, 4000)] {
            settings.shardBudget = shardBudget
            settings.nullSample = nullSample
            let visits = VisitTable(table, settings: settings)
            let counts = PairCounts(table, visits: visits, settings: settings)
            #expect(counts.neighbourCap == SwarmSettings.neighbourCap)
            let last = settings.windowsSeconds.count - 1
            let span = settings.occasionSeconds
            let kept = plain.filter { PlainSwarms.occasions($0.value, within: last, span: span) >= settings.minimumOccasions }
            #expect(counts.entries.map(\.pair) == kept.keys.sorted())
            for entry in counts.entries {
                for window in settings.windowsSeconds.indices {
                    #expect(entry.occasions(window: window) == PlainSwarms.occasions(plain[entry.pair] ?? [], within: window, span: span))
                }
            }
            let expected = ExpectedMeetings(visits, company: counts.company)
            let stride = UInt64(max(1, counts.coactionCount / nullSample))
            for window in settings.windowsSeconds.indices {
                var company = [Int32](repeating: 0, count: table.actorCount)
                var sample = NullSample()
                for (pair, met) in plain {
                    let near = Int32(met.count { $0.window <= window })
                    company[Coaction.first(pair)] += near
                    company[Coaction.second(pair)] += near
                    let occasions = PlainSwarms.occasions(met, within: window, span: span)
                    if SplitMix64.mix(pair) % stride == 0, occasions > 0 { sample.add(occasions, expected: expected.count(pair, window: window)) }
                }
                #expect(counts.company[window] == company)
                for bin in 0..<NullSample.binCount {
                    for occasions in 1...NullSample.occasionCap {
                        #expect(counts.sample[window].count(bin: bin, occasions: occasions) == sample.count(bin: bin, occasions: occasions))
                    }
                }
            }
        }
    }

    @Test("what a group drives is what a walk through every target finds", arguments: [1, 2, 3] as [UInt64])
    func driven(seed: UInt64) {
        let table = Self.table(seed: seed + 10)
        var settings = SwarmSettings()
        settings.drivingShare = 0.1
        let group = (0..<Int32(12)).map { $0 * 4 }
        for window in [0, 600, 3600, 21_600] as [Int64] {
            let driven = DrivenGroup(
                table, members: Array(group.prefix(9)), witnesses: Array(group.suffix(3)), windowSeconds: window, settings: settings)
            let plain = PlainSwarms.driven(table, group: group, windowSeconds: window, settings: settings)
            #expect(driven.targets == plain.targets)
            #expect(driven.rows == plain.rows)
            #expect(driven.inStep == plain.inStep)
            for (place, member) in group.prefix(9).enumerated() {
                let rows = driven.rows.filter { table.rows[$0].actor == member }
                let targets = Double(Set(rows.map { table.rows[$0].target }).count) / Double(table.actorDegree[Int(member)])
                let events = Double(Set(rows.map { table.rows[$0].event }).count) / Double(table.actorEvents[Int(member)])
                #expect(driven.shares[place] == max(targets, events))
            }
        }
    }

    @Test("rows are in the order of target and time, and each actor's are listed in it", arguments: [1, 2] as [UInt64])
    func rows(seed: UInt64) {
        let table = Self.table(seed: seed + 20)
        #expect((0..<Int32(table.targetCount - 1)).allSatisfy { table.targetName($0) < table.targetName($0 + 1) })
        #expect((0..<Int32(table.actorCount - 1)).allSatisfy { table.actorName($0) < table.actorName($0 + 1) })
        for target in 0..<table.targetCount {
            let rows = table.range(target).map { table.rows[$0] }
            #expect(rows.allSatisfy { $0.target == Int32(target) })
            #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.seconds <= $1.seconds })
            #expect(Int(table.targetDegree[target]) == Set(rows.map(\.actor)).count)
        }
        for actor in 0..<Int32(table.actorCount) {
            #expect(table.rows(of: actor).map { Int($0) } == table.rows.indices.filter { table.rows[$0].actor == actor })
        }
    }
}

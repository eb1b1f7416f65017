import Contributions
import Numerics
import Testing

@testable import AgentSwarms

/// Many small communities in one ledger: an actor meets its neighbours far more often than activity over the whole ledger explains.
@Suite("Keeping step and sharing a taste")
struct StepTestTests {
    static let day = 86_400
    static let start: Int64 = 1_772_323_200

    /// Towns whose people visit the town's few targets, two shelves of which hold most of what a person likes.
    static func towns(_ count: Int, people: Int, seed: UInt64) -> [SwarmAction] {
        var random = SeededRandom(seed: seed)
        let zipf = Zipf(count: 20, exponent: 0.8)
        var actions: [SwarmAction] = []
        for town in 0..<count {
            for person in 0..<people {
                for _ in 0..<(12 + random.int(in: 0..<30)) {
                    let shelf = random.chance(0.8) ? person % 8 : random.int(in: 0..<8)
                    actions.append(
                        action("person-\(town)-\(person)", "doc-\(town)-\(shelf)-\(zipf.draw(&random))", random.int(in: 0..<29 * day)))
                }
            }
        }
        return actions
    }

    static func action(_ actor: String, _ target: String, _ seconds: Int) -> SwarmAction {
        SwarmAction(actor: actor, target: target, time: Timestamp(seconds: start + Int64(seconds)))
    }

    /// Waves of visits to seven targets that the town knows too, and as many visits like anybody's.
    static func ring(_ members: Int, town: Int, seed: UInt64) -> [SwarmAction] {
        var random = SeededRandom(seed: seed)
        var actions: [SwarmAction] = []
        for wave in 0..<12 {
            let moment = (1 + 2 * wave) * day + random.int(in: 0..<day)
            for member in 0..<members where random.chance(0.9) {
                actions.append(action("ring-\(member)", "doc-\(town)-\(wave % 7)-19", moment + random.int(in: 0..<4 * 3600)))
            }
        }
        for member in 0..<members {
            for _ in 0..<11 {
                let target = "doc-\(town)-\(random.int(in: 0..<8))-\(random.int(in: 0..<19))"
                actions.append(action("ring-\(member)", target, random.int(in: 0..<29 * day)))
            }
        }
        return actions
    }

    static func table(_ actions: [SwarmAction]) -> ActionTable {
        var log = ActionLog()
        for (event, action) in actions.enumerated() {
            log.append(event: Int32(event), actor: action.actor, target: action.target, time: action.time, payee: nil)
        }
        return ActionTable(log)
    }

    @Test("neighbours of forty small towns share shelves for a month, and nobody is held", arguments: [201, 202])
    func neighbours(seed: UInt64) {
        let report = SwarmWorld.report(Self.towns(40, people: 24, seed: seed))
        #expect(report.clusters.isEmpty, "seed \(seed)")
        #expect(!report.held.contains(true), "seed \(seed)")
    }

    @Test("a hundred villages, each on a few documents of its own, are more than any fixed clumping explains, and nobody is held")
    func villages() {
        // A document cannot be read before it is there, so nobody's times elsewhere are quite those at which one could come.
        var random = SeededRandom(seed: 208)
        var actions: [SwarmAction] = []
        for village in 0..<100 {
            for person in 0..<17 {
                for _ in 0..<60 {
                    let document = random.int(in: 0..<22)
                    let moment = random.int(in: document * Self.day..<29 * Self.day)
                    actions.append(Self.action("person-\(village)-\(person)", "doc-\(village)-\(document)", moment))
                }
            }
        }
        let report = SwarmWorld.report(actions)
        #expect(report.held.count { $0 } == 0)
    }

    @Test("a ring in a small town is found whole, without the neighbours who read what it pushes", arguments: [203, 204])
    func ringAmongNeighbours(seed: UInt64) {
        var random = SeededRandom(seed: seed + 1000)
        var actions = Self.towns(12, people: 40, seed: seed) + Self.ring(12, town: 3, seed: seed)
        // Neighbours who like what the ring pushes come when they have time.
        for fan in 0..<3 {
            for visit in 0..<30 {
                let target = visit < 14 ? "doc-3-\(visit % 7)-19" : "doc-3-\(visit % 8)-\(random.int(in: 0..<19))"
                actions.append(Self.action("person-3-\(fan)", target, random.int(in: 0..<29 * Self.day)))
            }
        }
        let report = SwarmWorld.report(actions)
        #expect(report.clusters.map(\.members) == [(0..<12).map { "ring-\($0)" }.sorted()], "seed \(seed)")
        let held = actions.indices.filter { report.held[$0] }
        #expect(held.allSatisfy { actions[$0].actor.hasPrefix("ring") && actions[$0].target.hasSuffix("-19") }, "seed \(seed)")
        #expect(held.count >= 100, "seed \(seed)")
    }

    @Test("who visits the same targets at times of its own does not keep step; who comes in the waves does")
    func fan() throws {
        var random = SeededRandom(seed: 205)
        var actions = Self.ring(12, town: 0, seed: 205)
        for target in 0..<7 {
            for _ in 0..<3 { actions.append(Self.action("fan", "doc-0-\(target)-19", random.int(in: 0..<29 * Self.day))) }
        }
        for _ in 0..<40 { actions.append(Self.action("fan", "elsewhere-\(random.int(in: 0..<30))", random.int(in: 0..<29 * Self.day))) }
        let table = Self.table(actions)
        let settings = SwarmSettings()
        let step = StepTest(table, settings: settings)
        let group = (0..<Int32(table.actorCount)).map { $0 }
        let driven = DrivenGroup(table, members: group, windowSeconds: 172_800, settings: settings)
        let pace = step.pace(driven.rows)
        for actor in group {
            let pValue = step.pValue(actor, pace: pace, windowSeconds: 172_800)
            if table.actorName(actor) == "fan" { #expect(pValue > 0.01) } else { #expect(pValue < 1e-5) }
        }
        let ring = group.filter { table.actorName($0) != "fan" }
        #expect(step.kept(group, windowSeconds: 172_800) == StepTest.Kept(members: ring, witnesses: []))
        #expect(step.chances(0, pace: pace, windowSeconds: 172_800).allSatisfy { $0.chance > 0 && $0.chance <= 1 })
    }

    @Test("a ring that does nothing but meet on seven targets every evening is judged by everybody's times")
    func eveningShift() {
        var random = SeededRandom(seed: 206)
        var actions = Self.towns(20, people: 24, seed: 206)
        for day in 1..<22 {
            for member in 0..<10 {
                for target in 0..<7 where (target + day).isMultiple(of: 2) {
                    actions.append(Self.action("shift-\(member)", "paid-\(target)", day * Self.day + 64_800 + random.int(in: 0..<1800)))
                }
            }
        }
        let report = SwarmWorld.report(actions)
        #expect(report.clusters.map(\.members.count) == [10])
    }

    @Test("who visits what the ring drives twice is no member of it, and yet the others keep step with it")
    func witness() {
        var actions = Self.ring(12, town: 0, seed: 207)
        let waves = actions.filter { $0.actor == "ring-0" && $0.target.hasSuffix("-19") }
        for wave in waves.prefix(2) { actions.append(Self.action("twice", wave.target, Int(wave.time.seconds - Self.start) + 60)) }
        for place in 0..<4 { actions.append(Self.action("twice", "elsewhere-\(place)", place * 7 * Self.day)) }
        let table = Self.table(actions)
        let settings = SwarmSettings()
        let group = (0..<Int32(table.actorCount)).map { $0 }
        let kept = StepTest(table, settings: settings).kept(group, windowSeconds: 172_800)
        #expect(kept.witnesses.map { table.actorName($0) } == ["twice"])
        #expect(kept.members.count == 12)
        // It counts at the targets, and is no member whose share is taken.
        let alone = DrivenGroup(table, members: kept.members, windowSeconds: 172_800, settings: settings)
        let both = DrivenGroup(table, members: kept.members, witnesses: kept.witnesses, windowSeconds: 172_800, settings: settings)
        #expect(both.rows.count == alone.rows.count + 2)
        #expect(both.shares.count == 12)
    }
}

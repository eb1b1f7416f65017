import AgentSwarms
import Testing

/// Floors on generated worlds. The settings were chosen on seeds 1 to 5 of other scales; the seeds below were not looked at.
@Suite("Rings among honest agents")
struct SwarmWorldTests {
    static let scale: SwarmWorld.Scale = {
        var scale = SwarmWorld.Scale()
        scale.honest = 600
        scale.resources = 1000
        scale.ringSize = 25
        scale.classSize = 30
        scale.office = 40
        return scale
    }()

    @Test("lazy, careful, slow and split rings are found; the class, the office and everybody else are not", arguments: [101, 102, 103])
    func floors(seed: UInt64) {
        let world = SwarmWorld(seed: seed, scale: Self.scale)
        let report = world.report()
        let flagged = Set(report.actors.filter { $0.cluster != nil }.map(\.actor))
        #expect(flagged.isDisjoint(with: world.classroom), "seed \(seed)")
        #expect(flagged.isDisjoint(with: world.office), "seed \(seed)")
        #expect(Double(flagged.intersection(world.guilty).count) >= 0.98 * Double(flagged.count), "seed \(seed)")
        for (ring, floor) in [(SwarmWorld.Ring.lazy, 0.95), (.careful, 0.95), (.slow, 0.9), (.split, 0.6)] {
            let members = world.rings[ring] ?? []
            #expect(Double(flagged.intersection(members).count) >= floor * Double(members.count), "seed \(seed) \(ring)")
            let paid = world.paid[ring] ?? []
            #expect(Double(paid.count { report.held[$0] }) >= floor * Double(paid.count), "seed \(seed) \(ring)")
        }
        #expect(!world.lessons.contains { report.held[$0] }, "seed \(seed)")
        let honestHeld = world.actions.indices.count { report.held[$0] && !world.guilty.contains(world.actions[$0].actor) }
        #expect(Double(honestHeld) <= 0.001 * Double(world.actions.count), "seed \(seed)")
    }

    @Test("the score ranks ring members above everybody else", arguments: [104])
    func ranking(seed: UInt64) {
        let world = SwarmWorld(seed: seed, scale: Self.scale)
        let actors = world.report().actors
        let guilty = actors.filter { world.guilty.contains($0.actor) }.map(\.score)
        let honest = actors.filter { !world.guilty.contains($0.actor) }.map(\.score)
        let wins = guilty.reduce(0.0) { sum, score in sum + honest.reduce(0) { $0 + (score > $1 ? 1 : score == $1 ? 0.5 : 0) } }
        #expect(wins / Double(guilty.count * honest.count) >= 0.98, "seed \(seed)")
        #expect(actors.allSatisfy { (0...1).contains($0.score) })
    }

    @Test("payees who gather the driven money do not hide a ring, nor condemn a class with one teacher", arguments: [105])
    func payees(seed: UInt64) {
        let world = SwarmWorld(seed: seed, scale: Self.scale, rings: [.careful, .slow], payees: true)
        let report = world.report()
        let flagged = Set(report.actors.filter { $0.cluster != nil }.map(\.actor))
        #expect(flagged.isDisjoint(with: world.classroom), "seed \(seed)")
        #expect(Double(flagged.intersection(world.guilty).count) >= 0.95 * Double(world.guilty.count), "seed \(seed)")
    }

    @Test("topics, time zones, news, weekly lessons and scheduled jobs hold nobody", arguments: [111, 112, 113])
    func benign(seed: UInt64) {
        let report = SwarmWorld.report(BenignWorld(seed: seed, agents: 500).actions)
        #expect(report.clusters.isEmpty, "seed \(seed)")
        #expect(!report.held.contains(true), "seed \(seed)")
    }

    @Test("an honest world without rings stays clear", arguments: [121, 122])
    func quiet(seed: UInt64) {
        let report = SwarmWorld(seed: seed, scale: Self.scale, rings: []).report()
        #expect(report.clusters.isEmpty, "seed \(seed)")
        #expect(report.actors.allSatisfy { $0.score < 0.5 }, "seed \(seed)")
    }
}

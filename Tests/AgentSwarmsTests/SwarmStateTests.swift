import AgentSwarms
import Collections
import Contributions
import Detection
import Ledger
import Numerics
import Testing

@Suite("What the swarm detector keeps between runs")
struct SwarmStateTests {
    /// A platform with a ring, told out of order: latecomers, equal times, payees that come after their visits.
    static func records(seed: UInt64, ring: Int = 13) throws -> [RecordedEvent] {
        var random = SeededRandom(seed: seed)
        let records = try AgentSwarmDetectorTests.Platform(seed: seed, ring: ring).records()
        let late = records.enumerated().map { (key: $0.offset + (random.chance(0.2) ? random.int(in: 0..<600) : 0), record: $0.element) }
        return late.sorted { $0.key < $1.key }.enumerated().map { RecordedEvent(position: 3 * $0.offset, event: $0.element.record.event) }
    }

    static func kept(_ detector: AgentSwarmDetector) throws -> AgentSwarmDetector {
        var writer = ColumnWriter()
        detector.write(to: &writer)
        return try read(writer.bytes)
    }

    static func read(_ bytes: [UInt8]) throws -> AgentSwarmDetector {
        try bytes.withUnsafeBytes { bytes in
            var reader = ColumnReader(bytes)
            var detector = AgentSwarmDetector()
            try detector.restore(from: &reader)
            guard reader.isAtEnd else { throw ColumnError.malformed }
            return detector
        }
    }

    @Test("however the stream is cut, kept and asked, the answer is that of the fold from the start, limited", arguments: [1, 2, 3] as [UInt64])
    func agreement(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let records = try Self.records(seed: 300 + seed)
        var folded = AgentSwarmDetector()
        var cut = AgentSwarmDetector()
        var start = 0
        while start < records.count {
            let end = min(records.count, start + random.int(in: 1..<700))
            for record in records[start..<end] { folded.observe(record) }
            cut.observe(Array(records[start..<end]))
            if random.chance(0.6) { cut = try Self.kept(cut) }
            let whole = folded.findings()
            #expect(cut.findings() == whole, "seed \(seed), \(end) events")
            for share in [0.002, 0.05, 0.5] {
                let asked = AskedEvents.at(records[..<end].map(\.position).filter { _ in random.chance(share) })
                #expect(cut.findings(on: asked) == whole.limited(to: asked), "seed \(seed), \(end) events")
            }
            let latest = AskedEvents.at(records[..<end].suffix(40).map(\.position))
            #expect(cut.findings(on: latest) == whole.limited(to: latest), "seed \(seed), \(end) events")
            start = end
        }
        #expect(!folded.findings().clusters.isEmpty, "seed \(seed)")
    }

    @Test("asked for nothing it answers nothing") func nothing() throws {
        var detector = AgentSwarmDetector()
        detector.observe(try Self.records(seed: 311))
        #expect(detector.findings(on: .at([])) == Findings())
    }

    @Test("other settings are another configuration") func configuration() {
        let usual = AgentSwarmDetector()
        let other = AgentSwarmDetector(settings: SwarmSettings(windowsSeconds: [600], falseDiscoveryRate: 0.01))
        var strict = SwarmSettings()
        strict.heldShare = 0.5
        #expect(Set([usual, other, AgentSwarmDetector(settings: strict)].map(\.configuration)).count == 3)
        #expect(usual.configuration == AgentSwarmDetector().configuration)
    }

    @Test("a cut state is an error; a flipped bit is an error or another state, never a trap") func damage() throws {
        var detector = AgentSwarmDetector()
        detector.observe(Array(try Self.records(seed: 312, ring: 3).prefix(60)))
        var writer = ColumnWriter()
        detector.write(to: &writer)
        let bytes = writer.bytes
        for length in stride(from: 0, to: bytes.count, by: 7) { #expect(throws: ColumnError.self) { try Self.read(Array(bytes.prefix(length))) } }
        var random = SeededRandom(seed: 313)
        for _ in 0..<3000 {
            var damaged = bytes
            damaged[random.int(in: 0..<bytes.count)] ^= 1 << UInt8(random.int(in: 0..<8))
            guard let other = try? Self.read(damaged) else { continue }
            _ = other.findings()
        }
    }
}

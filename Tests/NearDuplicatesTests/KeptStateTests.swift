import Collections
import Detection
import Ledger
import Testing

@testable import NearDuplicates

@Suite("Near-duplicate detector: what is kept, and what is asked")
struct KeptStateTests {
    private typealias Randomness = SampleText.Randomness

    /// Submissions of a dozen owners: copies of copies, mosaics, revisions, forms, what derived_from names, and what is too short.
    private static func world(_ count: Int, seed: UInt64) throws -> [RecordedEvent] {
        var random = Randomness(seed: seed)
        let frame = SampleText.words(count: 60, seed: seed + 5_000)
        var texts: [[String]] = []
        return try (0..<count).map { number in
            var words = SampleText.words(count: 40 + random.below(80), seed: seed &* 31 &+ UInt64(number))
            var derived: [String] = []
            func earlier() -> [String] { texts.isEmpty ? words : texts[random.below(texts.count)] }
            switch random.below(10) {
            case 0: words = earlier()
            case 1:
                words = earlier()
                if !words.isEmpty { words[random.below(words.count)] = "changed" }
            case 2: words = Array(earlier().prefix(40)) + earlier().prefix(40) + words.prefix(20)
            case 3, 4:
                words = frame.enumerated().flatMap { place, word in place % 9 == 8 ? [word, SampleText.word(random.below(4_000))] : [word] }
            case 5:
                let source = random.below(max(1, texts.count))
                if !texts.isEmpty { words = texts[source] + words.prefix(10) }
                derived = ["s\(source)"]
            case 6: words = Array(words.prefix(random.below(12)))
            case 7 where !texts.isEmpty: words = (texts.last ?? []) + words.prefix(30)
            default: break
            }
            texts.append(words)
            // Now and then an id that was there before.
            let id = random.below(15) == 0 ? "s\(random.below(number + 1))" : "s\(number)"
            return try Sent(id, by: "owner-\(random.below(12))", words.joined(separator: " "), derivedFrom: derived).record(position: number * 2 + 1)
        }
    }

    private static func kept(_ detector: NearDuplicateDetector) -> [UInt8] {
        var state = ColumnWriter()
        detector.write(to: &state)
        return state.bytes
    }

    private static func restored(_ bytes: [UInt8], seed: UInt64 = 5) throws -> NearDuplicateDetector {
        var detector = NearDuplicateDetector(seed: seed)
        try bytes.withUnsafeBytes { bytes in
            var reader = ColumnReader(bytes)
            try detector.restore(from: &reader)
            #expect(reader.isAtEnd)
        }
        return detector
    }

    @Test("Cut into any batches, kept and read back on the way, asked for any events: the answer is that of the plain fold", arguments: 1...6)
    func sameAnswers(_ seed: UInt64) throws {
        let events = try Self.world(120, seed: seed)
        var random = Randomness(seed: seed + 99)
        var plain = NearDuplicateDetector(seed: 5)
        var other = NearDuplicateDetector(seed: 5)
        var start = 0
        while start < events.count {
            let end = min(events.count, start + 1 + random.below(50))
            for event in events[start..<end] { plain.observe(event) }
            other.observe(Array(events[start..<end]))
            if random.below(3) == 0 { other = try Self.restored(Self.kept(other)) }
            start = end
            let all = plain.findings()
            #expect(other.findings() == all, "seed \(seed), \(end) events")
            for _ in 0..<4 {
                let share = 1 + random.below(20)
                let asked = AskedEvents.at((0..<end * 2 + 3).filter { _ in random.below(share) == 0 })
                #expect(other.findings(on: asked) == all.limited(to: asked), "seed \(seed), \(end) events")
            }
        }
        #expect(plain.findings().clusters.count > 2, "seed \(seed): a world without copies shows nothing")
        #expect(other.findings(on: .at([])) == Findings())
    }

    @Test("A state that was cut short is refused at every length")
    func cuts() throws {
        var detector = NearDuplicateDetector(seed: 5)
        detector.observe(try Self.world(30, seed: 3))
        let bytes = Self.kept(detector)
        for length in stride(from: 0, to: bytes.count, by: bytes.count / 400) {
            #expect(throws: ColumnError.self) { try Self.restored(Array(bytes[..<length])) }
        }
    }

    @Test("A flipped bit is refused or answers otherwise, and never traps", arguments: 0..<3)
    func flips(_ seed: UInt64) throws {
        let events = try Self.world(40, seed: 8)
        var detector = NearDuplicateDetector(seed: 5)
        detector.observe(Array(events.prefix(30)))
        let bytes = Self.kept(detector)
        var random = Randomness(seed: seed + 1)
        var refused = 0
        for trial in 0..<50 {
            var damaged = bytes
            // Most of a state are slots and texts, so half of the flips go to the columns before and behind them.
            let place = trial % 2 == 0 ? random.below(bytes.count) : trial % 4 == 1 ? random.below(8_000) : bytes.count - 1 - random.below(6_000)
            damaged[place] ^= 1 << UInt8(random.below(8))
            do {
                var wrong = try Self.restored(damaged)
                wrong.observe(Array(events.dropFirst(30)))
                _ = wrong.findings()
                _ = wrong.findings(on: .at([1, 21, 81, 101]))
            } catch { refused += 1 }
        }
        #expect(refused > 3, "seed \(seed)")
    }

    @Test("The configuration names every threshold, the width and the seed, and does not show the seed")
    func configuration() {
        let seed: UInt64 = 0x0123_4567_89AB_CDEF
        let plain = NearDuplicateDetector(seed: seed).configuration
        #expect(NearDuplicateDetector(seed: seed).configuration == plain)
        #expect(NearDuplicateDetector(seed: seed + 1).configuration != plain)
        #expect(NearDuplicateDetector(seed: seed, shingleWidth: 6).configuration != plain)
        #expect(NearDuplicateThresholds().values.count == Mirror(reflecting: NearDuplicateThresholds()).children.count)
        var thresholds = NearDuplicateThresholds()
        thresholds.quotationShare = 0.5
        #expect(NearDuplicateDetector(seed: seed, thresholds: thresholds).configuration != plain)
        thresholds = NearDuplicateThresholds()
        thresholds.minimumWords += 1
        #expect(NearDuplicateDetector(seed: seed, thresholds: thresholds).configuration != plain)
        let state = Self.kept(NearDuplicateDetector(seed: seed))
        let secret = withUnsafeBytes(of: seed.littleEndian) { Array($0) }
        #expect(!state.indices.dropLast(7).contains { Array(state[$0..<$0 + 8]) == secret })
    }

    @Test("Every cluster is of a declared kind")
    func clusterKinds() throws {
        var detector = NearDuplicateDetector(seed: 5)
        detector.observe(try Self.world(60, seed: 2))
        let kinds = Set(NearDuplicateDetector.clusterKinds.map(\.name))
        #expect(detector.findings().clusters.allSatisfy { kinds.contains($0.kind) })
        #expect(NearDuplicateDetector.clusterKinds.map(\.isSameWork) == [true])
    }
}

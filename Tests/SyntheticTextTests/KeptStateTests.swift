import Collections
import Detection
import Ledger
import Numerics
import Testing

@testable import SyntheticText

@Suite("Synthetic text: what is kept, and what is asked")
struct KeptStateTests {
    /// Fillings of templates, notices, persons, declared texts, other languages and texts that are too short, by a few contributors.
    private static func world(_ count: Int, seed: UInt64) throws -> [RecordedEvent] {
        var random = SeededRandom(seed: seed)
        var submissions = Submissions()
        for day in 0..<count {
            let contributor = "contributor-\(random.int(in: 0...6))"
            let minutes = random.int(in: 1...40)
            switch random.int(in: 0...9) {
            case 0...3: try submissions.add(Writing.filled(&random), by: random.int(in: 0...2) == 0 ? contributor : "flooder", after: minutes)
            case 4: try submissions.add(Writing.notice(&random, day: day), by: contributor, after: minutes)
            case 5: try submissions.add(Writing.machine(&random, sentences: 12), by: contributor, after: minutes, origin: "synthetic")
            case 6: try submissions.add("too short to say", by: contributor, after: minutes, language: random.int(in: 0...1) == 0 ? "en" : "tlh")
            case 7: try submissions.add(Writing.machine(&random, sentences: 10), by: contributor, after: minutes, language: "sux")
            default: try submissions.add(Writing.person(&random, sentences: 10), by: contributor, after: minutes)
            }
        }
        return submissions.records
    }

    private static func kept(_ detector: SyntheticTextDetector) -> [UInt8] {
        var state = ColumnWriter()
        detector.write(to: &state)
        return state.bytes
    }

    private static func restored(_ bytes: [UInt8]) throws -> SyntheticTextDetector {
        var detector = SyntheticTextDetector()
        try bytes.withUnsafeBytes { bytes in
            var reader = ColumnReader(bytes)
            try detector.restore(from: &reader)
            #expect(reader.isAtEnd)
        }
        return detector
    }

    @Test("Cut into any batches, kept and read back on the way, asked for any events: the answer is that of the plain fold", arguments: 1...4)
    func sameAnswers(_ seed: UInt64) throws {
        let events = try Self.world(220, seed: seed)
        var random = SeededRandom(seed: seed + 99)
        var plain = SyntheticTextDetector()
        var other = SyntheticTextDetector()
        var start = 0
        while start < events.count {
            let end = min(events.count, start + random.int(in: 1...60))
            for event in events[start..<end] { plain.observe(event) }
            other.observe(Array(events[start..<end]))
            if random.int(in: 0...2) == 0 {
                let bytes = Self.kept(other)
                other = try Self.restored(bytes)
                #expect(Self.kept(other) == bytes, "seed \(seed)")
            }
            start = end
            let all = plain.findings()
            #expect(other.findings() == all, "seed \(seed), \(end) events")
            for _ in 0..<4 {
                let share = random.int(in: 1...20)
                let asked = AskedEvents.at((0..<end + 3).filter { _ in random.int(in: 1...share) == 1 })
                #expect(other.findings(on: asked) == all.limited(to: asked), "seed \(seed), \(end) events")
            }
        }
        #expect(!plain.findings().clusters.isEmpty, "seed \(seed): a world without a flood shows nothing")
        #expect(other.findings(on: .at([])) == Findings())
    }

    @Test("A state that was cut short is refused at every length") func cuts() throws {
        var detector = SyntheticTextDetector()
        detector.observe(try Self.world(40, seed: 3))
        let bytes = Self.kept(detector)
        for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 300)) {
            #expect(throws: ColumnError.self) { try Self.restored(Array(bytes[..<length])) }
        }
    }

    @Test("A flipped bit is refused or answers otherwise, and never traps", arguments: 0..<3) func flips(_ seed: UInt64) throws {
        let events = try Self.world(90, seed: 8)
        var detector = SyntheticTextDetector()
        detector.observe(Array(events.prefix(70)))
        let bytes = Self.kept(detector)
        var random = SeededRandom(seed: seed + 1)
        var refused = 0
        for _ in 0..<80 {
            var damaged = bytes
            damaged[random.int(in: 0...bytes.count - 1)] ^= 1 << UInt8(random.int(in: 0...7))
            do {
                var wrong = try Self.restored(damaged)
                wrong.observe(Array(events.dropFirst(70)))
                _ = wrong.findings()
            } catch { refused += 1 }
        }
        #expect(refused > 5, "seed \(seed)")
    }

    @Test("The configuration names every threshold and the calibration") func configuration() {
        let plain = SyntheticTextDetector().configuration
        #expect(SyntheticTextDetector().configuration == plain)
        #expect(SyntheticTextDetector(calibration: .empty).configuration != plain)
        #expect(SyntheticThresholds().values.count == Mirror(reflecting: SyntheticThresholds()).children.count)
        var thresholds = SyntheticThresholds()
        thresholds.normFactor += 1
        #expect(SyntheticTextDetector(thresholds: thresholds).configuration != plain)
    }

    @Test("Every cluster is of a declared kind") func clusterKinds() throws {
        var detector = SyntheticTextDetector()
        detector.observe(try Self.world(200, seed: 2))
        let kinds = Set(SyntheticTextDetector.clusterKinds.map(\.name))
        #expect(detector.findings().clusters.allSatisfy { kinds.contains($0.kind) })
    }
}

@Suite("Synthetic text: fast versions and their plain statements")
struct PlainStatementTests {
    /// Hashes of which many repeat.
    private static func hashes(_ count: Int, _ random: inout SeededRandom) -> [UInt64] {
        let different = max(1, count * random.int(in: 1...4) / 4)
        return (0..<count).map { _ in
            let value = random.int(in: 0...different)
            return value == 0 ? 0 : SplitMix64.mix(UInt64(value))
        }
    }

    @Test("Distinct values, n-grams and windows are counted as sets count them", arguments: [0, 1, 2, 49, 50, 51, 74, 75, 300])
    func counts(_ count: Int) {
        var random = SeededRandom(seed: UInt64(count))
        for _ in 0..<20 {
            let hashes = Self.hashes(count, &random)
            #expect(Distinct.count(hashes) == Distinct.reference(hashes).values)
            let previous = Distinct.previous(hashes)
            #expect(previous.enumerated().allSatisfy { $1 == Int32(hashes[..<$0].lastIndex(of: hashes[$0]) ?? -1) })
            let once = previous.count { $0 < 0 } - previous.count { $0 >= 0 && previous[Int($0)] < 0 }
            #expect(once == Distinct.reference(hashes).once)
            #expect(Stylometry.windowedVariety(previous) == Stylometry.referenceVariety(hashes))
            #expect(
                PassageFeatures.buckets(hashes, orders: 3, count: 1 << 10) == PassageFeatures.referenceBuckets(hashes, orders: 3, count: 1 << 10))
        }
    }

    @Test("The smallest hashes of a sketch are those that sorting gives", arguments: [0, 10, 64, 128, 129, 400, 3_000])
    func sketches(_ count: Int) {
        var random = SeededRandom(seed: UInt64(count))
        for round in 0..<20 {
            var hashes = Self.hashes(count, &random).map { UInt32(truncatingIfNeeded: $0) }
            // Repeats of small ones take places in the count of leading bytes.
            if round % 2 == 0 { hashes += [UInt32](repeating: 5, count: count / 2) }
            #expect(TemplateText.smallest(hashes) == TemplateText.referenceSmallest(hashes))
        }
    }

    @Test("Sets of hashes hold what they were given, zero included") func sets() {
        var random = SeededRandom(seed: 4)
        for size in [0, 1, 5, 160] {
            let hashes = (0..<size).map { _ in UInt32(truncatingIfNeeded: random.next()) } + (size % 2 == 1 ? [0] : [])
            let set = HashSet(hashes)
            var seen: [UInt32] = []
            set.forEach { seen.append($0) }
            #expect(seen.sorted() == Set(hashes).sorted())
            #expect(hashes.allSatisfy { set.contains($0) })
            #expect(set.contains(0) == hashes.contains(0))
            #expect(!set.contains(0xDEAD_BEEF))
        }
    }

    @Test("The middle of the busiest days is the median of them all") func peaks() {
        var random = SeededRandom(seed: 6)
        var counts = PeakCounts()
        var peaks = [Int](repeating: 0, count: 40)
        #expect(counts.median == nil)
        for _ in 0..<300 {
            let index = random.int(in: 0...39)
            let next = peaks[index] + random.int(in: 0...3)
            counts.move(from: peaks[index], to: next)
            peaks[index] = next
            let present = peaks.filter { $0 > 0 }.map { Double($0) }
            #expect(counts.median == (present.isEmpty ? nil : Summary.median(present)))
        }
    }
}

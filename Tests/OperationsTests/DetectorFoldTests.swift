import CanonicalJSON
import Contributions
import Detection
import Foundation
import Ledger
import Testing

@testable import Operations

@Suite("Detectors as folds") struct DetectorFoldTests {
    private static let eventCount = 1200

    private static func events() throws -> [RecordedEvent] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("corpora/demo/events.jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").prefix(eventCount).enumerated().map { position, line in
            RecordedEvent(position: position, event: try ContributionEvent(decoding: try JSONParser.parse(String(line))))
        }
    }

    @Test("A detector asked on the way answers in the end as one that is asked once", arguments: DetectorBench.kinds.indices)
    func askedOnTheWay(index: Int) throws {
        var once = DetectorBench.detectors(seed: DetectorBench.publicSeed)[index]
        var often = DetectorBench.detectors(seed: DetectorBench.publicSeed)[index]
        for record in try Self.events() {
            once.observe(record)
            often.observe(record)
            if record.position % 400 == 399 { _ = often.findings() }
        }
        let answer = once.findings()
        #expect(often.findings() == answer, "\(type(of: once))")
        #expect(once.findings() == answer, "asking changed the state of \(type(of: once))")
    }

    @Test("A copy of a detector, kept warm, goes on as the original does", arguments: DetectorBench.kinds.indices)
    func keptWarm(index: Int) throws {
        let events = try Self.events()
        var original = DetectorBench.detectors(seed: DetectorBench.publicSeed)[index]
        for record in events.prefix(600) { original.observe(record) }
        var warm = original
        _ = warm.findings()
        for record in events.dropFirst(600) {
            original.observe(record)
            warm.observe(record)
        }
        #expect(warm.findings() == original.findings(), "\(type(of: original))")
    }

    @Test("Every reported signal is declared, on the type of its event", arguments: DetectorBench.kinds.indices)
    func declared(index: Int) throws {
        let events = try Self.events()
        var detector = DetectorBench.detectors(seed: DetectorBench.publicSeed)[index]
        for record in events { detector.observe(record) }
        let declared = Dictionary(uniqueKeysWithValues: type(of: detector).signals.map { ($0.name, $0) })
        let findings = detector.findings()
        #expect(!findings.signals.isEmpty || !findings.abstentions.isEmpty, "\(type(of: detector)) saw nothing")
        for (position, signals) in findings.signals {
            for signal in signals {
                #expect(declared[signal.name]?.eventTypes.contains(events[position].event.type) == true, "\(signal.name)")
            }
        }
        for abstention in findings.abstentions.values.joined() { #expect(declared[abstention.signal] != nil, "\(abstention.signal)") }
    }
}

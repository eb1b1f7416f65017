import CanonicalJSON
import Contributions
import SampleWorlds

/// A world held in memory, decoded, for tests to look at.
struct GeneratedWorld {
    struct Labelled {
        let event: String
        let kind: String
        let name: String
        let group: String
        let participant: String
        let submission: String?
        let sources: [String]
    }

    let eventBytes: [UInt8]
    let labelBytes: [UInt8]
    let summary: WorldSummary
    let events: [ContributionEvent]
    let labels: [Labelled]

    /// The world of the committed demo, made once for all tests.
    static let demo = Result { try GeneratedWorld(seed: 20_260_301, scale: 1) }

    init(seed: UInt64, scale: Int) throws {
        var eventBytes: [UInt8] = []
        var labelBytes: [UInt8] = []
        summary = SampleWorld(seed: seed, scale: scale).write(events: { eventBytes += $0 }, labels: { labelBytes += $0 })
        self.eventBytes = eventBytes
        self.labelBytes = labelBytes
        events = try Self.lines(eventBytes).map { try ContributionEvent(decoding: JSONParser.parse($0)) }
        labels = try Self.lines(labelBytes).map { line in
            let value = try JSONParser.parse(line)
            func text(_ key: String) -> String { value[key]?.stringValue ?? "" }
            return Labelled(
                event: text("event"), kind: text("kind"), name: text("name"), group: text("group"), participant: text("participant"),
                submission: value["submission"]?.stringValue, sources: value["sources"]?.arrayValue?.compactMap(\.stringValue) ?? [])
        }
    }

    static func lines(_ bytes: [UInt8]) -> [[UInt8]] { bytes.split(separator: 0x0A).map(Array.init) }

    var submissions: [String: (submission: Submission, time: Timestamp)] {
        var out: [String: (submission: Submission, time: Timestamp)] = [:]
        for event in events {
            if case .submission(let submission) = event.payload { out[submission.submission] = (submission, event.time) }
        }
        return out
    }

    /// Hashes of the runs of five words, letters and digits only.
    static func shingles(_ text: String) -> Set<Int> {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        guard words.count >= 5 else { return [] }
        return Set((0...(words.count - 5)).map { words[$0..<$0 + 5].joined(separator: " ").hashValue })
    }

    static func jaccard(_ left: Set<Int>, _ right: Set<Int>) -> Double {
        let common = left.count < right.count ? left.count { right.contains($0) } : right.count { left.contains($0) }
        return common == 0 ? 0 : Double(common) / Double(left.count + right.count - common)
    }
}

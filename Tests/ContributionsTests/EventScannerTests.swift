import CanonicalJSON
import Contributions
import Testing

@Suite("Scanning events")
struct EventScannerTests {
    static let lines: [String] = [
        #"{"specversion":"1.0","id":"e1","source":"engine/a","type":"assay.retrieval.v1","time":"2026-03-01T09:15:02.114Z","data":{"retrieval":"r","consumer":"c","index":"i","query":"what is \u00e9 \n \/ \"x\"?","results":[{"submission":"s-1","rank":1,"score":12.5,"cited":true,"effect":0.25},{"submission":"s-2","rank":2,"score":1e-05}],"fee":1000}}"#,
        #"{ "id" : "e2", "source":"engine/a","specversion":"1.0","type":"assay.submission.v1","time":"2026-03-01T09:15:02+01:00","sequence":"42","data":{"text":"A text 🦔 with \ud83e\udd94","submission":"s","contributor":"p","dataset":"d","origin":"human","derived_from":["s-0"],"language":null,"extra":{"b":1,"a":[]}}}"#,
        #"{"specversion":"1.0","id":"e3","source":"x","type":"assay.inference.v1","time":"2026-03-01T09:15:02Z","data":{"request":"q","consumer":"c","model":"m","fee":0,"tokens_in":5,"credits":[{"submission":"s","weight":0.5},{"adapter":"a","weight":1,"method":"m"}]}}"#,
        #"{"specversion":"1.0","id":"e4","source":"x","type":"assay.participant.v1","time":"2026-03-01T09:15:02Z","data":{"participant":"p","roles":["agent","tuner"],"identifiers":{"network":"hmac:0a1b2c3d","device":null}}}"#,
        #"{"specversion":"1.0","id":"e5","source":"x","type":"assay.interaction.v1","time":"2026-03-01T09:15:02Z","data":{"from":"a","to":"b","resource":"r","kind":"call","amount":7}}"#,
        #"{"specversion":"1.0","id":"e6","source":"x","type":"assay.label.v1","time":"2026-03-01T09:15:02Z","data":{"subject":"s","label":"fraud","reviewer":"r","note":""}}"#,
        #"{"specversion":"1.0","id":"e7","source":"x","type":"assay.tuning.v1","time":"2026-03-01T09:15:02Z","data":{"run":"r","tuner":"t","base_model":"b","adapter":"a","method":"p-tuning","datasets":["d"],"metrics":{"loss":0.1},"tokens":10,"seconds":1.5}}"#,
        #"{"specversion":"1.0","id":"e8","source":"x","type":"other.v9","time":"2026-03-01T09:15:02Z","data":[1,-2,{"z":null}],"subject":"y"}"#,
    ]

    /// The event that scanning takes the line for, put in the decoder's terms; nil where it leaves the line to the decoder.
    private func scanned(_ line: [UInt8]) -> (body: [UInt8], key: EventKey, time: Timestamp, sequence: UInt64?, text: [UInt8]?)? {
        var canonical: [UInt8] = []
        guard line.withUnsafeBufferPointer({ JSONCanonicalizer.append($0, to: &canonical) }),
            let event = canonical.withUnsafeBytes({ ScannedEvent(canonical: $0) })
        else {
            return nil
        }
        func text(_ range: Range<Int>) -> String { String(decoding: canonical[range], as: UTF8.self) }
        return (
            canonical, EventKey(source: text(event.source), id: text(event.id)), event.time, event.sequence, event.text.map { Array(canonical[$0]) }
        )
    }

    private func compare(_ line: [UInt8], _ note: String) {
        guard let scanned = scanned(line) else { return }
        guard let value = try? JSONParser.parse(line), let event = try? ContributionEvent(decoding: value) else {
            Issue.record("scanned, but not decodable: \(note) \(String(decoding: line, as: UTF8.self))")
            return
        }
        #expect(scanned.body == event.canonicalBytes && scanned.key == event.key && scanned.time == event.time, "\(note)")
        #expect(scanned.sequence == event.sequence && event.key.hash != 0, "\(note)")
        if case .submission(let submission) = event.payload {
            let quoted = scanned.text.map { [UInt8(ascii: "\"")] + $0 + [UInt8(ascii: "\"")] }
            #expect(quoted == JSONWriter.bytes(.string(submission.text)), "\(note)")
        } else {
            #expect(scanned.text == nil)
        }
    }

    @Test("every type of the contract passes, and says what the decoder says")
    func agrees() {
        for line in Self.lines {
            #expect(scanned(Array(line.utf8)) != nil, "\(line)")
            compare(Array(line.utf8), "as written")
        }
    }

    @Test("whatever a changed line passes as, the decoder accepts as the same event")
    func mutated() {
        let seed: UInt64 = 20_260_301
        var mutations = EventMutations(seed: seed)
        for round in 0..<40_000 {
            let line = Array(EventMutations.lines[mutations.next(EventMutations.lines.count)].utf8)
            compare(mutations.changed(line), "seed \(seed), round \(round)")
        }
    }
}

import CanonicalJSON
import Contributions

extension FuzzTarget {
    private static let events = [
        #"{"specversion":"1.0","id":"e1","source":"engine/a","type":"assay.retrieval.v1","time":"2026-03-01T09:15:02.114Z","data":{"retrieval":"r","consumer":"c","index":"i","query":"\u00e9 \n \"x\"","results":[{"submission":"s-1","rank":1,"score":12.5,"cited":true,"effect":0.25},{"submission":"s-2","rank":2,"score":1e-05}],"fee":1000}}"#,
        #"{"id":"e2","source":"a","specversion":"1.0","type":"assay.submission.v1","time":"2026-03-01T09:15:02+01:00","sequence":"42","data":{"text":"A 🦔 \ud83e\udd94","submission":"s","contributor":"p","dataset":"d","origin":"human","derived_from":["s-0"],"language":null,"extra":{"b":1,"a":[]}}}"#,
        #"{"specversion":"1.0","id":"e3","source":"x","type":"assay.inference.v1","time":"2026-03-01T09:15:02Z","data":{"request":"q","consumer":"c","model":"m","fee":0,"tokens_in":5,"credits":[{"submission":"s","weight":0.5},{"adapter":"a","weight":1,"method":"m"}]}}"#,
        #"{"specversion":"1.0","id":"e4","source":"x","type":"assay.participant.v1","time":"2026-03-01T09:15:02Z","data":{"participant":"p","roles":["agent","tuner"],"identifiers":{"network":"hmac:0a1b2c3d","device":null}}}"#,
        #"{"specversion":"1.0","id":"e5","source":"x","type":"assay.interaction.v1","time":"2026-03-01T09:15:02Z","data":{"from":"a","to":"b","resource":"r","kind":"call","amount":7}}"#,
        #"{"specversion":"1.0","id":"e6","source":"x","type":"assay.label.v1","time":"2026-03-01T09:15:02Z","data":{"subject":"s","label":"fraud","reviewer":"r","note":""}}"#,
        #"{"specversion":"1.0","id":"e7","source":"x","type":"assay.tuning.v1","time":"2026-03-01T09:15:02Z","data":{"run":"r","tuner":"t","base_model":"b","adapter":"a","method":"p-tuning","datasets":["d"],"metrics":{"loss":0.1},"tokens":10,"seconds":1.5}}"#,
        #"{"specversion":"1.0","id":"e8","source":"x","type":"other.v9","time":"2026-03-01T09:15:02Z","data":[1,-2,{"z":null}],"subject":"y"}"#,
    ].map { Array($0.utf8) }

    /// Scanner and direct decoder take bytes only where the plain decoder does, and say the same of them.
    static let event = FuzzTarget(
        name: "event", seeds: { events },
        words: [
            "null", "true", "1e9", "1E-7", "-0.0", "\"\"", "\\u0000", "\\ud800", "é", "e\u{301}", "\u{7F}", "hmac:", "1000001", "9223372036854775808",
            "\"assay.retrieval.v1\"", "\"assay.submission.v1\"", "\"assay.inference.v1\"", "\"assay.label.v1\"", "\"sequence\":", "\"fee\":",
            "\"effect\":", "\"weight\":", "\"score\":", "\"amount\":", "\"identifiers\":", "\"derived_from\":", "2026-03-01T09:15:02Z",
        ],
        check: { line in
            let value = try? JSONParser.parse(line)
            let decoded = value.flatMap { try? ContributionEvent(decoding: $0) }
            var batch = ScannedBatch()
            if batch.append(line: line, number: 1, latest: nil) {
                guard let decoded else { fatalError("scanned, but not decodable") }
                let item = batch.items[0]
                require(batch.body(0) == decoded.canonicalBytes, "scanned to other bytes")
                require(item.time == decoded.time && item.keyHash == decoded.key.hash, "scanned to another time or key")
                if case .submission(let submission) = decoded.payload {
                    let quoted = item.text.map { [0x22] + Array(batch.bytes[$0]) + [0x22] }
                    require(quoted == JSONWriter.bytes(.string(submission.text)), "scanned to another text")
                } else {
                    require(item.text == nil, "a text where there is none")
                }
            } else {
                require(batch.bytes.isEmpty && batch.items.isEmpty, "a refused line left bytes behind")
            }
            if let direct = ContributionEvent(canonical: Array(line)) {
                require(direct == decoded && direct.canonicalBytes.elementsEqual(line), "decoded directly to another event")
            }
            guard let decoded else { return }
            if let direct = ContributionEvent(canonical: decoded.canonicalBytes) { require(direct == decoded, "canonical bytes read differently") }
            guard let again = (try? JSONParser.parse(decoded.canonicalBytes)).flatMap({ try? ContributionEvent(decoding: $0) }) else {
                fatalError("canonical bytes that do not decode")
            }
            require(again == decoded && again.canonicalBytes == decoded.canonicalBytes, "canonical bytes are another event")
        })

    /// What parses has one canonical form, which parses to itself; the canonicalizer writes the same without building the value.
    static let json = FuzzTarget(
        name: "json",
        seeds: {
            events
                + [#"{"b":[1,-0,0.0,1e5,1E+05,""],"a":{"é":"\u00e9\/\b\f\n\r\t"},"":null}"#, "[[[[]]]]", "\"\\ud83e\\udd94\"", "-12.5e-300"].map {
                    Array($0.utf8)
                }
        },
        words: [
            "null", "true", "false", "\\u", "\\ud83e\\udd94", "\\u0000", "é", "e\u{301}", "1e5", "-0", "{\"\":", "\u{2028}", "18446744073709551616",
        ],
        check: { text in
            var canonical: [UInt8] = []
            let isCanonicalized = JSONCanonicalizer.append(text, to: &canonical)
            guard let value = try? JSONParser.parse(text) else {
                require(!isCanonicalized, "canonicalized, but not parsed")
                return
            }
            let bytes = JSONWriter.bytes(value)
            if isCanonicalized { require(canonical == bytes, "two canonical forms") }
            guard let again = try? JSONParser.parse(bytes) else { fatalError("the canonical form does not parse") }
            require(JSONWriter.bytes(again) == bytes, "the canonical form has another canonical form")
        })

    /// What is read as a time is written as a time that reads the same.
    static let time = FuzzTarget(
        name: "time",
        seeds: {
            ["2026-03-01T09:15:02.114Z", "1970-01-01t00:00:00z", "9999-12-31 23:59:60.999999+00:00", "2024-02-29T12:00:00.123456789-11:30"].map {
                Array($0.utf8)
            }
        },
        words: ["1970-01-01", "9999-12-31", "T23:59:60", "+23:59", "-23:59", "Z"],
        check: { text in
            guard let time = Timestamp(rfc3339: UnsafeRawBufferPointer(text)) else { return }
            require(Timestamp(rfc3339: time.rfc3339) == time, "\(time.microseconds) is written as \(time.rfc3339), which is another time or none")
        })
}

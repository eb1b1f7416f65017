import CanonicalJSON
import Contributions
import Testing

@Suite("Contribution events") struct ContributionEventTests {
    static let retrieval = #"""
        {"specversion":"1.0","id":"evt-1","source":"engine/a","type":"assay.retrieval.v1","time":"2026-03-01T09:15:02.114Z","sequence":"7",
         "data":{"retrieval":"r1","consumer":"c","index":"i","query":"q","fee":2500,"extra":{"kept":true},
         "results":[{"submission":"s1","rank":1,"score":0.5,"cited":true,"effect":0.25},{"submission":"s2","rank":2}]}}
        """#

    static func decode(_ text: String) throws -> ContributionEvent { try ContributionEvent(decoding: try JSONParser.parse(text)) }

    @Test("A retrieval is decoded with its money as integers and its effect in millionths")
    func retrieval() throws {
        let event = try Self.decode(Self.retrieval)
        #expect(event.key.description == "engine/a#evt-1")
        #expect(event.sequence == 7)
        #expect(event.fee == MicroCredits(2500))
        guard case .retrieval(let data) = event.payload else { throw Unexpected() }
        #expect(data.results.map(\.effectPPM) == [250_000, nil])
        #expect(data.results.map(\.cited) == [true, false])
    }

    @Test("Unknown fields are kept in what is hashed, and the order of fields does not matter")
    func canonical() throws {
        let event = try Self.decode(Self.retrieval)
        #expect(String(decoding: event.canonicalBytes, as: UTF8.self).contains(#""extra":{"kept":true}"#))
        let other = try Self.decode(Self.retrieval.replacing(#""id":"evt-1","source":"engine/a""#, with: #""source":"engine/a","id":"evt-1""#))
        #expect(other.digest == event.digest)
        #expect(try Self.decode(Self.retrieval.replacing("2500", with: "2501")).digest != event.digest)
    }

    @Test("An unknown type is kept and unpriced")
    func unknownType() throws {
        let event = try Self.decode(
            #"{"specversion":"1.0","id":"1","source":"s","type":"acme.other.v9","time":"2026-03-01T00:00:00Z","data":{"fee":5}}"#)
        #expect(event.payload == .unknown)
        #expect(event.fee == .zero)
    }

    @Test(
        "Each mistake has its code and its place",
        arguments: [
            (#""specversion":"1.0","#, "", EventError.Code.missingField, ""), (#""1.0""#, #""0.3""#, .unsupportedVersion, "specversion"),
            ("2026-03-01T09:15:02.114Z", "yesterday", .badTime, "time"), ("2026-03-01T", "2026-02-30T", .badTime, "time"),
            ("2500", "-1", .negativeAmount, "data.fee"), ("2500", "1.5", .fractionalAmount, "data.fee"),
            ("2500", "1e3", .fractionalAmount, "data.fee"),
            ("2500", "\"2500\"", .wrongType, "data.fee"), ("2500", "1000000000000001", .amountTooLarge, "data.fee"),
            (#""rank":2"#, #""rank":0"#, .badValue, "data.results[1].rank"), (#""rank":2"#, #""rank":"2""#, .wrongType, "data.results[1].rank"),
            (#""consumer":"c","#, "", .missingField, "data"), (#""consumer":"c""#, #""consumer":"""#, .badValue, "data.consumer"),
            (#""id":"evt-1""#, #""id":null"#, .missingField, ""), (#""sequence":"7""#, #""sequence":"-7""#, .badValue, "sequence"),
        ])
    func mistakes(replace: String, with: String, code: EventError.Code, path: String) throws {
        let text = Self.retrieval.replacing(replace, with: with, maxReplacements: 1)
        let error = #expect(throws: EventError.self) { try Self.decode(text) }
        #expect(error?.code == code)
        #expect(error?.path.dotted == path)
    }

    @Test(
        "Anything that looks like a raw address is refused and not repeated",
        arguments: ["192.168.7.12", "hmac:10.0.0.1", "hmac:fe80::1", "hmac:ada@example.org", "00:1b:44:11:3a:b7", "hmac:x"])
    func rawIdentifiers(text: String) throws {
        let envelope = #"{"specversion":"1.0","id":"1","source":"s","type":"assay.participant.v1","time":"2026-03-01T00:00:00Z","data":"#
        let error = #expect(throws: EventError.self) {
            try Self.decode(envelope + #"{"participant":"p","roles":["agent"],"identifiers":{"network":"\#(text)"}}}"#)
        }
        #expect(error?.code == .rawIdentifier)
        #expect(error?.cause.contains(text) == false)
    }

    @Test("A credit names exactly one beneficiary")
    func credits() throws {
        let envelope = #"{"specversion":"1.0","id":"1","source":"s","type":"assay.inference.v1","time":"2026-03-01T00:00:00Z","data":"#
        func inference(_ credit: String) -> String {
            envelope + #"{"request":"r","consumer":"c","model":"m","fee":10,"credits":["# + credit + "]}}"
        }
        guard case .inference(let data) = try Self.decode(inference(#"{"adapter":"a","weight":0.75}"#)).payload else { throw Unexpected() }
        #expect(data.credits.map(\.beneficiary) == [.adapter("a")])
        #expect(data.credits.map(\.weightPPM) == [750_000])
        #expect(throws: EventError.self) { try Self.decode(inference(#"{"adapter":"a","submission":"s","weight":1}"#)) }
        #expect(throws: EventError.self) { try Self.decode(inference(#"{"weight":1}"#)) }
        #expect(throws: EventError.self) { try Self.decode(inference(#"{"adapter":"a","weight":-1}"#)) }
    }
}

struct Unexpected: Error {}

@Suite("Micro-credits") struct MicroCreditsTests {
    @Test("A share is rounded down and never loses more than one micro-credit")
    func shares() {
        #expect(MicroCredits(10).flooredShare(1, of: 3) == MicroCredits(3))
        #expect(MicroCredits(.max).flooredShare(.max, of: .max) == MicroCredits(.max))
        #expect(MicroCredits(7).flooredShare(0, of: 9) == .zero)
    }

    @Test(
        "Amounts read as credits with six decimals",
        arguments: [(0, "0.000000"), (1, "0.000001"), (-2_500_000, "-2.500000"), (12_345_678_901_234, "12\u{202F}345\u{202F}678.901234")])
    func text(micros: Int64, text: String) {
        #expect(MicroCredits(micros).description == text)
    }
}

@Suite("Names of events") struct EventKeyTests {
    @Test("names are compared byte for byte, not by what they look like")
    func bytes() {
        let (composed, decomposed) = (EventKey(source: "x", id: "\u{E9}"), EventKey(source: "x", id: "e\u{301}"))
        #expect(composed != decomposed && composed.hash != decomposed.hash && Set([composed, decomposed]).count == 2)
        #expect(decomposed < composed && !(composed < decomposed))
        #expect(EventKey(source: "ab", id: "c") != EventKey(source: "a", id: "bc"))
    }
}

@Suite("Timestamps") struct TimestampTests {
    @Test(
        "RFC 3339 is read to the microsecond and written back in UTC",
        arguments: [
            ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00.000Z"), ("2026-03-01T09:15:02.114Z", 1_772_356_502_114_000, "2026-03-01T09:15:02.114Z"),
            ("2024-02-29T23:59:59.9999999+02:00", 1_709_243_999_999_999, "2024-02-29T21:59:59.999999Z"),
            ("2000-01-01t00:00:00z", 946_684_800_000_000, "2000-01-01T00:00:00.000Z"),
        ])
    func read(text: String, micros: Int64, canonical: String) {
        #expect(Timestamp(rfc3339: text)?.microseconds == micros)
        #expect(Timestamp(microseconds: micros).rfc3339 == canonical)
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "2026-03-01", "2026-13-01T00:00:00Z", "2025-02-29T00:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T00:00:00", "2026-03-01T00:00:00.Z",
            "2026-03-01T00:00:00Zx", "1969-12-31T23:59:59Z", "2026-03-01T00:00:00+2:00",
            // Found by fuzzing: in UTC these lie outside the years that can be written.
            "9999-12-31T23:59:60.999999Z", "9999-12-31T23:59:59-00:01", "1970-01-01T00:00:00+00:01",
        ])
    func refuse(text: String) { #expect(Timestamp(rfc3339: text) == nil) }

    @Test("Every day from 1970 to 2100 survives the round trip")
    func everyDay() {
        for day in 0..<47_482 {
            let moment = Timestamp(seconds: Int64(day) * 86_400 + 3_661)
            #expect(Timestamp(rfc3339: moment.rfc3339) == moment)
        }
    }
}

@Suite("Digests") struct DigestTests {
    @Test("SHA-256 agrees with the examples of FIPS 180-4")
    func vectors() {
        #expect(Digest.sha256("abc").hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest.sha256("").hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(Digest.sha256(parts: [Array("a".utf8), Array("bc".utf8)]) == Digest.sha256("abc"))
    }

    @Test("Hexadecimal is read back, anything else refused")
    func hex() {
        let digest = Digest.sha256("x")
        #expect(Digest(hex: digest.description) == digest)
        #expect(Digest(hex: "abcd") == nil)
        #expect(Digest(hex: String(repeating: "zz", count: 32)) == nil)
        #expect(Digest(hex: String(repeating: "+1", count: 32)) == nil)
    }
}

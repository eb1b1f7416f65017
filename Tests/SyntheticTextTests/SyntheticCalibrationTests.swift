import CanonicalJSON
import Diagnostics
import Numerics
import Testing

@testable import SyntheticText

/// Learned once for all tests that need a small calibration.
enum SmallCalibration {
    static let documents: [LabelledDocument] = {
        var random = SeededRandom(seed: 20_260_301)
        return (0..<160).map { index in
            let isMachine = index % 2 == 0
            return LabelledDocument(
                id: "d\(index)", text: isMachine ? Writing.machine(&random, sentences: 8) : Writing.person(&random, sentences: 10),
                isMachine: isMachine, contributor: isMachine ? nil : "writer-\(index / 2 % 8)", language: "en", domain: index % 4 < 2 ? "a" : "b")
        }
    }()
    static let learned = Result { () throws(Diagnostic) in try SyntheticCalibration.learn(from: documents) }
}

@Suite("Synthetic calibration") struct SyntheticCalibrationTests {
    @Test("is the same bytes each time it is learned and after a round trip") func roundTrip() throws {
        let calibration = try SmallCalibration.learned.get()
        let bytes = JSONWriter.bytes(calibration.json)
        let again = try SyntheticCalibration(decoding: bytes, file: "c.json")
        #expect(JSONWriter.bytes(again.json) == bytes)
        #expect(JSONWriter.bytes(try SyntheticCalibration.learn(from: SmallCalibration.documents).json) == bytes)
        let documents = SmallCalibration.documents.prefix(20).map { SyntheticDocument(id: $0.id, text: $0.text, language: "en") }
        #expect(
            SyntheticScorer(calibration: again).assess(documents).documents == SyntheticScorer(calibration: calibration).assess(documents).documents)
    }

    @Test("separates two styles that it was not shown these texts of") func separates() throws {
        let scorer = SyntheticScorer(calibration: try SmallCalibration.learned.get(), falsePositiveRate: 0.05)
        let seed: UInt64 = 77
        var random = SeededRandom(seed: seed)
        let machine = (0..<40).map { SyntheticDocument(id: "m\($0)", text: Writing.machine(&random), language: "en") }
        let human = (0..<40).map { SyntheticDocument(id: "h\($0)", text: Writing.person(&random), language: "en") }
        let flagged = scorer.assess(machine).documents.filter { $0.decision == .flag }.count
        let accused = scorer.assess(human).documents.filter { $0.decision == .flag }.count
        #expect(flagged >= 36, "seed \(seed): \(flagged) of 40 flagged")
        #expect(accused <= 6, "seed \(seed): \(accused) of 40 accused at 5 %")
    }

    @Test("refuses too few documents") func tooFew() {
        let error = #expect(throws: Diagnostic.self) { try SyntheticCalibration.learn(from: Array(SmallCalibration.documents.prefix(40))) }
        #expect(error?.code == "synthetic/too-few-documents")
        #expect(throws: Diagnostic.self) { try SyntheticCalibration.learn(from: []) }
    }

    @Test("refuses a file of another kind, another version, and a damaged one, each by name") func refusals() throws {
        let good = try SmallCalibration.learned.get().json
        func code(_ change: (inout JSONObject) -> Void) throws -> String? {
            var object = try #require(good.objectValue)
            change(&object)
            do throws(Diagnostic) { _ = try SyntheticCalibration(json: .object(object), file: "c.json") } catch { return error.code }
            return nil
        }
        #expect(try code { _ in } == nil)
        #expect(try code { $0["format"] = "something-else" } == "synthetic/not-a-calibration")
        #expect(try code { $0["version"] = 999 } == "synthetic/calibration-version")
        #expect(try code { $0["languages"] = nil } == "synthetic/damaged-calibration")
        #expect(try code { $0["languages"] = ["en": ["reference": ["unigrams": "AAAA"]]] } == "synthetic/damaged-calibration")
        let error = #expect(throws: Diagnostic.self) { try SyntheticCalibration(decoding: Array("{\"format\":\n oops}".utf8), file: "c.json") }
        #expect(error?.span == SourceSpan(file: "c.json", line: 2, column: 2))
    }

    @Test("names the line and the field of a bad labelled document") func badLines() throws {
        func code(_ text: String) -> String? {
            do throws(Diagnostic) {
                _ = try LabelledDocument(json: (try? JSONParser.parse(text)) ?? .null, at: SourceSpan(file: "f", line: 3))
            } catch { return error.code }
            return nil
        }
        #expect(code(#"{"id":"a","text":"t","label":"human"}"#) == nil)
        #expect(code(#"{"id":"a","text":"t","label":"robot"}"#) == "synthetic/unknown-label")
        #expect(code(#"{"id":"a","label":"human"}"#) == "synthetic/missing-field")
        #expect(code(#"{"id":"a","text":5,"label":"human"}"#) == "synthetic/wrong-type")
        #expect(code("[1]") == "synthetic/not-an-object")
    }

    @Test("the shipped one decodes and judges English at one per cent") func shipped() {
        let shipped = SyntheticCalibration.shipped
        #expect(shipped.languageTags == ["en"])
        #expect(shipped.honestContributors >= 99)
        for bin in shipped.languages["en"]?.honest.documents ?? [] { #expect(bin.scores.count >= 199) }
    }
}

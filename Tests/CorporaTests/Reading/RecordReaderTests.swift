import Contributions
import Diagnostics
import Foundation
import Testing

@testable import Corpora

@Suite("Records of the detect verbs")
struct RecordReaderTests {
    let folder: InputFolder

    init() throws { folder = try InputFolder() }

    private enum Label: String, CaseIterable { case human, machine }

    private func read<Item: Sendable>(_ text: String, _ decode: @escaping RecordReader<Item>.Decode) throws -> [Item] {
        try RecordReader(paths: [folder.file("x.jsonl", text)], decode: decode).readAll().map(\.item)
    }

    private func fault<Item: Sendable>(_ text: String, _ decode: @escaping RecordReader<Item>.Decode) throws -> Diagnostic? {
        let bad = #expect(throws: BadInput.self) { try read(text, decode) }
        #expect(bad?.total == 1)
        return bad?.diagnostics.first
    }

    @Test("typed fields, with null counted as absent and unknown ones left alone")
    func fields() throws {
        let line = #"{"id":7,"text":"t","n":0.25,"i":3,"list":["a",2],"deep":{"x":"y"},"time":1767225600.5,"nil":null,"flag":true,"label":"human"}"#
        let checks = try read(line) { (record) throws(Diagnostic) in
            [
                try record.identifier("id") == "7", try record.string("text") == "t", try record.number("n") == 0.25, try record.integer("i") == 3,
                try record.strings("list") == ["a", "2"], try record.object("deep").string("x") == "y",
                try record.time("time") == Timestamp(rfc3339: "2026-01-01T00:00:00.5Z"), try record.optionalString("nil") == nil,
                try record.optionalString("absent") == nil, !record.has("nil"), try record.optionalBool("flag") == true,
                try record.choice("label") == Label.human,
            ]
        }
        #expect(checks == [[Bool](repeating: true, count: 12)])
    }

    @Test("a missing field says which fields there are")
    func missing() throws {
        let fault = try fault(#"{"id":"a","txt":"oops"}"#) { (record) throws(Diagnostic) in try record.string("text") }
        #expect(fault?.code == "record/missing-field")
        #expect(fault?.hint?.contains("txt") == true)
    }

    @Test("a wrong type is placed at the value, also inside lists and objects")
    func wrongTypes() throws {
        let line = #"{"id":"a","results":["x",{"y":1}],"identifiers":{"network":5}}"#
        let list = try fault(line) { (record) throws(Diagnostic) in try record.strings("results") }
        #expect(list?.code == "record/wrong-type")
        #expect(list?.span?.column == 26)
        let nested = try fault(line) { (record) throws(Diagnostic) in try record.object("identifiers").string("network") }
        #expect(nested?.cause == "\"identifiers.network\" is an integer, not a string")
        #expect(nested?.span?.column == 60)
        let array = try fault("[1]") { (record) throws(Diagnostic) in try record.string("x") }
        #expect(array?.code == "record/not-an-object")
    }

    @Test(
        "values out of bounds have codes of their own",
        arguments: [
            (#"{"v":"never"}"#, "record/bad-time"), (#"{"v":-1}"#, "record/bad-time"), (#"{"v":1767225600000}"#, "record/bad-time"),
            (#"{"v":[]}"#, "record/wrong-type"),
        ])
    func times(line: String, code: String) throws {
        #expect(try fault(line) { (record) throws(Diagnostic) in try record.time("v") }?.code == code)
    }

    @Test(
        "amounts are whole, not negative and bounded",
        arguments: [
            (#"{"v":0.5}"#, "record/fractional-amount"), (#"{"v":-1}"#, "record/negative-amount"),
            (#"{"v":1000000000000001}"#, "record/amount-too-large"), (#"{"v":"5"}"#, "record/wrong-type"),
        ])
    func amounts(line: String, code: String) throws {
        #expect(try fault(line) { (record) throws(Diagnostic) in try record.optionalAmount("v")?.micros ?? 0 }?.code == code)
    }

    @Test("numbers beyond a double, empty names and unknown choices are refused")
    func values() throws {
        #expect(try fault(#"{"v":1e999}"#) { (record) throws(Diagnostic) in try record.number("v") }?.code == "record/bad-value")
        #expect(try fault(#"{"v":""}"#) { (record) throws(Diagnostic) in try record.identifier("v") }?.code == "record/bad-value")
        let choice = try fault(#"{"v":"robot"}"#) { (record) throws(Diagnostic) in
            let label: Label = try record.choice("v"); return label.rawValue
        }
        #expect(choice?.hint == "one of human, machine")
    }
}

import Detection
import Diagnostics
import Rules
import Testing

private let declared = [
    SignalDeclaration(name: "near.jaccard", eventTypes: ["assay.submission.v1"], range: 0...1, meaning: "share"),
    SignalDeclaration(name: "near.quotation", eventTypes: ["assay.submission.v1"], range: 0...1, meaning: "share"),
]

private let file = """
    lists:
      open: [CC0-1.0]
    macros:
      alike: near.jaccard >= 0.9
      copied: macros.alike || near.quotation == 0.5
    rules:
      - id: copy
        version: 1
        status: live
        outcome: hold
        on: [assay.submission.v1]
        when: >-
          near.jaccard >= 0.80 &&
          (macros.copied || 1 > near.quotation)
        except: event.data.license in lists.open && near.jaccard < 0.95
        reason: copied
        owner: test
        measured: {precision: 0.9, low: 0.8, high: 1, events: 12, date: 2026-03-01}
      - id: sure
        version: 7
        status: live
        outcome: reject
        on: [assay.submission.v1]
        when: macros.alike && near.jaccard.p_value < 0.01 && size(event.data.text) > 20
        reason: sure
        owner: test
        measured:
          precision: 0.9
          events: 12

      - id: off
        version: 1
        status: draft
        outcome: hold
        on: [assay.submission.v1]
        when: near.jaccard >= 0.5 && !macros.alike
        reason: off
        owner: test

    """

private func read(_ bytes: [UInt8]) throws -> RuleSet {
    var reader = RuleSetReader(declared: declared)
    reader.read(bytes, file: "r.yaml")
    #expect(reader.diagnostics == [])
    return try #require(reader.ruleSet())
}

private func tunable(_ text: String = file) throws -> TunableRuleSet {
    return try TunableRuleSet([(name: "r.yaml", bytes: Array(text.utf8))], declared: declared)
}

@Suite("Rules with numbers to tune") struct TunableRuleTests {
    @Test("Numbers that signals are compared with are found in conditions, exceptions and macros, each with the way in which rules fire on more")
    func numbers() throws {
        let set = try tunable()
        #expect(
            set.numbers.map { "\($0.place) \($0.measurement) \($0.text) \($0.direction) \($0.rules.joined(separator: "+"))" } == [
                "macros.alike near.jaccard 0.9 down copy+sure", "copy when near.jaccard 0.80 down copy", "copy when near.quotation 1 up copy",
                "copy except near.jaccard 0.95 down copy", "sure when near.jaccard.p_value 0.01 up sure",
            ])
        #expect(set.numbers.map(\.span.line) == [4, 13, 14, 15, 24])
        #expect(set.texts == set.numbers.map(\.text))
    }

    @Test("Numbers that are no threshold of a signal are left alone aloud")
    func leftAlone() throws {
        let left = try tunable().leftAlone
        #expect(
            left.map { "\($0.text): \($0.reason)" } == [
                "0.5: equality is not a threshold", "20: it is compared with something other than one signal",
            ])
    }

    @Test("A macro that is used both ways has no direction, and one whose value is computed with cannot be moved")
    func direction() throws {
        let both = try tunable(file.replacing("except: event.data", with: "except: macros.alike || event.data"))
        #expect(both.numbers.first?.direction == .bothWays)
        let computed = try tunable(file.replacing("when: macros.alike &&", with: "when: (macros.alike ? true:false) &&"))
        #expect(computed.numbers.contains { $0.place == "macros.alike" } == false)
        #expect(computed.leftAlone.contains { $0.reason == "a rule computes with the macro's value" })
    }

    @Test("Rules with other numbers are what the reader makes of the patched file; one in a macro moves all that use it")
    func patched() throws {
        let set = try tunable()
        var texts = set.texts
        texts[0] = "0.7"
        texts[3] = "1"
        let patched = try #require(try set.patched(texts: texts).first)
        let fresh = try read(patched.bytes)
        let moved = try #require(set.rules(servedBy: 0, texts: texts))
        #expect(moved.map(\.id) == ["copy", "sure"])
        for rule in moved {
            let read = try #require(fresh.rules.first { $0.id == rule.id })
            #expect(read.condition == rule.condition)
            #expect(read.version == rule.version + 1 && read.upkeep.measured == nil)
        }
        // The draft uses the macro too, and is no longer the rule that it was.
        #expect(fresh.rules.first { $0.id == "off" }?.version == 2)
        #expect(set.rules(servedBy: 1, texts: ["0.9", "&&", "1", "0.95", "0.01"]) == nil)
    }

    @Test("The patch is a unified diff of numbers, versions and figures taken back, and empty where nothing changes")
    func diff() throws {
        let set = try tunable()
        #expect(try set.patch(texts: set.texts) { $0 } == "")
        var texts = set.texts
        texts[4] = "0.05"
        let expected = """
            --- rules/r.yaml
            +++ rules/r.yaml
            @@ -17,16 +17,16 @@
                 owner: test
                 measured: {precision: 0.9, low: 0.8, high: 1, events: 12, date: 2026-03-01}
               - id: sure
            -    version: 7
            +    version: 8
                 status: live
                 outcome: reject
                 on: [assay.submission.v1]
            -    when: macros.alike && near.jaccard.p_value < 0.01 && size(event.data.text) > 20
            +    when: macros.alike && near.jaccard.p_value < 0.05 && size(event.data.text) > 20
                 reason: sure
                 owner: test
            -    measured:
            -      precision: 0.9
            -      events: 12
            +    # of version 7: measured:
            +#       precision: 0.9
            +#       events: 12
             
               - id: off
                 version: 1

            """
        #expect(try set.patch(texts: texts) { "rules/" + $0 } == expected)
    }

    @Test(
        "Rules written on one line can be patched too",
        arguments: [
            "measured: {precision: 0.9, events: 3}, owner: test", "owner: test, measured: {precision: 0.9, events: 3}",
            "owner: \"}\", measured: {data: 'sha256:0000000000000000000000000000000000000000000000000000000000000000'}",
        ])
    func flow(rest: String) throws {
        let rule = "{id: a, version: 9, status: live, outcome: hold, on: [assay.submission.v1], when: near.jaccard >= 0.5, reason: r, \(rest)}"
        let set = try tunable("rules:\n  - \(rule)\n")
        let fresh = try read(try #require(try set.patched(texts: ["0.25"]).first).bytes)
        #expect(fresh.rules.first?.version == 10)
        #expect(fresh.rules.first?.condition.source == "near.jaccard >= 0.25")
        #expect(fresh.rules.first?.upkeep.measured ?? .init() == .init())
    }

    @Test("What the checks would say of other numbers is known before, and only what is new")
    func faults() throws {
        let range = "rules:\n" + rule("between", "near.jaccard >= 0.3 && near.jaccard < 0.8") + rule("above", "near.jaccard >= 0.8")
        let set = try tunable(range)
        #expect(set.newFaults(texts: set.texts) == [])
        #expect(set.newFaults(texts: ["0.3", "0.3", "0.8"]).map(\.code) == ["rules/never-true"])
        #expect(set.newFaults(texts: ["0.3", "0.8", "0.2"]).map(\.code) == ["rules/redundant"])
        #expect(set.newFaults(texts: ["0.3", "0.7", "0.9"]) == [])
    }

    private func rule(_ id: String, _ condition: String) -> String {
        "  - {id: \(id), version: 1, status: live, outcome: hold, unknown: skip, on: [assay.submission.v1], when: \(condition), reason: r, owner: t}\n"
    }
}

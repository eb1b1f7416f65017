import Detection
import Diagnostics
import Rules
import Testing

private let declared = [
    SignalDeclaration(name: "near.jaccard", eventTypes: ["assay.submission.v1"], meaning: "share"),
    SignalDeclaration(name: "near.quotation", eventTypes: ["assay.submission.v1"], meaning: "share"),
]

private let file = """
    lists:
      open: [CC0-1.0]
    macros:
      copied: near.jaccard >= 0.9
    rules:
      - id: copy
        version: 1
        status: live
        outcome: hold
        on: [assay.submission.v1]
        when: >-
          near.jaccard >= 0.80 &&
          (macros.copied || 1 > near.quotation)   # seen by nobody
        except: event.data.license in lists.open && near.jaccard < 0.95
        reason: copied
        owner: test
      - id: off
        version: 1
        status: draft
        outcome: hold
        on: [assay.submission.v1]
        when: near.jaccard >= 0.5
        reason: off
        owner: test
    """.split(separator: "\n", omittingEmptySubsequences: false).map { $0.replacing("   # seen by nobody", with: "") }.joined(separator: "\n")

private func tunable() throws -> (TunableRule, [UInt8]) {
    let bytes = Array(file.utf8)
    var reader = RuleSetReader(declared: declared)
    reader.read(bytes, file: "r.yaml")
    #expect(reader.diagnostics == [])
    let set = try #require(reader.ruleSet())
    let rules = try TunableRule.read(bytes, file: "r.yaml", declared: declared, ruleSet: set)
    #expect(rules.map(\.rule.id) == ["copy"])
    return (rules[0], bytes)
}

@Suite("Rules with numbers to tune") struct TunableRuleTests {
    @Test("Numbers that signals are compared with are found with their place; those of macros, lists and exceptions are left alone")
    func literals() throws {
        let (rule, bytes) = try tunable()
        #expect(rule.literals.map(\.measurement) == ["near.jaccard", "near.quotation"])
        #expect(rule.literals.map(\.text) == ["0.80", "1"])
        #expect(rule.literals.map(\.span.line) == [12, 13])
        for literal in rule.literals { #expect(String(decoding: bytes[literal.range], as: UTF8.self) == literal.text) }
    }

    @Test("A rule with other numbers is what the reader makes of the patched file")
    func patched() throws {
        let (rule, bytes) = try tunable()
        var patch = LiteralPatch(bytes, file: "r.yaml")
        for (literal, text) in zip(rule.literals, ["0.55", "0.25"]) { patch.replace(literal, with: text) }
        var reader = RuleSetReader(declared: declared)
        reader.read(patch.changed, file: "r.yaml")
        let read = try #require(reader.ruleSet()?.rules.first { $0.id == "copy" })
        #expect(rule.rule(with: ["0.55", "0.25"]) == read)
        #expect(rule.rule(with: ["0.80", "1"]) == rule.rule)
        #expect(rule.rule(with: ["0.80", "&&"]) == nil)
    }

    @Test("The patch is a unified diff of the changed lines alone, and empty where nothing changes")
    func diff() throws {
        let (rule, bytes) = try tunable()
        var patch = LiteralPatch(bytes, file: "r.yaml")
        patch.replace(rule.literals[0], with: "0.80")
        #expect(patch.unifiedDiff == "")
        patch.replace(rule.literals[0], with: "0.5")
        let expected = """
            --- r.yaml
            +++ r.yaml
            @@ -9,7 +9,7 @@
                 outcome: hold
                 on: [assay.submission.v1]
                 when: >-
            -      near.jaccard >= 0.80 &&
            +      near.jaccard >= 0.5 &&
                   (macros.copied || 1 > near.quotation)
                 except: event.data.license in lists.open && near.jaccard < 0.95
                 reason: copied

            """
        #expect(patch.unifiedDiff == expected)
    }
}

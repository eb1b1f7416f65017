import Contributions
import Detection
import Diagnostics
import Rules
import Testing

private let declared = [
    SignalDeclaration(name: "near_duplicate.jaccard", eventTypes: ["assay.submission.v1"], range: 0...1, meaning: "0 to 1"),
    SignalDeclaration(name: "synthetic.flood", eventTypes: ["assay.submission.v1"], range: 0...Double.infinity, meaning: "from 0"),
    SignalDeclaration(name: "swarm.loop", eventTypes: ["assay.interaction.v1"], range: 0...1, meaning: "0 to 1"),
]

private func rule(_ id: String, _ when: String, outcome: String = "hold", on type: String = "assay.submission.v1", more: String = "") -> String {
    """
      - id: \(id)
        version: 1
        status: live
        outcome: \(outcome)
        on: [\(type)]
        when: \(when)
        reason: r
        owner: o
        false_positives: [f]
    \(more)
    """
}

private func check(_ rules: String..., tested: Set<String> = ["a", "b", "c"], now: String = "2026-03-01T00:00:00Z") throws -> [Diagnostic] {
    var reader = RuleSetReader(declared: declared)
    reader.read(Array(("rules:\n" + rules.joined()).utf8), file: "r.yaml")
    #expect(reader.diagnostics.isEmpty, "\(reader.diagnostics)")
    return reader.findings(tested: tested, now: try #require(Timestamp(rfc3339: now)))
}

@Suite("Checks of a rule set") struct RuleSetCheckTests {
    @Test("A set in which nothing is wrong gives nothing")
    func clean() throws {
        #expect(try check(rule("a", "near_duplicate.jaccard >= 0.8"), rule("b", "synthetic.flood > 8")).isEmpty)
    }

    @Test(
        "A constant condition is an error at its place",
        arguments: [
            ("near_duplicate.jaccard >= 0.8 && near_duplicate.jaccard < 0.3", "rules/never-true"),
            ("near_duplicate.jaccard < 0.8 || near_duplicate.jaccard >= 0.3", "rules/always-true"),
            ("near_duplicate.jaccard.p_value <= 1 || event.id == 'x'", "rules/always-true"),
        ])
    func constant(condition: String, code: String) throws {
        let found = try check(rule("a", condition)).filter { $0.severity == .error }
        #expect(found.map(\.code) == [code])
        #expect(found.first?.span == SourceSpan(file: "r.yaml", line: 7, column: 11))
    }

    @Test("An exception can leave a rule nothing to fire on")
    func exception() throws {
        let found = try check(rule("a", "near_duplicate.jaccard >= 0.8", more: "    except: near_duplicate.jaccard > 0.5\n"))
        #expect(found.map(\.code) == ["rules/never-true"])
    }

    @Test("A comparison that a signal's range decides is warned of where it stands")
    func outOfRange() throws {
        let found = try check(rule("a", "near_duplicate.jaccard > 0.5 && near_duplicate.jaccard <= 1.5 || synthetic.flood < 0"))
        #expect(found.map(\.code) == ["rules/out-of-range", "rules/out-of-range"])
        #expect(found.map { $0.severity } == [.warning, .warning])
        #expect(found.compactMap { $0.span?.column } == [66, 92], "\(found)")
        #expect(found[0].cause.contains("always") && found[1].cause.contains("never") && found[1].hint == "its values are at least 0")
    }

    @Test("Two rules that ask the same, one that another contains, and one that clears what another rejects")
    func pairs() throws {
        let base = rule("a", "near_duplicate.jaccard >= 0.8", outcome: "reject")
        func codes(_ other: String) throws -> [String] { try check(base, other).map(\.code) }
        #expect(try codes(rule("b", "'!(near_duplicate.jaccard < 0.8)'")) == ["rules/same-condition"])
        #expect(try codes(rule("b", "near_duplicate.jaccard > 0.9 && synthetic.flood > 2")) == ["rules/redundant"])
        #expect(try codes(rule("b", "near_duplicate.jaccard > 0.5")) == [])
        #expect(try codes(rule("b", "near_duplicate.jaccard > 0.9", outcome: "clear")) == ["rules/contradiction"])
        #expect(try codes(rule("b", "near_duplicate.jaccard < 0.8", outcome: "clear")) == [])
        #expect(try codes(rule("b", "swarm.loop > 0.9", on: "assay.interaction.v1")) == [])
    }

    @Test("A rule that holds where its signal is unknown is not made needless by one that skips")
    func unknownCounts() throws {
        let wide = rule("a", "near_duplicate.jaccard >= 0.5", more: "    unknown: skip\n")
        #expect(try check(wide, rule("b", "near_duplicate.jaccard >= 0.8")).isEmpty)
        #expect(try check(wide, rule("b", "near_duplicate.jaccard >= 0.8", more: "    unknown: skip\n")).map(\.code) == ["rules/redundant"])
    }

    @Test(
        "A field that no event of the rule's types declares is warned of with the nearest name",
        arguments: [
            ("event.data.langage == 'de'", 22), ("has(event.data.langage)", 26), ("event.data['langage'] == 'de'", 22),
        ])
    func unknownField(condition: String, column: Int) throws {
        let found = try check(rule("a", condition))
        #expect(found.map(\.code) == ["rules/unknown-field"] && found.first?.hint == "did you mean \"language\"?")
        #expect(found.first?.span?.line == 7 && found.first?.span?.column == column, "\(found)")
        #expect(try check(rule("a", condition.replacing("langage", with: "language"))).isEmpty)
    }

    @Test("What somebody answers for must be there: tests, false positives, a review date that is not over, kin that exist")
    func upkeep() throws {
        let bare = rule("a", "near_duplicate.jaccard >= 0.8", more: "    review_by: 2026-02-28\n    related: [bb]\n")
            .replacing("    false_positives: [f]\n", with: "")
        let found = try check(bare, rule("b", "synthetic.flood > 8"), tested: ["b"])
        #expect(
            Set(found.map(\.code)) == ["rules/untested", "rules/no-false-positives", "rules/review-overdue", "rules/unknown-rule"], "\(found)")
        #expect(found.allSatisfy { $0.severity == .warning })
        #expect(found.first { $0.code == "rules/unknown-rule" }?.hint == "did you mean \"b\"?")
        let onTheDay = try check(rule("a", "near_duplicate.jaccard >= 0.8", more: "    review_by: 2026-03-01\n"), now: "2026-03-01T23:59:59Z")
        #expect(onTheDay.isEmpty)
    }

    @Test("A regular expression that RE2 refuses or that grows too large is found when it is read")
    func patterns() {
        for pattern in ["(a", "(?=a)b", "((a{1,100}){1,100}){1,100}"] {
            var reader = RuleSetReader(declared: declared)
            reader.read(Array(("rules:\n" + rule("a", "event.data.text.matches('\(pattern)')")).utf8), file: "r.yaml")
            #expect(reader.diagnostics.map(\.code) == ["expression/pattern"], "\(pattern): \(reader.diagnostics)")
            #expect(reader.diagnostics.first?.span?.line == 7 && reader.diagnostics.first?.span?.column == 35)
        }
    }

    /// Two rules on similarity, the second at least as narrow: codes of what is said of them beside missing labels.
    private func pair(_ wide: String, _ narrow: String, same: Bool = false) throws -> [String] {
        try check(
            rule("a", "near_duplicate.jaccard >= 0.5", outcome: wide),
            rule("b", "near_duplicate.jaccard >= \(same ? 0.5 : 0.8)", outcome: narrow)
        ).map(\.code)
    }

    private static let third = "discount\n    by: 30%"
    private static let half = "discount\n    by: 50%"
    private static let marked = "label\n    label: marked"

    @Test("A discount is needless under a rejection or a discount as large, not under a hold or a smaller one")
    func discounts() throws {
        #expect(try pair("reject", Self.third) == ["rules/redundant"])
        #expect(try pair(Self.half, Self.third) == ["rules/redundant"])
        #expect(try pair(Self.third, Self.half) == [])
        #expect(try pair("hold", Self.third) == [])
        #expect(try pair(Self.third, "hold") == [])
        #expect(try pair(Self.half, Self.half, same: true) == ["rules/same-condition"])
        #expect(try pair(Self.third, Self.half, same: true) == ["rules/same-condition"])
        #expect(try pair(Self.third, "reject", same: true) == ["rules/same-condition"])
        #expect(try pair(Self.third, "hold", same: true) == [])
        #expect(try pair("clear", Self.third) == ["rules/contradiction"])
    }

    @Test("Of two discounts with one condition the hint says which counts")
    func sameDiscounts() throws {
        let found = try check(
            rule("a", "near_duplicate.jaccard >= 0.5", outcome: Self.third), rule("b", "near_duplicate.jaccard >= 0.5", outcome: Self.half))
        #expect(found.first?.hint == "the larger discount always wins: keep that one")
    }

    @Test("A label is needless beside the same label only, and contradicts nothing")
    func labels() throws {
        #expect(try pair("reject", Self.marked) == [])
        #expect(try pair("clear", Self.marked) == [])
        #expect(try pair("hold", Self.marked, same: true) == [])
        #expect(try pair(Self.marked, "label\n    label: other", same: true) == [])
        #expect(try pair(Self.marked, Self.marked) == ["rules/redundant"])
        #expect(try pair(Self.marked, Self.marked, same: true) == ["rules/same-condition"])
    }
}

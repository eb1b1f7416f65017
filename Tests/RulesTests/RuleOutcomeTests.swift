import Ledger
import CanonicalJSON
import Contributions
import Detection
import Diagnostics
import Rules
import Testing

private let declared = [
    SignalDeclaration(name: "near_duplicate.jaccard", eventTypes: ["assay.submission.v1"], range: 0...1, meaning: "0 to 1")
]

/// A file with one rule whose outcome is written so, from its fifth line.
private func read(_ outcome: String, before: String = "") -> RuleSetReader {
    let file = """
        \(before)rules:
          - id: a
            version: 1
            status: live
        \(outcome)
            on: [assay.submission.v1]
            when: near_duplicate.jaccard >= 0.8
            reason: r
            owner: o
        """
    var reader = RuleSetReader(declared: declared)
    reader.read(Array(file.utf8), file: "r.yaml")
    return reader
}

private func facts(_ jaccard: Double?) -> EventFacts {
    let signals = jaccard.map { [Signal(name: "near_duplicate.jaccard", value: $0, evidence: .note("t"))] } ?? []
    return EventFacts(
        eventType: "assay.submission.v1",
        signals: EventSignals(signals, abstained: jaccard == nil ? ["near_duplicate.jaccard"] : []))
}

private func rule(_ id: String, _ outcome: RuleOutcome, _ unknown: Rule.Unknown = .hold) throws -> Rule {
    Rule(
        id: id, version: 1, status: .live, outcome: outcome, eventTypes: ["assay.submission.v1"],
        condition: try Condition(parsing: "near_duplicate.jaccard >= 0.8"), unknown: unknown, reason: "r", owner: "o")
}

@Suite("Outcomes of rules") struct RuleOutcomeTests {
    @Test("A discount and a label are read")
    func reading() throws {
        #expect(read("    outcome: discount\n    by: 12.5%").rules.map(\.outcome) == [.discount(try #require(Discount(ppm: 125_000)))])
        #expect(read("    outcome: discount\n    by: \"30 %\"").rules.map(\.outcome.phrase) == ["discount by 30%"])
        #expect(read("    outcome: label\n    label: needs-source").rules.map(\.outcome) == [.label("needs-source")])
    }

    @Test(
        "A mistake in an outcome gets its code, place and hint",
        arguments: [
            ("    outcome: discount", "config/missing-key", "5:14", "add by: 30%"),
            ("    outcome: discount\n    by: 0.3", "config/bad-value", "6:9", "percent sign: by: 30%"),
            ("    outcome: discount\n    by: 0%", "config/out-of-range", "6:9", "more than 0% and at most 100%"),
            ("    outcome: discount\n    by: 120%", "config/out-of-range", "6:9", "more than 0% and at most 100%"),
            ("    outcome: discount\n    by: 1.00001%", "config/bad-value", "6:9", "at most 4 decimals"),
            ("    outcome: discount\n    by: [30%]", "config/wrong-type", "6:9", ""),
            ("    outcome: discount\n    by: 30%\n    label: x", "rules/misplaced-key", "7:12", "outcome: label"),
            ("    outcome: hold\n    by: 30%", "rules/misplaced-key", "6:9", "outcome: discount"),
            ("    outcome: reject\n    label: x", "rules/misplaced-key", "6:12", "outcome: label"),
            ("    outcome: label", "config/missing-key", "5:14", "add label: needs-source"),
            ("    outcome: label\n    label: Needs Source", "config/bad-value", "6:12", "small letters, digits and hyphens"),
            ("    outcome: label\n    label: a--b", "config/bad-value", "6:12", "hyphens"),
            ("    outcome: label\n    by: 5%", "rules/misplaced-key", "6:9", "outcome: discount"),
            ("    outcome: discounts\n    by: 5%", "config/bad-choice", "5:14", "did you mean \"discount\"?"),
        ])
    func mistakes(outcome: String, code: String, place: String, hint: String) {
        let found = read(outcome).diagnostics
        #expect(found.map(\.code) == [code])
        #expect(found.first?.span.map { "\($0.line):\($0.column)" } == place)
        #expect(found.first?.hint?.contains(hint) ?? hint.isEmpty, "\(found)")
    }

    @Test("A label is at most 64 characters", arguments: [(64, true), (65, false)])
    func longLabel(length: Int, isRead: Bool) {
        #expect(read("    outcome: label\n    label: \(String(repeating: "a", count: length))").diagnostics.isEmpty == isRead)
    }

    @Test("A rule set comes back from its JSON, and says nothing new of the old outcomes")
    func json() throws {
        let share = try #require(Discount(ppm: 300_000))
        let set = RuleSet([try rule("a", .discount(share)), try rule("b", .label("x")), try rule("c", .hold)])
        #expect(try RuleSet(json: set.json) == set)
        let items = try #require(set.json["rules"]?.arrayValue)
        #expect(items[0]["discount"] == 300_000 && items[0]["outcome"] == "discount" && items[1]["label"] == "x")
        #expect(items[2]["discount"] == nil && items[2]["label"] == nil && items[2]["outcome"] == "hold")
        var forged = try #require(items[0].objectValue)
        forged["discount"] = 0
        #expect(throws: RuleSetDecodingError.self) { try RuleSet(json: .object(JSONObject([("rules", .array([.object(forged)]))]))) }
    }

    @Test("The gravest outcome is the verdict; the largest discount and every label stand beside it")
    func decision() throws {
        let (small, large) = (try #require(Discount(ppm: 1)), try #require(Discount(ppm: 700_000)))
        let mild = RuleSet([
            try rule("a", .discount(small)), try rule("b", .discount(large)), try rule("c", .label("z")), try rule("d", .label("y")),
            try rule("e", .label("z")),
        ])
        let decided = mild.decide(facts(0.9))
        #expect(decided.outcome == .clear && decided.discount == large && decided.labels == ["y", "z"])
        let grave = RuleSet(mild.rules + [try rule("f", .reject)]).decide(facts(0.9))
        #expect(grave.outcome == .reject && grave.discount == large && grave.labels == ["y", "z"])
        let silent = mild.decide(facts(0.1))
        #expect(silent.outcome == .clear && silent.discount == nil && silent.labels.isEmpty && silent.firings.isEmpty)
    }

    @Test("An undecided discount holds the event unless it skips; an undecided label never does")
    func undecided() throws {
        let share = try #require(Discount(ppm: 5))
        let held = RuleSet([try rule("a", .discount(share))]).decide(facts(nil))
        #expect(held.outcome == .hold && held.discount == nil && held.firings.map(\.undecided) == [true])
        #expect(RuleSet([try rule("a", .discount(share), .skip)]).decide(facts(nil)).firings.isEmpty)
        #expect(RuleSet([try rule("a", .label("x"))]).decide(facts(nil)).firings.isEmpty)
    }
}

@Suite("Addresses for appeals") struct AppealAddressTests {
    private let hold = "    outcome: hold"

    @Test("An address is a part of the set and of its digest; without one the set is as it was")
    func reading() throws {
        let plain = try #require(read(hold).ruleSet())
        let named = try #require(read(hold, before: "appeals: {contact: appeals@example.org, days: 30}\n").ruleSet())
        #expect(plain.appeals == nil && plain.json["appeals"] == nil)
        #expect(named.appeals == AppealAddress(contact: "appeals@example.org", days: 30))
        #expect(named.digest != plain.digest && named.rules == plain.rules)
        #expect(try RuleSet(json: named.json) == named && RuleSet(json: plain.json) == plain)
        let open = try #require(read(hold, before: "appeals: {contact: https://example.org/appeals}\n").ruleSet())
        #expect(open.appeals?.days == nil && open.json["appeals"] == ["contact": "https://example.org/appeals"])
    }

    @Test(
        "A mistake in an address is refused where it stands",
        arguments: [
            ("appeals: {days: 3}\n", "config/missing-key"), ("appeals: {contact: x, days: 0}\n", "config/out-of-range"),
            ("appeals: {contact: x, phone: 1}\n", "config/unknown-key"), ("appeals: x\n", "config/wrong-type"),
            ("appeals: {contact: \" \"}\n", "config/bad-value"), ("appeals: {contact: \"a\\nb\"}\n", "config/bad-value"),
            ("appeals: {contact: \(String(repeating: "x", count: 301))}\n", "config/bad-value"),
        ])
    func mistakes(text: String, code: String) {
        #expect(read(hold, before: text).diagnostics.first?.code == code)
        #expect(read(hold, before: text).diagnostics.first?.span?.line == 1)
    }

    @Test("Two files may name one address, and not two")
    func files() {
        var reader = read(hold, before: "appeals: {contact: a@example.org}\n")
        reader.read(Array("appeals: {contact: a@example.org}\nrules: []\n".utf8), file: "b.yaml")
        #expect(reader.diagnostics.isEmpty)
        reader.read(Array("appeals: {contact: b@example.org}\nrules: []\n".utf8), file: "c.yaml")
        #expect(reader.diagnostics.map(\.code) == ["rules/duplicate-name"] && reader.diagnostics.first?.span?.file == "c.yaml")
    }
}

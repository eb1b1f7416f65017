import CanonicalJSON
import Detection
import Rules
import Testing

private func read(_ more: String) -> RuleSetReader {
    var reader = RuleSetReader(declared: [
        SignalDeclaration(name: "near_duplicate.jaccard", eventTypes: ["assay.submission.v1"], meaning: "0 to 1")
    ])
    let yaml = """
        rules:
          - id: copy
            version: 2
            status: live
            outcome: reject
            on: [assay.submission.v1]
            when: near_duplicate.jaccard >= 0.8
            reason: It repeats an earlier submission.
            owner: integrity

        """
    reader.read(Array((yaml + more).utf8), file: "rules.yaml")
    return reader
}

private let digest = "sha256:" + String(repeating: "0a", count: 32)

@Suite("A rule's upkeep") struct RuleUpkeepTests {
    @Test("Measured figures, a review date and kin are read, and come back from the ledger's JSON")
    func roundTrip() throws {
        let rules = try #require(
            read(
                """
                    measured: {precision: 0.97, recall: 0.5, low: 0.9, high: 1, recall_low: 0.4, recall_high: 0.6, events: 120, data: "\(digest)", date: 2026-03-01}
                    review_by: 2026-09-30
                    related: [edited-copy]
                    supersedes: [old-copy]

                """
            ).ruleSet())
        let upkeep = rules.rules[0].upkeep
        #expect(upkeep.measured?.precision == 0.97 && upkeep.measured?.recall == 0.5 && upkeep.measured?.events == 120)
        #expect(upkeep.measured?.low == 0.9 && upkeep.measured?.high == 1 && upkeep.measured?.data?.description == digest)
        #expect(upkeep.reviewBy?.rfc3339 == "2026-09-30T00:00:00.000Z" || upkeep.reviewBy?.day == "2026-09-30")
        #expect(upkeep.related == ["edited-copy"] && upkeep.supersedes == ["old-copy"])
        #expect(try RuleSet(json: rules.json) == rules)
    }

    @Test("A rule without upkeep is named by the digest it always had")
    func absent() throws {
        let rules = try #require(read("").ruleSet())
        let members = try #require(rules.rules[0].json.objectValue)
        #expect(members["measured"] == nil && members["review_by"] == nil && members["related"] == nil && members["supersedes"] == nil)
        #expect(try RuleSet(json: rules.json) == rules)
    }

    @Test(
        "A figure that cannot be is refused where it stands",
        arguments: [
            ("    measured: {precision: 1.2}\n", "config/out-of-range"),
            ("    measured: {precision: 0.5, low: 0.6, high: 0.9}\n", "config/out-of-range"),
            ("    measured: {low: 0.7, high: 0.6}\n", "config/out-of-range"),
            ("    measured: {recall: 0.7, recall_low: 0.1, recall_high: 0.6}\n", "config/out-of-range"),
            ("    measured: {data: sha256:abc}\n", "config/bad-value"),
            ("    measured: {events: -1}\n", "config/out-of-range"),
            ("    measured: {accuracy: 1}\n", "config/unknown-key"),
            ("    measured: 0.9\n", "config/wrong-type"),
            ("    review_by: 2026-02-30\n", "config/bad-value"),
            ("    review_by: soon\n", "config/bad-value"),
            ("    related: edited-copy\n", "config/wrong-type"),
        ])
    func refused(more: String, code: String) throws {
        let reader = read(more)
        #expect(reader.diagnostics.map(\.code) == [code], "\(reader.diagnostics)")
        #expect(reader.diagnostics.first?.span?.line == 10)
        #expect(reader.ruleSet() == nil)
    }
}

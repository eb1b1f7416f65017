import Contributions
import Detection
import Ledger
import Numerics
import Testing

@testable import SyntheticText

@Suite("Synthetic text as a fold over the ledger") struct SyntheticTextDetectorTests {
    private func fold(_ submissions: Submissions) -> Findings {
        var detector = SyntheticTextDetector()
        for record in submissions.records { detector.observe(record) }
        return detector.findings()
    }

    private func value(_ findings: Findings, _ position: Int, _ name: String) -> Double? {
        findings.signals[position]?.first { $0.name == name }?.value
    }

    /// Other contributors, so that there is a norm.
    private func crowd(_ submissions: inout Submissions, _ random: inout SeededRandom) throws {
        for index in 0..<30 { try submissions.add(Writing.person(&random), by: "person-\(index % 10)", after: 45) }
    }

    private func flood(count: Int, origin: String? = nil, _ change: (String, Int) -> String = { text, _ in text }) throws -> Submissions {
        var random = SeededRandom(seed: 31)
        var submissions = Submissions()
        try crowd(&submissions, &random)
        for index in 0..<count { try submissions.add(change(Writing.filled(&random), index), by: "mill", origin: origin) }
        return submissions
    }

    @Test("a flood from one template is a cluster with its skeleton") func templateFlood() throws {
        let submissions = try flood(count: 200)
        let findings = fold(submissions)
        let cluster = try #require(findings.clusters.first)
        #expect(findings.clusters.count == 1)
        #expect(cluster.kind == "flood")
        #expect(cluster.participants == ["mill"])
        #expect(cluster.events.count == 200)
        #expect(cluster.evidence.contains { $0.kind == .timeline && $0.timelineActions.count == 60 })
        let last = submissions.records.count - 1
        #expect(try #require(value(findings, last, "synthetic.template_rate")) > 0.95)
        #expect(try #require(value(findings, last, "synthetic.slot_novelty")) < 0.2)
        #expect(try #require(value(findings, last, "synthetic.flood")) > 8)
        #expect(
            findings.signals[last]?.first { $0.name == "synthetic.template_rate" }?.evidence.fields["skeleton"]?.stringValue?.contains("{…}") == true)
    }

    @Test("disguised, truncated and shuffled fillings stay one flood") func evasion() throws {
        let disguised = try flood(count: 120) { text, index in
            index % 2 == 0 ? text.replacing("i", with: "i\u{200D}") : "Note \(index). " + text
        }
        #expect(fold(disguised).clusters.count == 1)
        let prefixed = try flood(count: 120) { text, index in
            var random = SeededRandom(seed: UInt64(index))
            return Writing.person(&random, sentences: 1) + " " + text
        }
        #expect(fold(prefixed).clusters.count == 1)
    }

    @Test("honest writing around a flood is not drawn into it") func bystanders() throws {
        let submissions = try flood(count: 100)
        let findings = fold(submissions)
        for position in 0..<30 {
            #expect(value(findings, position, "synthetic.template_rate") == nil)
            #expect(value(findings, position, "synthetic.flood") == nil)
        }
    }

    @Test("a declared synthetic set is scored, marked and not a flood") func declared() throws {
        let submissions = try flood(count: 100, origin: "synthetic")
        let findings = fold(submissions)
        #expect(findings.clusters.isEmpty)
        let last = submissions.records.count - 1
        #expect(value(findings, last, "synthetic.declared") == 1)
        #expect(value(findings, last, "synthetic.template_rate") == nil)
        #expect(value(findings, last, "synthetic.flood") == nil)
    }

    @Test("a season of notices shows a form, new facts, and no flood") func notices() throws {
        var random = SeededRandom(seed: 6)
        var submissions = Submissions()
        try crowd(&submissions, &random)
        for day in 0..<90 { try submissions.add(Writing.notice(&random, day: day), by: "harbour", after: 700) }
        let findings = fold(submissions)
        #expect(findings.clusters.isEmpty)
        let last = submissions.records.count - 1
        #expect(try #require(value(findings, last, "synthetic.slot_novelty")) > 0.5)
        #expect(value(findings, last, "synthetic.flood") == nil)
    }

    @Test("a learner's small vocabulary is not a template") func learner() throws {
        var random = SeededRandom(seed: 9)
        var submissions = Submissions()
        try crowd(&submissions, &random)
        for _ in 0..<60 { try submissions.add(Writing.learner(&random), by: "learner", after: 300, language: "en") }
        let findings = fold(submissions)
        #expect(findings.clusters.isEmpty)
        let score = findings.signals[submissions.records.count - 1]?.first { $0.name == "synthetic.contributor_score" }
        #expect(try #require(score?.pValue) > 0.01)
    }

    @Test("short texts and new contributors are abstained from, with reasons") func abstentions() throws {
        var submissions = Submissions()
        try submissions.add("ten words are not enough to say who wrote this", by: "new")
        let findings = fold(submissions)
        #expect(findings.signals[0] == [])
        #expect(
            findings.abstentions[0] == [
                Abstention(signal: "synthetic.score", why: "too short: 10 words, 50 needed"),
                Abstention(signal: "synthetic.contributor_score", why: "too few documents: 0 scored, 5 needed"),
                Abstention(signal: "synthetic.template_rate", why: "too few documents: 1 submitted, 5 needed"),
            ])
    }

    @Test("asking in between changes nothing, and equal prefixes give equal findings") func fold() throws {
        let submissions = try flood(count: 60)
        var patient = SyntheticTextDetector()
        var asked = SyntheticTextDetector()
        for (index, record) in submissions.records.enumerated() {
            patient.observe(record)
            asked.observe(record)
            if index % 13 == 0 { #expect(asked.findings() == asked.findings()) }
        }
        #expect(patient.findings() == asked.findings())
    }

    @Test("everything it says was declared") func declaredSignals() throws {
        let names = Set(SyntheticTextDetector.signals.map(\.name))
        let findings = fold(try flood(count: 80))
        for signal in findings.signals.values.joined() { #expect(names.contains(signal.name)) }
        for abstention in findings.abstentions.values.joined() { #expect(names.contains(abstention.signal)) }
        #expect(names.allSatisfy { $0.hasPrefix(SyntheticTextDetector.name + ".") })
    }

    @Test("a contributor's state stays bounded whatever is submitted") func bounded() {
        var tracker = TemplateTracker()
        let seed: UInt64 = 13
        var random = SeededRandom(seed: seed)
        for index in 0..<400 {
            let words = (0..<80).map { _ in "w\(random.int(in: 0...5000))" }.joined(separator: " ")
            _ = tracker.observe(TemplateText(ScoringText(index % 3 == 0 ? Writing.filled(&random) : words)))
        }
        #expect(tracker.templates.count <= TemplateTracker.maximumTemplates, "seed \(seed)")
        #expect(abs(tracker.rate - 1.0 / 3) < 0.02, "seed \(seed): \(tracker.rate)")
    }

    @Test("the busiest day is counted across midnight and forgets older days") func pace() {
        var pace = SubmissionPace()
        let hour: Int64 = 3_600_000_000
        for index in 0..<10 { pace.add(Timestamp(microseconds: 20 * hour + Int64(index) * hour)) }
        #expect(pace.peak == 10)
        pace.add(Timestamp(microseconds: 200 * hour))
        #expect(pace.peak == 10)
    }
}

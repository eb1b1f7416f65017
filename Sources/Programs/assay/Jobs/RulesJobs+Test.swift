import CanonicalJSON
import Contributions
import Corpora
import Detection
import Diagnostics
import Ledger
import Rules
import Screening
import Operations

extension RulesJobs {
    /// Puts the tests of rules to them: each case with its place and, where it fails, the trace; then coverage by rule and by branch.
    static func test(_ options: RulesTestOptions, _ terminal: Terminal) throws -> ExitCode {
        let paths = options.paths.isEmpty ? [ShippedFiles.rulesDirectory()] : options.paths
        let (reader, place) = try ShippedFiles.readRules(paths)
        guard let rules = reader.ruleSet() else { throw BadInput(reader.diagnostics) }
        let tests = try ShippedFiles.readTests(paths, of: reader)
        guard tests.diagnostics.isEmpty else { throw BadInput(tests.diagnostics) }
        guard !tests.tests.isEmpty else {
            let target = FileSystem.isDirectory(paths[0]) ? "\(paths[0])/tests/NAME.yaml" : "NAME.tests.yaml beside it"
            throw Diagnostic(code: "rules/no-tests", cause: "\(place) has no tests", hint: "write them to \(target); docs/rules.md shows how")
        }
        let run = try RuleTestRun(tests.tests, of: rules) { try facts($0, judged: $1, $2) }
        write(run, terminal)
        return summary(run, cover: options.cover, terminal) ? .clean : .findings
    }

    /// What the real detectors say of one event, in a ledger that holds nothing but these.
    private static func facts(_ events: [ContributionEvent], judged: EventKey, _ rules: RuleSet) throws -> EventFacts {
        let store = InMemoryLedgerStore()
        try store.append(events.map { EntryDraft($0) })
        var layer = FraudLayer(ruleSet: rules, detectors: DetectorBench.detectors(seed: try SecretSeed.forDetectors()), keepsBodies: true)
        var body: [UInt8]?
        try store.visitEvents(from: 0) { record in
            layer.observe(record, pending: record.event.key == judged)
            if record.event.key == judged { body = record.event.canonicalBytes }
            return true
        }
        guard let verdict = layer.screen().verdicts.first, let event = events.first(where: { $0.key == judged }) else {
            throw Diagnostic(code: "rules/bad-test", cause: "the event \(judged) is not among the events of its case")
        }
        return EventFacts(
            eventType: event.type, signals: EventSignals(verdict.signals, abstained: Set(verdict.abstentions.map(\.signal))), body: body)
    }

    private static func write(_ run: RuleTestRun, _ terminal: Terminal) {
        let rows = terminal.rows(["row", "rule", "kind", "name", "passed", "verdict", "fired", "malicious", "benign", "branches", "of", "missing"])
        for result in run.results {
            if !result.isPassed { terminal.report(result.diagnostic) }
            var row = JSONObject([
                ("row", "test"), ("rule", .string(result.test.rule)), ("kind", .string(result.test.kind.rawValue)),
                ("name", .string(result.test.name)), ("passed", .bool(result.isPassed)), ("verdict", .string(result.verdict.rawValue)),
                ("fired", .array(result.fired.map { .string($0) })), ("file", .string(result.test.span.file)),
                ("line", .integer(Int64(result.test.span.line))), ("faults", .array(result.faults.map { .string($0) })),
            ])
            row["discount"] = result.discount.map { .integer($0.ppm) }
            if !result.labels.isEmpty { row["labels"] = .array(result.labels.map { .string($0) }) }
            rows.write(row)
        }
        for rule in run.coverage {
            rows.write(
                JSONObject([
                    ("row", "coverage"), ("rule", .string(rule.rule)), ("malicious", .integer(Int64(rule.malicious))),
                    ("benign", .integer(Int64(rule.benign))), ("branches", .integer(Int64(rule.branches.seenCount))),
                    ("of", .integer(Int64(rule.branches.branchCount))), ("missing", .array(rule.branches.missing.map { .string($0) })),
                ]))
        }
        rows.finish()
    }

    /// False where a test failed or the coverage is below what was stated.
    private static func summary(_ run: RuleTestRun, cover: Double?, _ terminal: Terminal) -> Bool {
        func percent(_ share: Double) -> String { "\((share * 1000).rounded(.down) / 10) %" }
        terminal.note(
            "\(run.results.count) tests, \(run.failedCount) failed; \(run.coverage.count { $0.hasBothKinds }) of \(run.coverage.count) live rules have "
                + "both kinds of test; branches seen: \(percent(run.branchShare))")
        guard let cover, min(run.branchShare, run.ruleShare) < cover else { return run.failedCount == 0 }
        for rule in run.coverage where !rule.hasBothKinds || !rule.branches.missing.isEmpty {
            var lacks = rule.branches.missing
            if rule.malicious == 0 { lacks.insert("a malicious case", at: 0) }
            if rule.benign == 0 { lacks.insert("a benign case", at: 0) }
            terminal.note("  \(rule.rule) lacks: \(lacks.joined(separator: "; "))")
        }
        terminal.report(
            Diagnostic(
                code: "rules/coverage",
                cause:
                    "rules with both kinds of test: \(percent(run.ruleShare)), branches seen: \(percent(run.branchShare)); \(percent(cover)) is asked",
                hint: "write a case for each thing that is lacking"))
        return false
    }
}

extension RuleTestRun.Result {
    /// Where a failed test stands, what differs, and how the condition came out, and those of other rules that fired unasked.
    fileprivate var diagnostic: Diagnostic {
        var lines = trace.map { ["\(test.rule):"] + $0.lines.map { "  " + $0 } } ?? ["\(test.rule) does not look at such events"]
        for other in unasked {
            lines += ["\(other.rule)\(other.isUndecided ? ", undecided" : ""):"] + other.trace.lines.map { "  " + $0 }
        }
        return Diagnostic(
            code: "rules/test-failed", at: test.span, cause: "\"\(test.name)\": \(faults.joined(separator: "; "))",
            hint: "found\n    " + lines.joined(separator: "\n    "))
    }
}

import CanonicalJSON
import Contributions
import Diagnostics
import Ledger
import LedgerStorage
import Rules
import Screening

/// Says why one event stands as it does: to whoever answers for the rules, or as a statement to the contributor.
enum ExplainJob {
    static func run(_ options: ExplainOptions, _ terminal: Terminal) throws -> ExitCode {
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readOnly)
        let explanation = try Explanation(of: try CheckpointJobs.position(of: options.event, in: store), reading: store)
        if options.statement {
            let foreign = try ForeignNames(to: explanation.event.event, reading: store)
            let statement = StatementOfReasons(explanation, isForeign: foreign.contains)
            switch options.format {
            case .json: terminal.stdout.writeLine(JSONWriter.text(json(statement)))
            case nil, .text: terminal.stdout.writeLine(statement.paragraphs.joined(separator: "\n"))
            }
        } else {
            switch options.format {
            case .json: terminal.stdout.writeLine(JSONWriter.text(json(explanation)))
            case nil, .text: for line in lines(explanation) { terminal.stdout.writeLine(line) }
            }
        }
        guard explanation.ruleSet == nil || explanation.isReproduced else {
            terminal.report(
                Diagnostic(
                    code: "explain/differs",
                    cause: "the recorded rules say otherwise than the verdict names (\(explanation.recordedRules.joined(separator: ", ")))",
                    hint: "run `assay ledger replay`"))
            return .findings
        }
        return .clean
    }

    // MARK: For people

    private static func lines(_ explanation: Explanation) -> [String] {
        let event = explanation.event
        var out = ["event   \(event.event.key), \(event.event.type), \(event.event.time), entry \(event.position)"]
        guard let verdict = explanation.verdict, let entry = explanation.verdictEntry else { return out + ["verdict none yet: run `assay screen`"] }
        out.append(
            "verdict \(explanation.outcome?.rawValue ?? "unreadable"), entry \(entry), over the first \(verdict.watermark) entries"
        )
        if let discount = explanation.discount { out.append("kept    \(discount) of what follows it") }
        if !explanation.labels.isEmpty { out.append("labels  \(explanation.labels.joined(separator: ", "))") }
        out.append("rules   \(verdict.ruleSet)")
        out.append(explanation.steps.isEmpty ? "people  nobody has decided since" : "people")
        for step in explanation.steps {
            out.append("  entry \(step.entry), \(step.time): \(step.what) by \(step.by)" + (step.reason.isEmpty ? "" : ": \(step.reason)"))
        }
        for name in explanation.failures { out.append("\n\(name): the event is held") }
        // Those that decided stand first.
        for item in explanation.rules.filter({ $0.firing != nil }) + explanation.rules.filter({ $0.firing == nil }) { out += lines(item) }
        if !verdict.signals.isEmpty { out.append("\nsignals") }
        for signal in verdict.signals {
            let p = signal.pValue.map { ", p = \(JSONWriter.text(.measurement($0)))" } ?? ""
            out.append("  \(signal.name) = \(JSONWriter.text(.measurement(signal.value)))\(p)")
            out.append("    \(JSONWriter.text(.object(signal.evidence.fields)))")
        }
        for item in verdict.abstentions { out.append("  \(item.signal) unknown: \(item.why)") }
        return out
    }

    private static func lines(_ item: RuleExplanation) -> [String] {
        let rule = item.rule
        let effect =
            item.firing.map { ($0.undecided ? "undecided, so " : "") + $0.outcome.phrase }
            ?? (item.truth == "unknown" ? "undecided, skipped" : "silent")
        let reason = item.firing == nil ? [] : ["  reason: \(rule.reason)"]
        return ["\n\(rule.id) \(rule.version): \(effect)"] + reason + item.lines.map { "  " + $0 }
    }

    // MARK: For programs

    private static func json(_ explanation: Explanation) -> JSONValue {
        let event = explanation.event
        var object = JSONObject([
            ("event", .string(event.event.key.description)), ("type", .string(event.event.type)), ("time", .string(event.event.time.rfc3339)),
            ("entry", .integer(Int64(event.position))), ("verdict", explanation.verdict?.json ?? .null),
            ("verdict_entry", explanation.verdictEntry.map { .integer(Int64($0)) } ?? .null), ("reproduced", .bool(explanation.isReproduced)),
            ("automated", .bool(explanation.steps.isEmpty)),
        ])
        object["rules"] = .array(
            explanation.rules.map { item in
                [
                    "id": .string(item.rule.id), "version": .integer(Int64(item.rule.version)), "condition": .string(item.rule.condition.source),
                    "truth": .string(item.truth), "outcome": item.firing.map { .string($0.outcome.name) } ?? .null,
                    "undecided": .bool(item.firing?.undecided ?? false), "reason": .string(item.rule.reason),
                    "trace": .array(item.lines.map { .string($0) }),
                ]
            })
        object["people"] = .array(
            explanation.steps.map { step in
                [
                    "entry": .integer(Int64(step.entry)), "time": .string(step.time.rfc3339), "what": .string(step.what), "by": .string(step.by),
                    "reason": .string(step.reason),
                ]
            })
        return .object(object)
    }

    private static func json(_ statement: StatementOfReasons) -> JSONValue {
        var object = JSONObject([
            ("event", .string(statement.event)), ("day", .string(statement.day)), ("verdict", statement.outcome.map { .string($0) } ?? .null),
            ("facts", .array(statement.facts.map { .string($0) })),
            (
                "grounds",
                .array(
                    statement.grounds.map { ["rule": .string($0.rule), "version": .integer(Int64($0.version)), "sentence": .string($0.sentence)] })
            ),
            ("automated", .bool(statement.isAutomated)), ("steps", .array(statement.steps.map { .string($0) })),
            ("reference", .string(statement.reference)), ("text", .array(statement.paragraphs.map { .string($0) })),
        ])
        object["discount"] = statement.discount.map { .integer($0.ppm) }
        if !statement.labels.isEmpty { object["labels"] = .array(statement.labels.map { .string($0) }) }
        object["appeals"] = statement.appeals?.json
        return .object(object)
    }
}

/// The names in a ledger that are somebody else's than the contributor's whom a statement goes to.
private struct ForeignNames {
    private var names: Set<String> = []
    private let own: Set<String>

    /// O(entries).
    init(to event: ContributionEvent, reading store: some LedgerStore) throws(LedgerError) {
        let payload = event.payload
        own = Set([payload.claimant].compactMap { $0 } + payload.names(.brings) + payload.names(.concerns).prefix(1))
        var found: Set<String> = []
        try store.visitEvents(from: 0) { record in
            for role in EventField.Role.allCases { found.formUnion(record.event.payload.names(role)) }
            return true
        }
        names = found.subtracting(own)
    }

    func contains(_ word: String) -> Bool { names.contains(word) }
}

import CanonicalJSON
import Contributions
import Diagnostics
import Evaluation
import Rules
import Screening

/// Says whose verdict changes from one rule set to another.
enum RulesDiffJob {
    static func run(_ options: RulesDiffOptions, _ terminal: Terminal) throws -> ExitCode {
        guard options.rules.count == 2 else {
            throw Diagnostic(
                code: "usage/missing-argument", cause: "two rule sets are compared, \(options.rules.count) are named",
                hint: "assay rules diff OLD NEW --ledger L.db")
        }
        let sets = try options.rules.map { try ShippedFiles.ruleSet($0) }
        let policy = try ShippedFiles.policy(options.policy)
        let before = try MeasuredRules.read(
            ledger: options.ledger, events: nil, rules: sets[0], labelFiles: options.labels.map { [$0] } ?? [], detect: options.detect, terminal)
        let after = try MeasuredRules.read(
            ledger: options.ledger, events: nil, rules: sets[1], labelFiles: [], detect: options.detect, terminal)
        try before.requireVerdicts()
        let difference = RuleSetDifference(
            before.ledger, after.ledger, labels: before.labels, policy: policy, examples: options.examples)
        write(difference, sets, labels: before.labels.entries.count, terminal)
        return difference.changedEvents > 0 ? .findings : .clean
    }

    private static func write(_ difference: RuleSetDifference, _ sets: [RuleSet], labels: Int, _ terminal: Terminal) {
        terminal.note(
            "\(difference.changedEvents) of \(difference.events) verdicts change; paid at once: \(difference.paidBefore) before, "
                + "\(difference.paidAfter) after; \(labels) labels, and what none names counts as honest")
        let rows = terminal.rows(["row", "name", "from", "to", "events", "attack", "honest", "people", "asked", "person", "before", "after"])
        for (change, row) in difference.changes.sorted(by: { $0.key < $1.key }) {
            rows.write(
                JSONObject([
                    ("row", "change"), ("from", .string(change.before.description)), ("to", .string(change.after.description)),
                    ("events", .integer(Int64(row.events))), ("attack", .integer(Int64(row.attackEvents))),
                    ("honest", .integer(Int64(row.honestEvents))), ("people", .integer(Int64(row.peopleCount))), ("asked", row.asked.json),
                ]))
        }
        for rule in difference.rules {
            var row = JSONObject([
                ("row", "rule"), ("name", .string(rule.rule)), ("events", .integer(Int64(rule.changed))), ("asked", rule.asked.json),
            ])
            row["before"] = .integer(Int64(rule.before))
            row["after"] = .integer(Int64(rule.after))
            row["only_before"] = .integer(Int64(rule.onlyBefore))
            row["only_after"] = .integer(Int64(rule.onlyAfter))
            rows.write(row)
        }
        for example in difference.examples {
            var row = JSONObject([("row", "example"), ("name", .string(example.event)), ("position", .integer(Int64(example.position)))])
            row["type"] = .string(example.type)
            row["person"] = .string(example.person)
            row["from"] = .string(example.change.before.description)
            row["to"] = .string(example.change.after.description)
            row["before"] = .array(example.rulesBefore.map { .string($0) })
            row["after"] = .array(example.rulesAfter.map { .string($0) })
            row["asked"] = example.asked.json
            rows.write(row)
        }
        var total = JSONObject([("row", "total"), ("name", "all events"), ("events", .integer(Int64(difference.changedEvents)))])
        total["of"] = .integer(Int64(difference.events))
        total["paid_before"] = difference.paidBefore.json
        total["paid_after"] = difference.paidAfter.json
        total["ruleset_before"] = .string(sets[0].digest.description)
        total["ruleset_after"] = .string(sets[1].digest.description)
        rows.write(total)
        rows.finish()
    }
}

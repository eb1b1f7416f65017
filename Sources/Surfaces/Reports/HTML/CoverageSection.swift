internal import Ledger

/// What was seen, screened and skipped: the denominator, before any count that rests on it.
struct CoverageSection {
    let report: FraudReport

    private var coverage: FraudReport.Coverage { report.coverage }

    var html: HTML {
        """
        <section id="coverage"><h2>Coverage</h2>
        <p>What the fraud layer looked at, and what it did not. Every count further down rests on these events.</p>
        \(eventTypes.html)\(skipped)\(days)<h3>Detectors</h3>
        <p>A detector that cannot measure an event abstains and says why; one that fails holds the event. Neither counts as clear.</p>
        \(detectors.html)<h3>Rules</h3>
        \(rules.html)\(silentRules)\(trials)</section>
        """
    }

    private var eventTypes: HTMLTable {
        var table = HTMLTable(
            "Events by type",
            [
                .text("Event type"), .number("Seen"), .number("Screened"), .number("Skipped"), .number("Unpriced"), .number("Clear"), .number("Held"),
                .number("Rejected"),
            ])
        table.rows = coverage.eventTypes.map { row in
            ["<code>\(row.type)</code>"] + Self.counts([row.seen, row.screened, row.skippedCount, row.unpriced], row.verdicts)
        }
        table.total = ["All"] + Self.counts([coverage.seen, coverage.screened, coverage.skipped, coverage.unpriced], coverage.verdicts)
        return table
    }

    private static func counts(_ first: [Int], _ verdicts: VerdictCounts) -> [HTML] {
        (first + [verdicts.clear, verdicts.hold, verdicts.reject]).map { "\(FixedNotation.integer($0))" }
    }

    private var skipped: HTML {
        guard coverage.skipped > 0 else { return "<p>No event was skipped.</p>\n" }
        var table = HTMLTable("Skipped events and why", [.text("Event type"), .wide("Reason"), .number("Events")])
        for row in coverage.eventTypes {
            for reason in row.skipped {
                table.rows.append(["<code>\(row.type)</code>", "\(reason.reason)", "\(FixedNotation.integer(reason.count))"])
            }
        }
        return table.html
    }

    private var days: HTML { report.days.isEmpty ? .empty : VerdictsPerDayFigure(days: report.days).html }

    private var detectors: HTMLTable {
        var table = HTMLTable(
            "What each detector measured",
            [.text("Detector"), .number("Measured"), .number("Abstained"), .number("Failed"), .wide("Most frequent reasons")])
        table.rows = coverage.detectors.map { row in
            let reasons = row.reasons.prefix(3).map { "\($0.reason) (\(FixedNotation.integer($0.count)))" as HTML }
            return [
                "<code>\(row.name)</code>", "\(FixedNotation.integer(row.measured))", "\(FixedNotation.integer(row.abstained))",
                row.failed > 0 ? "<strong class=\"bad\">\(FixedNotation.integer(row.failed))</strong>" : "0",
                reasons.isEmpty ? "–" : reasons.joined(separator: "; "),
            ]
        }
        return table
    }

    private var rules: HTMLTable {
        var table = HTMLTable(
            "What each rule did",
            [.text("Rule"), .text("Version"), .text("Outcome"), .number("Evaluated"), .number("Signal missing"), .number("Fired")])
        table.rows = coverage.rules.map { rule in
            [
                "<code>\(rule.id)</code>", "\(rule.version)", VerdictBadge.html(rule.outcome), "\(FixedNotation.integer(rule.evaluated))",
                "\(FixedNotation.integer(rule.unknown))", "\(FixedNotation.integer(rule.fired))",
            ]
        }
        return table
    }

    private var silentRules: HTML {
        let silent = coverage.silentRules
        guard !silent.isEmpty else {
            return coverage.rules.isEmpty ? "<p>The rule set holds no rules.</p>\n" : "<p>Every rule fired at least once.</p>\n"
        }
        let names = silent.map { "<li><code>\($0.id)</code></li>" as HTML }
        return """
            <p>\(FixedNotation.count(silent.count, "rule")) never fired. Either nobody tried what they look for or they no longer work; \
            this report cannot tell which. Their tests can.</p><ul class="inline">\(names)</ul>

            """
    }
}

extension CoverageSection {
    /// Rules that decide nothing yet, apart from those that do.
    fileprivate var trials: HTML {
        guard !coverage.trials.isEmpty else { return .empty }
        var table = HTMLTable(
            "What rules on trial would have done (without effect)",
            [
                .text("Rule"), .text("Version"), .text("Would"), .number("Evaluated"), .number("Signal missing"), .number("Would have fired"),
                .number("Would have changed"),
            ])
        table.rows = coverage.trials.map { rule in
            [
                "<code>\(rule.id)</code>", "\(rule.version)", VerdictBadge.html(rule.effect), "\(FixedNotation.integer(rule.evaluated))",
                "\(FixedNotation.integer(rule.unknown))", "\(FixedNotation.integer(rule.fired))", "\(FixedNotation.integer(rule.changed))",
            ]
        }
        return """
            <h3>Rules on trial</h3>
            <p>These rules have no effect: no verdict and no amount on this page rests on them. “Would have changed” counts events that stand \
            milder now than they would had the rule been live.</p>
            \(table.html)
            """
    }
}

/// A verdict or outcome as a coloured word; the word alone carries the meaning.
enum VerdictBadge {
    static func html(_ effect: FraudReport.RuleEffect) -> HTML {
        switch effect {
        case .clear: html(FraudReport.Verdict.clear)
        case .hold: html(FraudReport.Verdict.hold)
        case .reject: html(FraudReport.Verdict.reject)
        case .discount(let share): "<span class=\"badge discount\">discount \(share.description)</span>"
        case .label(let name): "<span class=\"badge label\">label</span> <code>\(name)</code>"
        }
    }

    static func html(_ verdict: FraudReport.Verdict) -> HTML {
        switch verdict {
        case .clear: "<span class=\"badge clear\">clear</span>"
        case .hold: "<span class=\"badge hold\">hold</span>"
        case .reject: "<span class=\"badge reject\">reject</span>"
        }
    }
}

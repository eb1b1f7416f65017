/// How the report came about, what it cannot know, how to compute it again, and what its words mean.
struct MethodSection {
    let report: FraudReport

    var html: HTML {
        """
        <section id="method"><h2>Method and limits</h2>
        <p>Detectors fold over the ledger in entry order and read no clock, no file and no other detector. Rules turn their signals into verdicts; \
        an event that no rule decides is clear by an explicit default, and one that a detector could not look at is held. \
        The payout is a dry run in whole micro-credits, rounded down, over cleared events.</p>
        <ul>\(limits)</ul>
        <h3>Computed from</h3>
        \(identity.html)<h3>Compute it again</h3>
        \(commands)</section>
        <section id="glossary"><h2>Glossary</h2>
        <dl class="glossary">\(glossary)</dl></section>
        """
    }

    private var limits: [HTML] {
        let always = [
            "A p-value says how rarely honest behaviour would look like this under the detector's model. It is not the probability of guilt.",
            "Detectors see only what the engine emitted. Conduct outside the ledger is not observed.",
            "A clear event is one that nothing spoke against, not one that was proved honest.",
        ]
        return (report.limits + always).map { "<li>\($0)</li>\n" }
    }

    private var identity: HTMLTable {
        let identity = report.identity
        var table = HTMLTable("Computed from", [.text("What"), .text("Value")])
        table.hasLongValues = true
        table.rows = [
            ["Ledger", "<code>\(identity.ledgerID)</code>"], ["Ledger head", "<code>\(identity.ledgerHead.description)</code>"],
            ["Entries, watermark", "\(FixedNotation.integer(identity.entryCount)), \(FixedNotation.integer(identity.watermark))"],
            ["Rule set", "<code>\(identity.ruleSetDigest.description)</code>"],
            ["Payout policy", "\(identity.policyName) <code>\(identity.policyDigest.description)</code>"],
            ["First and last event", "\(identity.firstEvent?.rfc3339 ?? "none") to \(identity.lastEvent?.rfc3339 ?? "none")"],
            ["Tool", "assay \(identity.toolVersion)"],
        ]
        return table
    }

    private var commands: HTML {
        guard !report.recomputeCommands.isEmpty else { return "<p>No commands were recorded.</p>\n" }
        let lines = report.recomputeCommands.map { "\($0)\n" as HTML }
        return "<pre><code>\(lines)</code></pre>\n"
    }

    private var glossary: [HTML] {
        let words: [(HTML, HTML)] = [
            ("clear", "Nothing spoke against the event. Its reward may be proposed, and becomes final only after the challenge window."),
            ("hold", "The reward waits for a person. A hold is no accusation: it ends by review, by appeal or by its deadline, each with a reason."),
            ("reject", "The event earns nothing, by a rule that names its reason. The participant may appeal."),
            ("abstain", "A detector cannot know in this case and says so. It neither helps nor harms the event."),
            ("unpriced", "The event is kept in the ledger, but no policy gives it a price, so it is never paid."),
            ("asked", "What the same split would have paid with no fraud layer at all."),
            ("treasury", "Where the rest goes: rounding, discounts for copies, and fees that no event earned. It is never shared out again."),
            ("finding", "A group of events and participants that belong together and are decided at once."),
            ("watermark", "The ledger position up to which the verdicts take everything into account."),
        ]
        return words.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>\n" }
    }
}

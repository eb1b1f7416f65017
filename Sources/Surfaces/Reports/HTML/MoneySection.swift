internal import Contributions
internal import Ledger

/// Who asked for what, what was paid, held and refused, and the proof that nothing is missing.
struct MoneySection {
    let report: FraudReport

    /// Rows of the tables of largest losses and gains.
    static let rankLimit = 10

    private var money: FraudReport.Money { report.money }

    var html: HTML {
        """
        <section id="money"><h2>Money</h2>
        <p>Amounts in credits of a million micro-credits, exact. <em>Asked</em> is what the same split would have paid with no fraud layer: \
        every event clear, no discount, duplicates not grouped. Nothing on this page has been paid yet.</p>
        \(conservation)\(figure)\(ranks)\(participants)</section>
        """
    }

    private var conservation: HTML {
        let mark: HTML =
            report.feesAreConserved ? "<strong class=\"good\">adds up to the micro-credit</strong>" : "<strong class=\"bad\">does not add up</strong>"
        return """
            <p class="equation"><span>fees <b>\(amount(money.fees))</b></span> <span>= paid <b>\(amount(money.paid))</b></span> \
            <span>+ held <b>\(amount(money.held))</b></span> <span>+ rejected <b>\(amount(money.rejected))</b></span> \
            <span>+ treasury <b>\(amount(money.treasury))</b></span> \(mark)</p>
            \(discounted)\(unpriced)
            """
    }

    private var discounted: HTML {
        guard money.discounted != .zero else { return .empty }
        return "<p>Of the treasury, \(amount(money.discounted)) credits are what discounts kept back.</p>\n"
    }

    private var unpriced: HTML {
        guard money.unpriced != .zero else { return .empty }
        return "<p>Events claim a further \(amount(money.unpriced)) credits that no policy prices; they are kept and not paid.</p>\n"
    }

    private var figure: HTML {
        let rows: [(String, MicroCredits, Tone)] = [
            ("fees in", money.fees, .neutral), ("asked", money.asked, .expected), ("paid", money.paid, .clear), ("held", money.held, .hold),
            ("rejected", money.rejected, .reject), ("treasury", money.treasury, .neutral),
        ]
        let chart = BarChart(
            groups: rows.map { name, amount, tone in
                .init(label: name, bars: [.init(value: Double(amount.micros) / 1_000_000, text: FixedNotation.creditsBrief(amount), tone: tone)])
            }, axisTitle: "credits")
        var table = HTMLTable("Money by outcome", [.text("Outcome"), .number("Credits"), .number("Share of fees")])
        table.rows = rows.map { name, value, _ in
            let share = money.fees > .zero ? FixedNotation.percent(Double(value.micros) / Double(money.fees.micros)) : "–"
            return ["\(name)", amount(value), "\(share)"]
        }
        return Figure(
            id: "fig-money", title: "Money by outcome",
            description: "Fees that came in, what was asked without a fraud layer, and where the fees go with it.", height: chart.height,
            drawing: chart.drawing, table: table
        ).html
    }

    private var ranks: HTML {
        """
        <h3>Who is paid less, who is paid more</h3>
        <p>The difference between paid and asked. A held amount counts as not paid until a review ends the hold.</p>
        \(rank("Largest losses against asked", money.losers, none: "Nobody is paid less than asked."))\
        \(rank("Largest gains against asked", money.gainers, none: "Nobody is paid more than asked."))
        """
    }

    private func rank(_ caption: String, _ rows: [FraudReport.ParticipantMoney], none: HTML) -> HTML {
        guard !rows.isEmpty else { return "<p>\(none)</p>\n" }
        let shown = rows.prefix(Self.rankLimit)
        let title = shown.count < rows.count ? "\(caption), \(shown.count) of \(FixedNotation.integer(rows.count))" : caption
        return table(title, Array(shown)).html
    }

    private var participants: HTML {
        guard !money.participants.isEmpty else { return "<h3>Participants</h3><p>No participant asks for anything.</p>\n" }
        let affected = money.participants.sorted {
            ($1.held.micros.magnitude, $1.rejected.micros.magnitude, $1.asked, $0.participant, $0.role)
                < ($0.held.micros.magnitude, $0.rejected.micros.magnitude, $0.asked, $1.participant, $1.role)
        }
        let shown = Array(affected.prefix(HTMLReport.participantLimit))
        let rest: HTML =
            shown.count < affected.count
            ? "<p>\(FixedNotation.integer(affected.count - shown.count)) more rows are in <code>payouts.csv</code>.</p>\n" : .empty
        var full = table("All participants, most held first", shown)
        if shown.count == affected.count {
            full.total = ["All", "", amount(money.asked), amount(money.paid), amount(money.held), amount(money.rejected), ""]
        }
        return
            "<h3>Participants</h3>\n<details><summary>\(FixedNotation.count(affected.count, "row")) by participant and role</summary>\(full.html)\(rest)</details>\n"
    }

    private func table(_ caption: String, _ rows: [FraudReport.ParticipantMoney]) -> HTMLTable {
        var table = HTMLTable(
            caption,
            [
                .text("Participant"), .text("Role"), .number("Asked"), .number("Paid"), .number("Held"), .number("Rejected"), .number("Paid − asked"),
            ])
        table.rows = rows.map { row in
            [
                "\(row.participant)", "\(row.role)", amount(row.asked), amount(row.paid), amount(row.held), amount(row.rejected),
                row.change > .zero ? "+\(amount(row.change))" : amount(row.change),
            ]
        }
        return table
    }

    private func amount(_ value: MicroCredits) -> HTML { MoneyText.html(value) }
}

/// An exact amount; decimals after the second are set smaller, so that columns stay readable.
enum MoneyText {
    static func html(_ amount: MicroCredits) -> HTML {
        guard amount != .zero else { return "<span class=\"zero\">0</span>" }
        let text = amount.description.replacing("-", with: "\u{2212}")
        return "\(String(text.dropLast(4)))<small>\(String(text.suffix(4)))</small>"
    }
}

import CanonicalJSON
import Contributions
import Diagnostics
import Ledger
import Rewards
import LedgerStorage
import Rules

/// Prints a participant's account statement.
enum StatementJob {
    static func run(_ options: StatementOptions, _ terminal: Terminal) throws -> ExitCode {
        let (from, to) = (options.from ?? Timestamp(microseconds: .min), options.to ?? Timestamp(microseconds: .max))
        guard from <= to else {
            throw Diagnostic(code: "statement/range", cause: "--from \(from) is after --to \(to)", hint: "exchange them")
        }
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readOnly)
        let statement = try AccountStatement(of: options.participant, folding: store, in: from...to)
        if statement.lines.isEmpty, statement.closing.isEmpty {
            terminal.note("no entry names \(options.participant); is it settled, and spelled as in the events?")
        }
        let names = try EventNames(of: statement.lines, in: store)
        let rows = terminal.rows([
            "date", "entry", "account", "what", "amount", "balance", "total", "reward", "source", "event", "because", "rules", "reason", "by",
        ])
        bounds("opening", statement.opening, rows)
        for line in statement.lines { rows.write(row(line, names)) }
        bounds("closing", statement.closing, rows)
        rows.finish()
        return .clean
    }

    private static func bounds(_ what: String, _ balances: [AccountStatement.Account: Int64], _ rows: RowWriter) {
        for account in AccountStatement.Account.allCases {
            rows.write(
                JSONObject([
                    ("what", .string(what)), ("account", .string(account.rawValue)), ("balance", .integer(balances[account] ?? 0)),
                    ("total", .integer(AccountStatement.total(balances))),
                ]))
        }
    }

    private static func row(_ line: AccountStatement.Line, _ names: EventNames) -> JSONObject {
        var row = JSONObject([
            ("date", .string(line.time.day)), ("entry", .integer(Int64(line.entry))), ("account", .string(line.account.rawValue)),
            ("what", .string(line.what)), ("amount", .integer(line.amount)), ("balance", .integer(line.balance)), ("total", .integer(line.total)),
            ("reason", .string(line.reason)),
        ])
        if let reward = line.reward { row["reward"] = .string(reward.description) }
        if let source = line.source { row["source"] = .string(source) }
        if let event = line.event { row["event"] = .string(names.events[event] ?? "entry \(event)") }
        if let by = line.by { row["by"] = .string(by) }
        if let because = line.because, let rules = names.rules[because] {
            row["because"] = .string(names.events[because] ?? "entry \(because)")
            row["rules"] = .string(rules)
        }
        return row
    }

    /// Names of the events that a statement cites, and the rules that led to what was decided of them.
    private struct EventNames {
        var events: [LedgerPosition: String] = [:]
        var rules: [LedgerPosition: String] = [:]

        init(of lines: [AccountStatement.Line], in store: some LedgerStore) throws(LedgerError) {
            let cited = Set(lines.flatMap { [$0.event, $0.because] }.compactMap { $0 })
            guard !cited.isEmpty else { return }
            var names = (events: events, rules: rules)
            try store.visit(from: 0) { entry in
                if entry.kind == .event, cited.contains(entry.position) {
                    names.events[entry.position] = LedgerEntry.eventKey(ofBody: entry.body)?.description
                }
                guard let position = entry.verdictGlance?.position, cited.contains(position), case .verdict(let verdict)? = try? entry.decoded()
                else { return true }
                let grounds = verdict.firings.filter { Self.isGround($0, of: verdict) }.map(\.rule)
                names.rules[position] = grounds.isEmpty ? nil : grounds.joined(separator: " ")
                return true
            }
            (events, rules) = names
        }

        /// False for a rule that a graver one or a larger discount left without effect.
        private static func isGround(_ firing: Decision.Firing, of verdict: Verdict) -> Bool {
            switch firing.outcome {
            case .discount(let share): share == verdict.discount
            case .hold, .reject: firing.outcome.verdict == verdict.outcome
            case .clear, .label: true
            }
        }
    }
}

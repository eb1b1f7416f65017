import CanonicalJSON
import Contributions
import Testing

@testable import Ledger
@testable import Rewards
@testable import Screening

/// Events and verdicts for tests of the book, which looks at nothing else of them.
enum Fixture {
    static func event(_ position: Int) throws -> ContributionEvent {
        try ContributionEvent(
            decoding: [
                "specversion": "1.0", "id": .string("e\(position)"), "source": "test", "type": "assay.participant.v1",
                "time": "1970-01-01T00:00:00Z", "data": ["participant": .string("p\(position)"), "roles": ["contributor"]],
            ])
    }

    /// Only Screening makes these outside of tests.
    static func cleared(_ position: Int) throws -> ClearedEvent {
        ClearedEvent(record: RecordedEvent(position: position, event: try event(position)), discount: nil)
    }

    static func verdict(on position: Int, _ outcome: Outcome = .clear, revises: Int? = nil) -> Verdict {
        let firings: [Decision.Firing] =
            outcome == .clear ? [] : [.init(rule: "r", version: 1, outcome: outcome == .hold ? .hold : .reject, undecided: false)]
        return Verdict(
            event: "test#e\(position)", position: position, outcome: outcome, firings: firings, signals: [], abstentions: [], ruleSet: .zero,
            watermark: position + 1, revises: revises)
    }

    /// Where the verdict on an event stands in a book that was told of it here.
    static func entry(of position: Int) -> Int { 1000 + position }

    /// A book that knows the verdicts on these events.
    static func book(_ outcome: Outcome = .clear, events: Range<Int> = 0..<100) -> RewardBook {
        var book = RewardBook()
        for position in events { book.observe(VerdictGlance(verdict(on: position, outcome)), in: entry(of: position)) }
        return book
    }
}

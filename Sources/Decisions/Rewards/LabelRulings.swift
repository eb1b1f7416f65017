internal import Contributions
public import Ledger

/// Reviewers' labels that came in as events, turned into decisions on the rewards that they concern.
///
/// A label ends a hold where its subject is the event or the submission that the reward rests on. Labels that contradict one another decide
/// nothing, and nobody's label decides their own reward.
public struct LabelRulings {
    private struct Ruling {
        let label: Label
        let position: LedgerPosition
    }

    private var bySubject: [String: [Ruling]] = [:]
    private var names: [LedgerPosition: String] = [:]

    public init(_ events: [RecordedEvent]) {
        for record in events {
            names[record.position] = record.event.key.description
            guard case .label(let label) = record.event.payload else { continue }
            bySubject[label.subject, default: []].append(Ruling(label: label, position: record.position))
        }
    }

    /// One command for each held or escalated reward that the labels decide, by id.
    public func commands(for book: RewardBook) -> [RewardCommand] {
        book.allRewards.compactMap { reward in
            switch reward.state {
            case .held where !reward.isCleared: return command(for: reward)
            case .escalated: return command(for: reward)
            default: return nil
            }
        }
    }

    private func command(for reward: Reward) -> RewardCommand? {
        let subjects = [names[reward.id.event], names[reward.claim.because], reward.claim.source].compactMap { $0 }
        let rulings = Set(subjects).flatMap { bySubject[$0] ?? [] }.sorted { $0.position < $1.position }
        guard let first = rulings.first, rulings.allSatisfy({ $0.label.label == first.label.label }),
            first.label.reviewer != reward.claim.participant, !first.label.reviewer.isEmpty
        else { return nil }
        let reason = "label of entry \(first.position): \(first.label.label.rawValue)" + (first.label.note.map { ", \($0)" } ?? "")
        return .decide(reward.id, first.label.label == .honest ? .post(nil) : .void, by: first.label.reviewer, reason: reason)
    }
}

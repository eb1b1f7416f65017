/// What names a reward: the event that earned it, the claim's place among the event's claims, and which life of that claim it is.
///
/// Written `R412-0`; what follows an overturned rejection is a reward of its own, `R412-0-2`.
public struct RewardID: Hashable, Sendable {
    /// The position of the event's entry.
    public let event: LedgerPosition
    public let line: Int
    /// 1 at first, one more each time a rejection of it was overturned.
    public let life: Int

    public init(event: LedgerPosition, line: Int, life: Int = 1) {
        self.event = event
        self.line = line
        self.life = life
    }

    /// Reads the stored text; nil for anything else, another spelling of the same numbers included.
    public init?(_ text: String) {
        guard text.hasPrefix("R") else { return nil }
        let numbers = text.dropFirst().split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2 || numbers.count == 3, let event = numbers[0], let line = numbers[1], event >= 0, line >= 0 else { return nil }
        let life = numbers.count == 3 ? numbers[2] ?? 0 : 1
        guard life >= 1 else { return nil }
        self.init(event: event, line: line, life: life)
        guard description == text else { return nil }
    }

    /// The reward that takes this one's place when its rejection is overturned.
    public var successor: RewardID { RewardID(event: event, line: line, life: life + 1) }
}

extension RewardID: CustomStringConvertible {
    public var description: String { life == 1 ? "R\(event)-\(line)" : "R\(event)-\(line)-\(life)" }
}

extension RewardID: Comparable {
    public static func < (left: RewardID, right: RewardID) -> Bool { (left.event, left.line, left.life) < (right.event, right.line, right.life) }
}

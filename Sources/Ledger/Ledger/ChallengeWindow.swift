public import Contributions

/// How long what was decided of an event can be contested and revised. Windows end at midnight UTC, so that it does not matter at what hour of
/// a day somebody screens.
public struct ChallengeWindow: Hashable, Sendable {
    public let days: Int

    /// Days that a challenge window may have.
    public static let allowedDays: ClosedRange<Int64> = 0...3650
    private static let dayMicroseconds: Int64 = 86_400_000_000

    public init(days: Int) { self.days = days }

    /// The first midnight at or after so many days from a time. The largest time that a ledger can write where that is later.
    public func end(of time: Timestamp) -> Timestamp {
        let due = time.microseconds + Int64(days) * Self.dayMicroseconds
        let midnights = due / Self.dayMicroseconds + (due % Self.dayMicroseconds > 0 ? 1 : 0)
        return min(Timestamp(microseconds: midnights * Self.dayMicroseconds), .latest)
    }
}

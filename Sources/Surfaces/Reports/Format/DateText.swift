internal import Contributions

/// Moments as people read them, always UTC.
enum DateText {
    /// `2026-03-04 09:15 UTC`
    static func minute(_ time: Timestamp) -> String { "\(time.day) \(clock(time, 5)) UTC" }

    /// `2026-03-04 09:15:02`
    static func second(_ time: Timestamp) -> String { "\(time.day) \(clock(time, 8))" }

    private static func clock(_ time: Timestamp, _ length: Int) -> Substring { time.rfc3339.dropFirst(11).prefix(length) }
}

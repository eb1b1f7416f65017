internal import Contributions

/// Maps moments to pixels, with ticks at whole seconds, minutes, hours or days of UTC.
struct TimeAxis {
    let first: Timestamp
    let last: Timestamp
    let stepSeconds: Int64
    let pixels: Range<Double>

    private static let steps: [Int64] = [
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000, 604_800, 1_209_600,
        2_592_000, 7_776_000, 31_536_000, 315_360_000,
    ]

    init(first: Timestamp, last: Timestamp, pixels: Range<Double>, wantedTicks: Int64 = 7) {
        self.first = first
        self.last = max(last, first.advanced(bySeconds: 1))
        self.pixels = pixels
        let span = (self.last.microseconds - first.microseconds) / 1_000_000
        stepSeconds = Self.steps.first { span / $0 <= wantedTicks } ?? 3_153_600_000
    }

    var ticks: [Timestamp] {
        var out: [Timestamp] = []
        var seconds = (first.seconds + stepSeconds - 1) / stepSeconds * stepSeconds
        while Timestamp(seconds: seconds) <= last {
            if Timestamp(seconds: seconds) >= first { out.append(Timestamp(seconds: seconds)) }
            seconds += stepSeconds
        }
        return out
    }

    func position(_ time: Timestamp) -> Double {
        let share = Double(time.microseconds - first.microseconds) / Double(last.microseconds - first.microseconds)
        return pixels.lowerBound + min(max(share, 0), 1) * (pixels.upperBound - pixels.lowerBound)
    }

    /// `09:15:30`, `09:15` or `03-04`, by the step; the year-long ones carry the year.
    func label(_ tick: Timestamp) -> String {
        let text = Array(tick.rfc3339)
        switch stepSeconds {
        case ..<60: return String(text[11..<19])
        case ..<86_400: return tick.seconds % 86_400 == 0 ? String(text[5..<10]) : String(text[11..<16])
        case ..<7_776_000: return String(text[5..<10])
        default: return String(text[0..<7])
        }
    }
}

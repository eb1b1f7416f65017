internal import Contributions

/// Verdicts over time as stacked columns; long periods are drawn in equal runs of days.
struct VerdictsPerDayFigure {
    let days: [FraudReport.DayCounts]

    static let columnLimit = 92

    private struct Bucket {
        let first: Int64
        var counts = VerdictCounts()
    }

    var html: HTML {
        let (buckets, daysPerBucket) = bucketed
        let period = daysPerBucket == 1 ? "day" : "\(daysPerBucket) days"
        let columns = StackedColumns(
            columns: buckets.map {
                .init(label: String(Self.day($0.first).dropFirst(5)), values: [$0.counts.reject, $0.counts.hold, $0.counts.clear])
            },
            tones: [.reject, .hold, .clear], xTitle: daysPerBucket == 1 ? "day (UTC)" : "first day of \(period) (UTC)", yTitle: "events")
        var table = HTMLTable(
            "Verdicts per \(period)", [.text(daysPerBucket == 1 ? "Day" : "First day"), .number("Clear"), .number("Held"), .number("Rejected")])
        table.rows = buckets.map { bucket in
            [
                "\(Self.day(bucket.first))", "\(FixedNotation.integer(bucket.counts.clear))", "\(FixedNotation.integer(bucket.counts.hold))",
                "\(FixedNotation.integer(bucket.counts.reject))",
            ]
        }
        return Figure(
            id: "fig-days", title: "Verdicts per \(period)", description: description, height: StackedColumns.height, drawing: columns.drawing,
            legend: [
                .init(mark: Tone.clear.swatch, label: "clear"), .init(mark: Tone.hold.swatch, label: "held"),
                .init(mark: Tone.reject.swatch, label: "rejected"),
            ], table: table
        ).html
    }

    private var description: String {
        let busiest = days.max { ($0.counts.hold + $0.counts.reject, $1.day) < ($1.counts.hold + $1.counts.reject, $0.day) }
        guard let busiest, busiest.counts.hold + busiest.counts.reject > 0 else {
            return "Events by the day they happened on; none was held or rejected."
        }
        return "Events by the day they happened on; most were held or rejected on \(busiest.day) "
            + "(\(FixedNotation.integer(busiest.counts.hold + busiest.counts.reject)))."
    }

    /// Days without events get their place too; days that are no dates are left out of the drawing.
    private var bucketed: ([Bucket], Int64) {
        let numbered = days.compactMap { row in Timestamp(rfc3339: row.day + "T00:00:00Z").map { ($0.seconds / 86_400, row.counts) } }
        guard let first = numbered.map(\.0).min(), let last = numbered.map(\.0).max() else { return ([], 1) }
        let limit = Int64(Self.columnLimit)
        let size = max(1, (last - first + limit) / limit)
        var buckets = (0...(last - first) / size).map { Bucket(first: first + $0 * size) }
        for (day, counts) in numbered { buckets[Int((day - first) / size)].counts += counts }
        return (buckets, size)
    }

    private static func day(_ number: Int64) -> String { Timestamp(seconds: number * 86_400).day }
}

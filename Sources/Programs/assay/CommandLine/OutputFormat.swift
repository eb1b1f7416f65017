/// How rows are written.
enum OutputFormat: String, CaseIterable, Sendable {
    /// Aligned columns, for people.
    case table
    /// One JSON object per line.
    case jsonl
    /// One JSON array.
    case json
    /// RFC 4180 with a header; lines end in LF, as Unix tools expect.
    case csv
}

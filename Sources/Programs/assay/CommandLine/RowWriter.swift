import CanonicalJSON
import Reports

/// Writes rows in one of the output formats. JSON forms hold every member of a row, table and CSV the named columns.
///
/// jsonl, json and csv are streamed; a table waits for `finish`, because its columns need all widths. A class because rows come one by one.
final class RowWriter {
    private let columns: [String]
    private let format: OutputFormat
    private let stream: OutputStream
    private let width: Int?
    private var held: [[String]] = []
    private var numeric: [Bool]
    private(set) var count = 0

    /// - Parameter width: columns of the terminal, to which a table is cut; nil cuts nothing.
    init(columns: [String], format: OutputFormat, to stream: OutputStream, width: Int?) {
        self.columns = columns
        self.format = format
        self.stream = stream
        self.width = width
        numeric = columns.map { _ in true }
        if format == .csv { stream.write(Self.csvLine(columns)) }
        if format == .json { stream.write("[") }
    }

    func write(_ row: JSONObject) {
        switch format {
        case .jsonl: stream.write(JSONWriter.bytes(.object(row)) + [0x0A])
        case .json: stream.write((count == 0 ? "\n" : ",\n") + JSONWriter.text(.object(row)))
        case .csv: stream.write(Self.csvLine(columns.map { Self.cell(row[$0]) }))
        case .table: hold(row)
        }
        count += 1
    }

    /// Writes a row by its bytes where lines of JSON are asked for; `row` gives the same members for the other formats.
    func write(_ append: (inout [UInt8]) -> Void, orRow row: () -> JSONObject) {
        guard format == .jsonl else { return write(row()) }
        var line: [UInt8] = []
        line.reserveCapacity(160)
        append(&line)
        line.append(0x0A)
        stream.write(line)
        count += 1
    }

    /// Call once, after the last row.
    func finish() {
        switch format {
        case .json: stream.write(count == 0 ? "]\n" : "\n]\n")
        case .table: stream.write(table.text(maximumWidth: width, rule: false))
        case .jsonl, .csv: break
        }
    }

    private var table: TextTable {
        TextTable(zip(columns, numeric).map { TextTable.Column($0, $1 ? .right : .left) }, rows: held)
    }

    private func hold(_ row: JSONObject) {
        for (index, column) in columns.enumerated() {
            switch row[column] {
            case nil, .null?, .integer?, .decimal?: break
            default: numeric[index] = false
            }
        }
        held.append(columns.map { Self.cell(row[$0]) })
    }

    private static func cell(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null?: ""
        case .string(let text)?: text
        case .array(let items)? where items.allSatisfy { $0.stringValue != nil }: items.compactMap(\.stringValue).joined(separator: " ")
        case let other?: JSONWriter.text(other)
        }
    }

    private static func csvLine(_ cells: [String]) -> String {
        let quoted = cells.map { cell in
            cell.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
                ? "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : cell
        }
        return quoted.joined(separator: ",") + "\n"
    }
}

internal import Configuration
internal import Diagnostics

/// Changes of numbers in a rule file, with what must go with them, as a unified diff that `patch` takes.
///
/// Lines are changed in place: the file keeps as many as it had.
struct RulePatch {
    private let bytes: [UInt8]
    private let file: String
    private var edits: [(range: Range<Int>, text: String)] = []
    /// Lines shown before and after a change.
    private static let contextLines = 3

    init(_ bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    mutating func replace(_ number: RuleNumber, with text: String) {
        if text != number.text { edits.append((number.range, text)) }
    }

    /// Raises the version of a rule, and takes back its measured figures: they were those of the other numbers.
    mutating func supersede(_ id: String) throws(Diagnostic) {
        let top = try MappingReader(try YAMLParser.parse(bytes, file: file), as: "a rule file")
        for node in try top.sequence("rules") {
            let fields = try MappingReader(node, as: "a rule")
            guard try fields.text("id") == id, case .mapping(let members) = node.value else { continue }
            let version = try fields.integer("version", in: 1...1_000_000)
            if let node = fields.node("version"), let start = position(of: node.span) {
                edits.append((start..<start + String(version).utf8.count, String(version + 1)))
            }
            if let member = members.first(where: { $0.key == "measured" }), let start = position(of: member.keySpan) {
                takeBack(start, value: position(of: member.value.span) ?? start, version: version)
            }
        }
    }

    /// What stands on lines of its own becomes a comment; in the middle of a line the figures are emptied.
    private mutating func takeBack(_ start: Int, value: Int, version: Int64) {
        let lineStart = bytes[..<start].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let indent = start - lineStart
        let isFlow = value < bytes.count && bytes[value] == UInt8(ascii: "{")
        let end = isFlow ? closing(value) : blockEnd(start, indent: indent)
        let rest = bytes[min(end, bytes.count)...].prefix { $0 != 0x0A }
        let isAlone = rest.allSatisfy { $0 == 0x20 || $0 == 0x0D } || rest.drop { $0 == 0x20 }.first == UInt8(ascii: "#")
        guard bytes[lineStart..<start].allSatisfy({ $0 == 0x20 }), isAlone || !isFlow else {
            if isFlow { edits.append((value..<end, "{}")) }
            return
        }
        edits.append((start..<start, "# of version \(version): "))
        for index in start..<min(end, bytes.count) where bytes[index] == 0x0A && index + 1 < end {
            edits.append((index + 1..<index + 1, "# "))
        }
    }

    /// The byte behind the brace that closes the one at `start`; braces in quotes do not count.
    private func closing(_ start: Int) -> Int {
        var (depth, quote) = (0, UInt8(0))
        for index in start..<bytes.count {
            let byte = bytes[index]
            if quote != 0 {
                if byte == quote { quote = 0 }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: "{") {
                depth += 1
            } else if byte == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return index + 1 }
            }
        }
        return bytes.count
    }

    /// The end of the lines that stand deeper than `indent`, from the line of `start` on.
    private func blockEnd(_ start: Int, indent: Int) -> Int {
        var end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        while end < bytes.count {
            let line = bytes[(end + 1)...].prefix { $0 != 0x0A }
            guard line.prefix(while: { $0 == 0x20 }).count > indent, line.contains(where: { $0 != 0x20 && $0 != 0x0D }) else { break }
            end = line.endIndex
        }
        return end
    }

    private func position(of span: SourceSpan) -> Int? { ExpressionPlace(bytes: bytes, start: span, text: "").position(of: span) }

    /// The file with every change made.
    var changed: [UInt8] {
        var result = bytes
        // Of edits at one place the later one goes in first, so that it ends up behind.
        for edit in edits.enumerated().sorted(by: { ($0.element.range.lowerBound, $0.offset) > ($1.element.range.lowerBound, $1.offset) }) {
            result.replaceSubrange(edit.element.range, with: edit.element.text.utf8)
        }
        return result
    }

    /// Empty where nothing changes. O(file).
    ///
    /// - Parameter name: the file's name in the diff.
    func unifiedDiff(as name: String) -> String {
        guard !edits.isEmpty else { return "" }
        let (old, new) = (Self.lines(bytes), Self.lines(changed))
        let differing = old.indices.filter { old[$0] != new[$0] }
        var hunks: [Range<Int>] = []
        for line in differing {
            let around = max(0, line - Self.contextLines)..<min(old.count, line + Self.contextLines + 1)
            if let last = hunks.last, around.lowerBound <= last.upperBound {
                hunks[hunks.count - 1] = last.lowerBound..<around.upperBound
            } else {
                hunks.append(around)
            }
        }
        let endsInLine = bytes.last == 0x0A
        // A tab ends a name that has spaces.
        let written = name.contains(" ") ? name + "\t" : name
        var text = "--- \(written)\n+++ \(written)\n"
        func add(_ mark: String, _ lines: [String], _ index: Int) {
            text += mark + lines[index] + "\n"
            if index == lines.count - 1, !endsInLine { text += "\\ No newline at end of file\n" }
        }
        for hunk in hunks {
            text += "@@ -\(hunk.lowerBound + 1),\(hunk.count) +\(hunk.lowerBound + 1),\(hunk.count) @@\n"
            var line = hunk.lowerBound
            while line < hunk.upperBound {
                guard old[line] != new[line] else {
                    add(" ", old, line)
                    line += 1
                    continue
                }
                var end = line
                while end < hunk.upperBound, old[end] != new[end] { end += 1 }
                for index in line..<end { add("-", old, index) }
                for index in line..<end { add("+", new, index) }
                line = end
            }
        }
        return text
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}

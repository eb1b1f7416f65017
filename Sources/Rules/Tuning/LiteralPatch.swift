internal import Diagnostics

/// Changes of numbers in a rule file, as a unified diff that `patch` takes.
public struct LiteralPatch: Sendable {
    private let bytes: [UInt8]
    private let file: String
    private var edits: [(range: Range<Int>, text: String)] = []
    /// Lines shown before and after a change.
    private static let contextLines = 3

    public init(_ bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    public mutating func replace(_ literal: RuleLiteral, with text: String) {
        if text != literal.text { edits.append((literal.range, text)) }
    }

    /// The file with every change made.
    public var changed: [UInt8] {
        var result = bytes
        for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) { result.replaceSubrange(edit.range, with: edit.text.utf8) }
        return result
    }

    /// Empty where nothing changes. Lines are changed in place, so that old and new have as many. O(file).
    public var unifiedDiff: String {
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
        var text = "--- \(file)\n+++ \(file)\n"
        for hunk in hunks {
            text += "@@ -\(hunk.lowerBound + 1),\(hunk.count) +\(hunk.lowerBound + 1),\(hunk.count) @@\n"
            var line = hunk.lowerBound
            while line < hunk.upperBound {
                if old[line] == new[line] {
                    text += " " + old[line] + "\n"
                    line += 1
                    continue
                }
                var end = line
                while end < hunk.upperBound, old[end] != new[end] { end += 1 }
                for index in line..<end { text += "-" + old[index] + "\n" }
                for index in line..<end { text += "+" + new[index] + "\n" }
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

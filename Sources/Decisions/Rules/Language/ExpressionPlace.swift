internal import Diagnostics
internal import Expressions

/// Finds where a byte of an expression stands in the YAML file that holds it, however it is written there: plain, quoted or as a block.
///
/// YAML adds and folds only white space (and doubles or escapes quotes), so the n-th other character of the text is the n-th in the file.
struct ExpressionPlace {
    /// The whole file.
    let bytes: [UInt8]
    /// Where the scalar begins.
    let start: SourceSpan
    /// The scalar's text.
    let text: String
    /// Where the lines of the file begin; nil where nobody has looked for them.
    var lines: [Int]?

    /// O(file).
    static func lines(_ bytes: [UInt8]) -> [Int] { [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 } }

    func diagnostic(_ fault: ExpressionFault) -> Diagnostic {
        Diagnostic(code: fault.code, at: span(ofByte: fault.offset), cause: fault.cause, hint: fault.hint)
    }

    /// The end of the text where it holds no such byte. O(file), and O(text + line) where the lines are known.
    func span(ofByte offset: Int) -> SourceSpan {
        let wanted = text.utf8.prefix(offset).count { !Self.isSpace($0) }
        var cursor = Cursor(bytes: bytes, lines: lines)
        cursor.move(toLine: start.line, column: start.column)
        let quote = text.isEmpty ? nil : cursor.byte
        if quote == UInt8(ascii: "|") || quote == UInt8(ascii: ">") {
            cursor.move(toLine: start.line + 1, column: 1)
        } else if quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
            cursor.step()
        }
        for _ in 0..<wanted {
            cursor.skipSpace()
            if quote == UInt8(ascii: "\""), cursor.byte == UInt8(ascii: "\\") { cursor.step() }
            if quote == UInt8(ascii: "'"), cursor.byte == quote { cursor.step() }
            cursor.step()
        }
        if offset < text.utf8.count { cursor.skipSpace() }
        return SourceSpan(file: start.file, line: cursor.line, column: cursor.column)
    }

    /// The byte of the file at which a place stands; nil behind its end. O(file).
    func position(of span: SourceSpan) -> Int? {
        var cursor = Cursor(bytes: bytes, lines: lines)
        cursor.move(toLine: span.line, column: span.column)
        return cursor.byte == nil ? nil : cursor.position
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private struct Cursor {
        let bytes: [UInt8]
        let lines: [Int]?
        var position = 0
        var line = 1
        var column = 1

        init(bytes: [UInt8], lines: [Int]?) { (self.bytes, self.lines) = (bytes, lines) }

        var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func step() {
            guard let byte else { return }
            position += 1
            column += 1
            if byte == UInt8(ascii: "\n") { (line, column) = (line + 1, 1) }
        }

        mutating func move(toLine wanted: Int, column place: Int) {
            if let lines, lines.indices.contains(wanted - 1), line < wanted { (position, line, column) = (lines[wanted - 1], wanted, 1) }
            while byte != nil, line < wanted || line == wanted && column < place { step() }
        }

        mutating func skipSpace() { while let byte, ExpressionPlace.isSpace(byte) { step() } }
    }
}

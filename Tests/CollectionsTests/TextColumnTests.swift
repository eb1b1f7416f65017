import Collections
import Testing

@Suite("Text columns") struct TextColumnTests {
    private static let texts = ["", "a", String(repeating: "long ", count: 300_000), "ключ", "", "z", String(repeating: "x", count: 700_000), ""]

    private static func column(_ texts: [String]) -> TextColumn {
        var column = TextColumn()
        for text in texts { column.append(text) }
        return column
    }

    private static func read(_ bytes: [UInt8]) throws -> TextColumn {
        try bytes.withUnsafeBytes { bytes in
            var reader = ColumnReader(bytes)
            return try TextColumn(from: &reader)
        }
    }

    private static func strings(_ column: TextColumn) -> [String] {
        (0..<column.count).map { String(decoding: column.bytes(of: $0), as: UTF8.self) }
    }

    @Test("Texts come back as they were added, over the ends of pieces and after being kept") func round() throws {
        let column = Self.column(Self.texts + Self.texts)
        #expect(Self.strings(column) == Self.texts + Self.texts)
        #expect(column.byteCount == Self.texts.reduce(0) { $0 + $1.utf8.count } * 2)
        var state = ColumnWriter()
        column.write(to: &state)
        var reread = try Self.read(state.bytes)
        #expect(Self.strings(reread) == Self.texts + Self.texts)
        reread.append("more")
        #expect(Self.strings(reread).last == "more")
        var empty = ColumnWriter()
        TextColumn().write(to: &empty)
        #expect(try Self.read(empty.bytes).count == 0)
    }

    @Test("What was cut or does not add up is refused") func damage() throws {
        var state = ColumnWriter()
        Self.column(["one", "two"]).write(to: &state)
        for length in 0..<state.bytes.count { #expect(throws: ColumnError.self) { try Self.read(Array(state.bytes[..<length])) } }
        for ends: [Int] in [[3, 2], [3, 7], [-1, 6], [3], [3, .max]] {
            var state = ColumnWriter()
            state.write(ends)
            state.write(Array("onetwo".utf8))
            #expect(throws: ColumnError.malformed) { try Self.read(state.bytes) }
        }
    }
}

import Collections
import Testing

@Suite("Columns are read back as they were written, or not at all") struct ColumnTests {
    private struct Row: BitwiseCopyable, Equatable {
        let place: Int64
        let weight: Float
        let mark: UInt8
    }

    private let rows = [Row(place: -3, weight: 0.5, mark: 7), Row(place: .max, weight: -.infinity, mark: 255)]
    private let names = ["", "Kim", "\u{212A}im", "e\u{301}", "a\0b"]

    private var written: [UInt8] {
        var writer = ColumnWriter()
        writer.write(42)
        writer.write(rows)
        writer.write(names)
        writer.write([UInt8]())
        return writer.bytes
    }

    private func read(_ bytes: [UInt8]) throws -> (Int, [Row], [String], [UInt8], Bool) {
        try bytes.withUnsafeBytes { bytes in
            var reader = ColumnReader(bytes)
            return (try reader.integer(), try reader.list(), try reader.texts(), try reader.list(), reader.isAtEnd)
        }
    }

    @Test("numbers, rows and texts come back, texts byte for byte") func roundTrip() throws {
        let (number, rows, names, none, isAtEnd) = try read(written)
        #expect(number == 42)
        #expect(rows == self.rows)
        #expect(names.map { Array($0.utf8) } == self.names.map { Array($0.utf8) })
        #expect(none.isEmpty)
        #expect(isAtEnd)
    }

    @Test("every cut is an error") func cuts() {
        for length in 0..<written.count { #expect(throws: ColumnError.self, "\(length) bytes") { try read(Array(written.prefix(length))) } }
    }

    @Test("flipped bits are errors or other values, never a trap") func flips() {
        for bit in 0..<written.count * 8 {
            var bytes = written
            bytes[bit / 8] ^= 1 << (bit % 8)
            _ = try? read(bytes)
        }
    }

    @Test("XXH3 gives the library's published value for an empty input, and its seed counts") func hash() {
        #expect(XXH3.hash("") == 0x2D06_8005_38D3_94C2)
        #expect(XXH3.hash("a") != XXH3.hash("a", seed: 1))
        #expect(XXH3.hash("Kim") != XXH3.hash("\u{212A}im"))
    }
}

import Collections
import Numerics
import Testing

@Suite("Tables of names, bytes and keys") struct TableTests {
    /// Names that begin alike, that look alike, and that repeat.
    private static func names(_ count: Int, seed: UInt64) -> [String] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { index in
            switch index % 5 {
            case 0: "submission:\(random.int(in: 0..<count))"
            case 1: "submission:\(random.int(in: 0..<count))é"
            case 2: "submission:\(random.int(in: 0..<count))e\u{301}"
            case 3: String(repeating: "x", count: random.int(in: 0..<20))
            default: "\u{212A}im-\(random.int(in: 0..<count / 4))"
            }
        }
    }

    @Test("names are numbered as a dictionary over their bytes would, and ordered as sorting would", arguments: [1, 2] as [UInt64])
    func names(seed: UInt64) {
        var table = NameTable()
        var oracle: [[UInt8]: Int32] = [:]
        for (index, name) in Self.names(9000, seed: seed).enumerated() {
            let bytes = Array(name.utf8)
            let expected = oracle[bytes] ?? Int32(oracle.count)
            oracle[bytes] = expected
            #expect(table.id(name) == expected)
            guard index % 3000 == 2999 else { continue }
            let order = oracle.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { oracle[$0] ?? -1 }
            #expect(table.order() == order)
            #expect(NameTable.ranks(of: order)[Int(order[7])] == 7)
        }
        #expect(table.count == oracle.count)
        for (bytes, id) in oracle { #expect(Array(table[id].utf8) == bytes && table.known(table[id]) == id) }
        #expect(table.id("submission:", "made of", " four", " parts") == table.known("submission:made of four parts"))
        #expect(table.known("never") == nil)
    }

    @Test("a table of names is read back, goes on as the one that never stopped, and no cut or flipped bit traps")
    func state() throws {
        var table = NameTable()
        for name in Self.names(60, seed: 3) { table.id(name) }
        var writer = ColumnWriter()
        table.write(to: &writer)
        func read(_ bytes: [UInt8]) throws -> NameTable {
            try bytes.withUnsafeBytes { bytes in
                var reader = ColumnReader(bytes)
                return try NameTable(from: &reader)
            }
        }
        var copy = try read(writer.bytes)
        for name in Self.names(200, seed: 4) { #expect(copy.id(name) == table.id(name)) }
        #expect(copy.order() == table.order())
        for length in 0..<writer.bytes.count { #expect(throws: ColumnError.self) { try read(Array(writer.bytes.prefix(length))) } }
        for bit in 0..<writer.bytes.count * 8 {
            var bytes = writer.bytes
            bytes[bit / 8] ^= 1 << (bit % 8)
            guard let other = try? read(bytes) else { continue }
            for id in 0..<Int32(other.count) { _ = other[id] }
        }
    }

    @Test("keys have the number that a dictionary would keep") func keys() {
        var random = SeededRandom(seed: 5)
        var table = KeyTable()
        var oracle: [UInt64: Int32] = [:]
        for number in 0..<20_000 {
            let key = UInt64(random.int(in: 0..<5000)) << UInt64(random.int(in: 0..<3) * 16)
            let expected = oracle[key] ?? Int32(number)
            oracle[key] = expected
            #expect(table.value(key, ifNew: Int32(number)) == expected)
        }
        #expect(table.count == oracle.count)
        #expect(oracle.allSatisfy { table.value($0.key) == $0.value })
        #expect(table.value(UInt64.max - 1) == nil)
    }

    @Test("sorting by digits sorts, whatever the keys share", arguments: [0, 1, 255, 256, 257, 5000])
    func radix(count: Int) {
        var random = SeededRandom(seed: 6)
        for shift: UInt64 in [0, 13, 40] {
            var keys = (0..<count).map { _ in random.next() >> shift }
            let expected = keys.sorted()
            RadixSort.sort(&keys)
            #expect(keys == expected)
        }
    }

    @Test("sets join as colouring by hand does, and the smallest member is the root") func sets() {
        var random = SeededRandom(seed: 7)
        var sets = DisjointSets(count: 200)
        var colour = (0..<200).map { $0 }
        for _ in 0..<150 {
            let (one, other) = (random.int(in: 0..<200), random.int(in: 0..<200))
            let (low, high) = (min(colour[one], colour[other]), max(colour[one], colour[other]))
            #expect(sets.join(Int32(one), Int32(other)) == (low != high))
            for index in colour.indices where colour[index] == high { colour[index] = low }
        }
        #expect(sets.roots() == colour.map { Int32($0) })
    }

    @Test("a text is kept up to a number of scalars, never cut within one", arguments: ["", "short", "äöü€𝄞äöü€𝄞", "e\u{301}e\u{301}e\u{301}"])
    func prefixes(text: String) {
        for limit in 0...12 {
            var column = TextColumn()
            column.append("before")
            column.append(text, scalarLimit: limit)
            #expect(Array(column[1].utf8) == Array(String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit))).utf8))
        }
    }
}

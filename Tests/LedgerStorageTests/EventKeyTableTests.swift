import Contributions
import Testing

@testable import LedgerStorage

@Suite("The table of event keys")
struct EventKeyTableTests {
    @Test("it finds every position it was given, through growth and shared hashes, and nothing else")
    func lookups() {
        var table = EventKeyTable()
        // Every hash is used twice, and all fall into few slots.
        for position in 0..<6000 { table.insert(UInt64(position / 2) << 20 | 1, position) }
        #expect(table.count == 6000)
        for position in 0..<6000 { #expect(table.first(UInt64(position / 2) << 20 | 1) { $0 == position } == position) }
        #expect(table.first(1) { _ in false } == nil)
        #expect(table.first(2) { _ in true } == nil)
    }

    @Test("the parts of a key are not run together")
    func hash() {
        #expect(EventKeyTable.hash(EventKey(source: "ab", id: "c")) != EventKeyTable.hash(EventKey(source: "a", id: "bc")))
        // SHA-256("s\0i"), first eight bytes, as `printf 's\0i' | sha256sum` prints them.
        #expect(EventKeyTable.hash(EventKey(source: "s", id: "i")) == 0x8fbe_f137_5683_a30b)
    }
}

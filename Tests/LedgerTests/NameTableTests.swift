import Contributions
import Testing

@testable import Ledger

@Suite("Names seen while verifying")
struct NameTableTests {
    @Test("the first entry with a name keeps it, as a dictionary says, also where digests share a half")
    func oracle() throws {
        var table = NameTable()
        var oracle: [Digest: Int] = [:]
        for position in 0..<20_000 {
            // Few different halves, so that many names meet in one place; every third name was there before.
            let number = position % 3 == 0 ? position / 2 : position
            let low = Digest.sha256("\(number % 700)").bytes.prefix(16)
            let high = Digest.sha256("\(number / 700)").bytes.prefix(16)
            let name = try #require(Digest(bytes: Array(high.prefix(8) + low.prefix(8) + high.suffix(8) + low.suffix(8))))
            #expect(table.insert(name, position) == oracle[name])
            if oracle[name] == nil { oracle[name] = position }
        }
    }
}

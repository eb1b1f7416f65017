import Contributions
import Foundation
import Ledger
import Testing

@testable import LedgerStorage

@Suite("Erasing, rebuilding and copying a ledger file")
struct KeepingTests {
    let file: TemporaryLedger

    init() throws {
        file = try TemporaryLedger()
        let store = try file.open()
        for batch in 0..<3 {
            _ = try LedgerIngest.ingest(try (0..<200).map { try Self.event(batch * 200 + $0) }, into: store)
        }
    }

    static func event(_ index: Int) throws -> ContributionEvent {
        guard index % 50 == 7 else { return try Sample.event("e\(index)", second: Int64(index)) }
        return try ContributionEvent(decoding: [
            "specversion": "1.0", "id": .string("e\(index)"), "source": "engine/test", "type": "assay.submission.v1",
            "time": "2026-03-01T09:15:02Z",
            "data": ["submission": .string("s\(index)"), "contributor": "p", "dataset": "d", "text": .string("a very private text \(index)")],
        ])
    }

    private func fileHolds(_ text: String) -> Bool {
        ["", "-wal"].contains { suffix in
            (try? Data(contentsOf: URL(fileURLWithPath: file.path + suffix)))?.range(of: Data(text.utf8)) != nil
        }
    }

    @Test("an erased text is nowhere in the file, and every digest and the root before it are as they were")
    func erased() throws {
        #expect(fileHolds("a very private text 57") && fileHolds("a very private text 107"))
        let before: (root: Digest, digests: [Digest]) = try {
            let store = try file.open(.readWrite)
            defer { withExtendedLifetime(store) {} }
            let before = (store.root, try store.entries().map(\.digest))
            _ = try TextErasure.erase(57, reason: "asked for", in: store)
            return before
        }()
        #expect(!fileHolds("a very private text 57") && fileHolds("a very private text 107"))
        let store = try file.open(.readOnly)
        var tree = store.tree()
        #expect(try tree.root(atSize: 600) == before.root && store.entries().prefix(600).map(\.digest) == before.digests)
        #expect(try LedgerVerifier.verify(store).fault == nil && store.entry(at: 57)?.isErased == true)
    }

    @Test("tiles and keys that were destroyed are found, and made anew from the entries")
    func rebuilt() throws {
        let root = try file.open(.readOnly).root
        do {
            let connection = try SQLiteConnection(path: file.path, access: .readWrite)
            try connection.execute("UPDATE tile SET hashes = zeroblob(8192) WHERE id = 1")
        }
        #expect(try LedgerVerifier.verify(try file.open(.readOnly)).fault?.kind == .derivedState)
        #expect(try SQLiteLedgerStore.rebuild(path: file.path) == 600)
        let store = try file.open(.readOnly)
        #expect(try store.root == root && LedgerVerifier.verify(store).fault == nil)
    }

    @Test("a copy made beside a writer stands alone, verifies, and can be written to")
    func copied() throws {
        let writer = try file.open(.readWrite)
        let copy = file.path + ".copy"
        try file.open(.readOnly).backUp(to: copy)
        let restored = try SQLiteLedgerStore(path: copy, mode: .readWrite)
        #expect(restored.root == writer.root && restored.count == 600)
        #expect(try LedgerIngest.ingest([Self.event(3), Self.event(601)], into: restored).appended == 1)
        #expect(try LedgerVerifier.verify(restored).fault == nil)
    }

    @Test("a proof of every entry holds after reopening, at this size and an older one")
    func proved() throws {
        let store = try file.open(.readOnly)
        let entries = try store.entries()
        var tree = store.tree()
        for size in [600, 300] {
            let root = try tree.root(atSize: size)
            for index in stride(from: 0, to: size, by: 37) {
                let proof = try tree.inclusionProof(of: index, inSize: size)
                #expect(MerkleProof.includes(leaf: entries[index].digest, index: index, size: size, proof: proof, root: root))
                #expect(MerkleHash.leaf(entries[index].form) == entries[index].digest)
            }
        }
    }
}

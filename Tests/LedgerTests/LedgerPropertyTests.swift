import Contributions
import PropertyTesting
import Testing

@testable import Ledger

@Suite("Properties of the entry's form, of proofs and of amounts")
struct LedgerPropertyTests {
    /// A random record, its parts, and the text that was cut out of it.
    private static func record(_ random: inout SeededGenerator) -> [UInt8] {
        var body = (0..<Int.random(in: 0..<40, using: &random)).map { _ in UInt8.random(in: 0x20..<0x7F, using: &random) }
        var apart: TextCommitment?
        if Bool.random(using: &random) {
            let place = Int.random(in: 0...body.count, using: &random)
            body.insert(contentsOf: [0x22, 0x22], at: place)
            apart = TextCommitment(offset: place + 1, digest: Digest.sha256(body))
        }
        var out: [UInt8] = []
        _ = LedgerEntryForm.appendRecord(
            position: Int.random(in: 0...Int.max, using: &random), kind: EntryKind.allCases.randomElement(using: &random) ?? .event,
            time: Timestamp(microseconds: Int64.random(in: .min...Int64.max, using: &random)), body: body, previous: Digest.sha256(body + [1]),
            apart: apart, to: &out)
        return out
    }

    /// The form that the entry of these bytes is written in; nil where they are no entry.
    private static func rewritten(_ bytes: [UInt8]) -> [UInt8]? {
        bytes.withUnsafeBytes { bytes in
            guard let record = LedgerRecord(bytes), let entry = record.entry else { return nil }
            return entry.form + entry.digest.bytes
        }
    }

    @Test("bytes are the record of one entry or of none: what decodes is written back the same, every changed bit and length included")
    func bijective() {
        var random = SeededGenerator(state: 12)
        for round in 0..<60 {
            let record = Self.record(&random)
            #expect(Self.rewritten(record) == record, "seed 12, round \(round)")
            for bit in 0..<record.count * 8 {
                var other = record
                other[bit / 8] ^= 1 << UInt8(bit % 8)
                let again = Self.rewritten(other)
                #expect(again == nil || again == other, "seed 12, round \(round), bit \(bit)")
            }
            for other in [record.dropLast(), record + [0], [0] + record, record + record] as [[UInt8]] {
                #expect(Self.rewritten(Array(other)) == nil, "seed 12, round \(round)")
            }
        }
    }

    @Test("every changed bit of leaf, proof and root, every other index and every other size spoils an inclusion proof")
    func inclusion() throws {
        let store = InMemoryLedgerStore()
        try store.append((0..<45).map { EntryDraft(kind: .finding, time: Timestamp(seconds: $0), body: Array("{}".utf8)) })
        let leaves = try store.entries().map(\.digest)
        var tree = store.tree()
        for (index, size) in [(0, 1), (0, 45), (7, 8), (8, 9), (31, 33), (44, 45), (20, 37)] {
            let (proof, root) = (try tree.inclusionProof(of: index, inSize: size), try tree.root(atSize: size))
            func holds(_ leaf: Digest, _ index: Int, _ size: Int, _ proof: [Digest], _ root: Digest) -> Bool {
                MerkleProof.includes(leaf: leaf, index: index, size: size, proof: proof, root: root)
            }
            #expect(holds(leaves[index], index, size, proof, root))
            for bit in 0..<256 {
                #expect(
                    !holds(Self.flipped(leaves[index], bit), index, size, proof, root)
                        && !holds(leaves[index], index, size, proof, Self.flipped(root, bit)))
                for place in proof.indices {
                    var other = proof
                    other[place] = Self.flipped(other[place], bit)
                    #expect(!holds(leaves[index], index, size, other, root), "hash \(place), bit \(bit)")
                }
            }
            for other in -1..<64 where other != index {
                #expect(!holds(leaves[index], other, size, proof, root), "index \(other) for \(index) of \(size)")
            }
            // RFC 9162 binds the size to a proof only by the shape of its path: where two sizes have one path, the checkpoint's signature tells.
            for other in 0..<64 where Self.path(index, other) != Self.path(index, size) {
                #expect(!holds(leaves[index], index, other, proof, root), "size \(other) for \(index) of \(size)")
            }
            for bit in 0..<63 { #expect(!holds(leaves[index], index ^ 1 << bit, size, proof, root)) }
        }
    }

    @Test("every changed bit of a hash or a root, and every size with another path, spoils a consistency proof")
    func consistency() throws {
        let store = InMemoryLedgerStore()
        try store.append((0..<45).map { EntryDraft(kind: .finding, time: Timestamp(seconds: $0), body: Array("{}".utf8)) })
        var tree = store.tree()
        for (old, new) in [(1, 2), (3, 7), (8, 45), (31, 32), (33, 45), (44, 45)] {
            let (proof, before, after) = (try tree.consistencyProof(from: old, to: new), try tree.root(atSize: old), try tree.root(atSize: new))
            func holds(_ old: Int, _ before: Digest, _ new: Int, _ after: Digest, _ proof: [Digest]) -> Bool {
                MerkleProof.isConsistent(oldSize: old, oldRoot: before, newSize: new, newRoot: after, proof: proof)
            }
            #expect(holds(old, before, new, after, proof))
            for bit in 0..<256 {
                #expect(!holds(old, Self.flipped(before, bit), new, after, proof) && !holds(old, before, new, Self.flipped(after, bit), proof))
                for place in proof.indices {
                    var other = proof
                    other[place] = Self.flipped(other[place], bit)
                    #expect(!holds(old, before, new, after, other), "hash \(place), bit \(bit)")
                }
            }
            // The roots of other sizes are other roots.
            for other in 0...45 where other != old { #expect(!holds(other, try tree.root(atSize: other), new, after, proof), "\(other) for \(old)") }
            for other in 0...45 where other != new { #expect(!holds(old, before, other, try tree.root(atSize: other), proof), "\(other) for \(new)") }
        }
    }

    private static func flipped(_ digest: Digest, _ bit: Int) -> Digest {
        var bytes = digest.bytes
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return Digest(bytes: bytes) ?? .zero
    }

    /// On which side the hash of each level stands, from the leaf up; nil where the tree has no such leaf.
    private static func path(_ index: Int, _ size: Int) -> [Bool]? {
        guard index >= 0, index < size else { return nil }
        var range = 0..<size
        var sides: [Bool] = []
        while range.count > 1 {
            var split = 1
            while split * 2 < range.count { split *= 2 }
            let middle = range.lowerBound + split
            sides.append(index < middle)
            range = index < middle ? range.lowerBound..<middle : middle..<range.upperBound
        }
        return sides.reversed()
    }

    @Test("a posting is taken exactly where every balance fits 64 bits, as a count in 128 bits says", arguments: 0..<20 as Range<UInt64>)
    func overflow(seed: UInt64) throws {
        var random = SeededGenerator(state: seed &+ 11)
        var book = AccountBook()
        var oracle: [AccountName: Int128] = [:]
        var refused = 0
        for step in 0..<60 {
            let amounts: [Int64] = [.max, .max - 1, .max / 2, 1 << 62, Int64.random(in: 1...Int64.max, using: &random), 7]
            let amount = amounts.randomElement(using: &random) ?? 1
            let pairs: [(AccountName, AccountName)] = [(.fees, .pool), (.pool, .treasury), (.clawback("a"), .treasury), (.treasury, .pool)]
            let (debit, credit) = pairs.randomElement(using: &random) ?? (.fees, .pool)
            var next = oracle
            next[debit, default: 0] -= Int128(amount)
            next[credit, default: 0] += Int128(amount)
            let fits = next.values.allSatisfy { Int128(Int64.min)...Int128(Int64.max) ~= $0 }
            let isCovered = debit.mayBeNegative || next[debit] ?? 0 >= 0
            let before = book
            let posting = try Posting(
                reason: "r", transfers: [try Transfer(debit: debit, credit: credit, amount: MicroCredits(amount), code: "c", cause: 0)])
            do throws(PostingError) {
                try book.apply(posting)
                #expect(fits && isCovered, "seed \(seed), step \(step)")
                oracle = next
            } catch {
                #expect(!(fits && isCovered) && book == before, "seed \(seed), step \(step): \(error)")
                refused += 1
            }
            for (name, balance) in oracle { #expect(Int128(book.balance(name).micros) == balance) }
        }
        #expect(refused > 0, "seed \(seed)")
    }

    @Test("after random erasures every proof of every entry holds for the roots of before", arguments: 0..<5 as Range<UInt64>)
    func erasures(seed: UInt64) throws {
        var random = SeededGenerator(state: seed &+ 21)
        let store = InMemoryLedgerStore()
        for number in 0..<40 {
            let event =
                number % 3 == 0
                ? try TextErasureTests.submission("s\(number)", text: String(repeating: "private ", count: number)) : try Sample.event("e\(number)")
            _ = try LedgerIngest.ingest([event], into: store)
        }
        var tree = store.tree()
        let roots = try (0...40).map { try tree.root(atSize: $0) }
        for position in stride(from: 0, to: 40, by: 3).shuffled(using: &random).prefix(Int.random(in: 1..<13, using: &random)) {
            _ = try TextErasure.erase(position, reason: "asked for", in: store)
        }
        var after = store.tree()
        let entries = try store.entries()
        for size in [1, 7, 33, 40] {
            #expect(try after.root(atSize: size) == roots[size], "seed \(seed)")
            for index in 0..<size {
                let proof = try after.inclusionProof(of: index, inSize: size)
                let leaf = MerkleHash.leaf(entries[index].form)
                #expect(
                    MerkleProof.includes(leaf: leaf, index: index, size: size, proof: proof, root: roots[size]), "seed \(seed), \(index) of \(size)")
            }
            let proof = try after.consistencyProof(from: size, to: store.count)
            #expect(MerkleProof.isConsistent(oldSize: size, oldRoot: roots[size], newSize: store.count, newRoot: store.root, proof: proof))
        }
        #expect(try LedgerVerifier.verify(store).fault == nil)
    }
}

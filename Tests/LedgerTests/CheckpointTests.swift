import Contributions
import Testing

@testable import Ledger

@Suite("Checkpoints and proofs as text")
struct CheckpointTests {
    let signer = NoteSigner(name: "example.com/ledger", seed: Array(0..<32))!
    let store: InMemoryLedgerStore

    init() throws {
        store = InMemoryLedgerStore()
        _ = try LedgerIngest.ingest(try (0..<70).map { try Sample.event("e\($0)") }, into: store)
    }

    func signed(_ size: Int) throws -> SignedCheckpoint {
        var tree = store.tree()
        let checkpoint = Checkpoint(origin: signer.verifierKey.name, size: size, root: try tree.root(atSize: size))
        return SignedCheckpoint(checkpoint: checkpoint, note: try #require(signer.sign(checkpoint.text)))
    }

    func proof(_ index: Int) throws -> InclusionProof {
        var tree = store.tree()
        return InclusionProof(
            index: index, hashes: try tree.inclusionProof(of: index, inSize: 70), checkpoint: try signed(70),
            leaf: try #require(try store.entry(at: index)).form)
    }

    @Test("Ed25519 signs as RFC 8032 says")
    func ed25519() throws {
        // RFC 8032, section 7.1, test 2.
        let seed: [UInt8] = [
            0x4c, 0xcd, 0x08, 0x9b, 0x28, 0xff, 0x96, 0xda, 0x9d, 0xb6, 0xc3, 0x46, 0xec, 0x11, 0x4e, 0x0f, 0x5b, 0x8a, 0x31, 0x9f, 0x35, 0xab,
            0xa6, 0x24, 0xda, 0x8c, 0xf6, 0xed, 0x4f, 0xb8, 0xa6, 0xfb,
        ]
        let key = try #require(Ed25519.publicKey(seed: seed))
        #expect(Array(key.prefix(4)) == [0x3d, 0x40, 0x17, 0xc3])
        let signature = try #require(Ed25519.sign([0x72], seed: seed))
        #expect(Array(signature.prefix(4)) == [0x92, 0xa0, 0x09, 0xa9])
        #expect(Ed25519.verify(signature, of: [0x72], publicKey: key) && !Ed25519.verify(signature, of: [0x73], publicKey: key))
        #expect(Ed25519.publicKey(seed: []) == nil && !Ed25519.verify([], of: [], publicKey: key))
    }

    @Test("keys are written and read in the form of Go's sumdb/note")
    func keys() throws {
        // The key that the documentation of golang.org/x/mod/sumdb/note shows.
        let documented = try #require(NoteVerifierKey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"))
        #expect(documented.keyID == 0xc74f_20a3 && documented.description == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
        let secret = try #require(NoteSigner(secret: "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"))
        #expect(secret.verifierKey == documented && secret.secret.hasSuffix("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"))
        for text in ["", "a+b+c", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "a b+00000000+AQ=="] {
            #expect(NoteVerifierKey(text) == nil && NoteSigner(secret: "PRIVATE+KEY+" + text) == nil)
        }
        #expect(NoteSigner(name: "a b", seed: Array(0..<32)) == nil)
    }

    @Test("a checkpoint reads back as it was written, and no changed bit of it passes")
    func checkpoint() throws {
        let signed = try signed(70)
        let bytes = signed.note.bytes
        #expect(try SignedCheckpoint(parsing: bytes, name: "c") == signed)
        try signed.requireSignature(by: signer.verifierKey, name: "c")
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let passes = (try? SignedCheckpoint(parsing: changed, name: "c")).map { $0.note.isSigned(by: signer.verifierKey) } ?? false
            #expect(!passes, "bit \(bit)")
        }
        for length in 0..<bytes.count { #expect(SignedNote(parsing: Array(bytes[..<length])).map { $0.isSigned(by: signer.verifierKey) } != true) }
        let other = try #require(NoteSigner(name: "example.com/ledger", seed: Array(1...32)))
        #expect(throws: LedgerError.self) { try signed.requireSignature(by: other.verifierKey, name: "c") }
        let elsewhere = try #require(NoteSigner(name: "example.com/other", seed: Array(0..<32)))
        #expect(throws: LedgerError.self) { try signed.requireSignature(by: elsewhere.verifierKey, name: "c") }
    }

    @Test("a witness may add its line, and the log's signature still counts")
    func cosigned() throws {
        let signed = try signed(70)
        let witness = try #require(NoteSigner(name: "witness.example", seed: Array(9..<41)))
        let line = try #require(witness.sign(signed.note.text)).signatures
        let both = SignedNote(text: signed.note.text, signatures: signed.note.signatures + line)
        let read = try SignedCheckpoint(parsing: both.bytes, name: "c")
        #expect(read.note.isSigned(by: signer.verifierKey) && read.note.isSigned(by: witness.verifierKey))
    }

    @Test("proofs read back as written and hold; a changed byte of leaf, hash or index does not")
    func proofs() throws {
        let key = signer.verifierKey
        for index in [0, 37, 69] {
            let proof = try proof(index)
            #expect(InclusionProof(parsing: proof.bytes) == proof && proof.isValid(key: key))
            for place in stride(from: 0, to: proof.bytes.count, by: 3) {
                var changed = proof.bytes
                changed[place] ^= 1
                #expect(InclusionProof(parsing: changed)?.isValid(key: key) != true, "byte \(place)")
            }
        }
        var tree = store.tree()
        for old in [0, 1, 33, 64, 70] {
            let proof = ConsistencyProof(oldSize: old, hashes: try tree.consistencyProof(from: old, to: 70), checkpoint: try signed(70))
            let checkpoint = try signed(old).checkpoint
            #expect(ConsistencyProof(parsing: proof.bytes) == proof && proof.isValid(from: checkpoint, key: key))
            let forged = Checkpoint(origin: checkpoint.origin, size: old, root: .zero)
            #expect(!proof.isValid(from: forged, key: key))
        }
    }

    @Test("a proof at a hundred million leaves has at most 27 hashes, under 1 KB")
    func proofSize() {
        // A tree of n leaves is ceil(log2 n) deep.
        let depth = Int.bitWidth - (100_000_000 - 1).leadingZeroBitCount
        #expect(depth == 27 && depth * Digest.byteCount < 1024)
    }
}

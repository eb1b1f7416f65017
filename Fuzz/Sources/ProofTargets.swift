import Contributions
import Ledger

extension FuzzTarget {
    private static let signer = NoteSigner(name: "example.com/fuzz", seed: [UInt8](repeating: 7, count: 32))

    private static func signed(size: Int, root: Digest) -> SignedCheckpoint? {
        let checkpoint = Checkpoint(origin: "example.com/fuzz", size: size, root: root)
        return signer?.sign(checkpoint.text).map { SignedCheckpoint(checkpoint: checkpoint, note: $0) }
    }

    /// Notes, checkpoints and keys are read in one way or not at all.
    static let note = FuzzTarget(
        name: "note",
        seeds: {
            let notes = [signed(size: 300, root: Digest.sha256([1])), signed(size: 0, root: MerkleHash.emptyRoot)].compactMap { $0?.note.bytes }
            return notes + [signer?.secret ?? "", signer?.verifierKey.description ?? ""].map { Array($0.utf8) }
        }, words: ["\u{2014} ", "\n\n", "PRIVATE+KEY+", "example.com/fuzz", "+", "=", "e\u{301}", "\r\n"],
        check: { text in
            let bytes = Array(text)
            if let note = SignedNote(parsing: bytes) {
                require(note.bytes == bytes, "a note that is written differently")
                require(note.signatures.count <= SignedNote.maximumSignatures, "more signatures than allowed")
                if let key = signer?.verifierKey { _ = note.isSigned(by: key) }
            }
            if let checkpoint = try? SignedCheckpoint(parsing: bytes, name: "fuzz") {
                require(Array(checkpoint.checkpoint.text.utf8) == Array(checkpoint.note.text.utf8), "a checkpoint that is written differently")
                require(checkpoint.checkpoint.size >= 0, "a negative size")
            }
            let line = String(decoding: bytes, as: UTF8.self)
            if let key = NoteVerifierKey(line) { require(key.description.utf8.elementsEqual(line.utf8), "a key that is written differently") }
            if let key = NoteSigner(secret: line) { require(key.secret.utf8.elementsEqual(line.utf8), "a private key that is written differently") }
        })

    /// Proofs are read in one way or not at all, and checking one neither traps nor runs away.
    static let proof = FuzzTarget(
        name: "proof",
        seeds: {
            let hashes = (0..<3).map { Digest.sha256([UInt8($0)]) }
            guard let checkpoint = signed(size: 5, root: hashes[0]) else { return [] }
            return [
                InclusionProof(index: 2, hashes: hashes, checkpoint: checkpoint, leaf: [1, 2, 3]).bytes,
                ConsistencyProof(oldSize: 3, hashes: hashes, checkpoint: checkpoint).bytes,
            ]
        },
        words: ["c2sp.org/tlog-proof@v1\n", "assay/tlog-consistency@v1\n", "extra ", "index ", "old ", "\n\n", "\u{2014} ", "9223372036854775807"],
        check: { text in
            let bytes = Array(text)
            guard let key = signer?.verifierKey else { return }
            if let proof = InclusionProof(parsing: bytes) {
                require(proof.bytes == bytes, "a proof that is written differently")
                require(proof.hashes.count <= MerkleProof.maximumHashes, "more hashes than allowed")
                _ = proof.isValid(key: key)
            }
            if let proof = ConsistencyProof(parsing: bytes) {
                require(proof.bytes == bytes, "a proof that is written differently")
                require(proof.hashes.count <= MerkleProof.maximumHashes, "more hashes than allowed")
                _ = proof.isValid(from: Checkpoint(origin: key.name, size: proof.oldSize, root: Digest.sha256([9])), key: key)
            }
        })

    /// Any sizes and any hashes: a proof of an entry or of a history holds for the root that it leads to, and for no other.
    static let merkle = FuzzTarget(
        name: "merkle",
        seeds: {
            [
                [UInt8](repeating: 0, count: 16) + [UInt8](repeating: 5, count: 96),
                [0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 5] + [UInt8](repeating: 1, count: 128),
            ]
        },
        words: [],
        check: { text in
            let bytes = UnsafeRawBufferPointer(text)
            guard bytes.count >= 16 else { return }
            func number(_ place: Int) -> Int {
                Int(truncatingIfNeeded: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
            }
            let hashes = stride(from: 16, to: bytes.count - 31, by: 32).prefix(MerkleProof.maximumHashes).map {
                Digest(copying: UnsafeRawBufferPointer(rebasing: bytes[$0..<$0 + 32]))
            }
            let (a, b) = (number(0), number(8))
            let (first, second) = (hashes.first ?? MerkleHash.emptyRoot, hashes.dropFirst().first ?? MerkleHash.emptyRoot)
            let rest = Array(hashes.dropFirst(2))
            _ = MerkleProof.includes(leaf: first, index: a, size: b, proof: rest, root: second)
            let holds = MerkleProof.isConsistent(oldSize: a, oldRoot: first, newSize: b, newRoot: second, proof: rest)
            require(!holds || (0...max(0, b)).contains(a), "a history that grew backwards")
            require(!holds || !rest.isEmpty || a == b || a == 0, "a history proved by nothing")
        })
}

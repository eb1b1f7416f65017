public import Contributions

/// The text of a checkpoint (C2SP tlog-checkpoint): which log, how many entries, and the root over them.
public struct Checkpoint: Hashable, Sendable {
    public let origin: String
    public let size: Int
    public let root: Digest

    public init(origin: String, size: Int, root: Digest) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Origin, decimal size and base64 root, a line each.
    public var text: String { "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n" }

    /// Reads the text back, and refuses one that would be written differently. Extension lines are not taken.
    public init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, lines[3].isEmpty, NoteVerifierKey.isName(String(lines[0])), let size = Int(lines[1]), size >= 0,
            let root = Base64.decode(lines[2]).flatMap({ Digest(bytes: $0) })
        else { return nil }
        self.init(origin: String(lines[0]), size: size, root: root)
        guard self.text == text else { return nil }
    }
}

/// A checkpoint with its signatures, as it is exported.
public struct SignedCheckpoint: Hashable, Sendable {
    public let checkpoint: Checkpoint
    public let note: SignedNote

    public init(checkpoint: Checkpoint, note: SignedNote) {
        self.checkpoint = checkpoint
        self.note = note
    }

    /// Reads a checkpoint from a file's bytes.
    /// - Throws: `ledger/malformed-note`, which says what is missing.
    public init(parsing bytes: [UInt8], name: String) throws(LedgerError) {
        guard let note = SignedNote(parsing: bytes) else {
            throw LedgerError(
                .malformedNote, cause: "\(name) is not a signed note", hint: "a checkpoint has three lines, an empty one, and signature lines")
        }
        guard let checkpoint = Checkpoint(text: note.text) else {
            throw LedgerError(.malformedNote, cause: "\(name) is a signed note, but not a checkpoint", hint: "its lines are origin, size and root")
        }
        self.init(checkpoint: checkpoint, note: note)
    }

    /// Refuses a checkpoint that the key has not signed.
    public func requireSignature(by key: NoteVerifierKey, name: String) throws(LedgerError) {
        guard checkpoint.origin == key.name else {
            throw LedgerError(
                .otherLedger, cause: "\(name) is a checkpoint of \(checkpoint.origin), not of \(key.name)", hint: "name a checkpoint of this ledger")
        }
        guard note.isSigned(by: key) else {
            throw LedgerError(
                .wrongKey, cause: "\(name) carries no valid signature by \(key)", hint: "it was changed, or another key signed it")
        }
    }

    /// What comparing a ledger with a checkpoint of it showed; nil where the ledger continues it.
    public func fault(count: Int, rootAtSize: Digest?) -> LedgerFault? {
        if checkpoint.size > count {
            return LedgerFault(
                position: count, kind: .rolledBack,
                cause: "the checkpoint has \(checkpoint.size) entries, the ledger only \(count): its end was cut off, or an old copy was put back")
        }
        guard rootAtSize == checkpoint.root else {
            return LedgerFault(
                position: max(0, checkpoint.size - 1), kind: .rewritten,
                cause: "the first \(checkpoint.size) entries are not those that the checkpoint was signed for: at least one of them was written anew")
        }
        return nil
    }
}

/// A proof that an entry is in the ledger of a checkpoint, in the form of C2SP tlog-proof; needs nothing else to be checked but the log's key.
public struct InclusionProof: Hashable, Sendable {
    public let index: Int
    public let hashes: [Digest]
    public let checkpoint: SignedCheckpoint
    /// The entry's form: the leaf.
    public let leaf: [UInt8]

    static let header = "c2sp.org/tlog-proof@v1"

    public init(index: Int, hashes: [Digest], checkpoint: SignedCheckpoint, leaf: [UInt8]) {
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
        self.leaf = leaf
    }

    /// The leaf stands in the line `extra`.
    public var bytes: [UInt8] {
        var text = "\(Self.header)\nextra \(Base64.encode(leaf))\nindex \(index)\n"
        for hash in hashes { text += Base64.encode(hash.bytes) + "\n" }
        return Array((text + "\n").utf8) + checkpoint.note.bytes
    }

    /// Reads a proof; nil for anything that `bytes` would not have written.
    public init?(parsing bytes: [UInt8]) {
        guard let split = ProofText.split(bytes), let checkpoint = try? SignedCheckpoint(parsing: split.note, name: "proof"),
            split.lines.count >= 3, split.lines.count - 3 <= MerkleProof.maximumHashes, split.lines[0] == Self.header,
            split.lines[1].hasPrefix("extra "), let leaf = Base64.decode(split.lines[1].dropFirst(6)), split.lines[2].hasPrefix("index "),
            let index = Int(split.lines[2].dropFirst(6)), index >= 0, let hashes = ProofText.hashes(split.lines[3...])
        else { return nil }
        self.init(index: index, hashes: hashes, checkpoint: checkpoint, leaf: leaf)
        guard self.bytes == bytes else { return nil }
    }

    /// True where the key signed the checkpoint and the hashes lead from the leaf to its root.
    public func isValid(key: NoteVerifierKey) -> Bool {
        checkpoint.checkpoint.origin == key.name && checkpoint.note.isSigned(by: key)
            && MerkleProof.includes(
                leaf: MerkleHash.leaf(leaf), index: index, size: checkpoint.checkpoint.size, proof: hashes, root: checkpoint.checkpoint.root)
    }
}

/// A proof that the ledger of a later checkpoint continues that of an earlier one.
public struct ConsistencyProof: Hashable, Sendable {
    public let oldSize: Int
    public let hashes: [Digest]
    public let checkpoint: SignedCheckpoint

    static let header = "assay/tlog-consistency@v1"

    public init(oldSize: Int, hashes: [Digest], checkpoint: SignedCheckpoint) {
        self.oldSize = oldSize
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    public var bytes: [UInt8] {
        var text = "\(Self.header)\nold \(oldSize)\n"
        for hash in hashes { text += Base64.encode(hash.bytes) + "\n" }
        return Array((text + "\n").utf8) + checkpoint.note.bytes
    }

    /// Reads a proof; nil for anything that `bytes` would not have written.
    public init?(parsing bytes: [UInt8]) {
        guard let split = ProofText.split(bytes), let checkpoint = try? SignedCheckpoint(parsing: split.note, name: "proof"),
            split.lines.count >= 2, split.lines.count - 2 <= MerkleProof.maximumHashes, split.lines[0] == Self.header,
            split.lines[1].hasPrefix("old "), let old = Int(split.lines[1].dropFirst(4)), old >= 0,
            let hashes = ProofText.hashes(split.lines[2...])
        else { return nil }
        self.init(oldSize: old, hashes: hashes, checkpoint: checkpoint)
        guard self.bytes == bytes else { return nil }
    }

    /// True where the hashes lead from the old checkpoint's root to the new one's.
    public func isValid(from old: Checkpoint, key: NoteVerifierKey) -> Bool {
        old.size == oldSize && old.origin == key.name && checkpoint.checkpoint.origin == key.name && checkpoint.note.isSigned(by: key)
            && MerkleProof.isConsistent(
                oldSize: oldSize, oldRoot: old.root, newSize: checkpoint.checkpoint.size, newRoot: checkpoint.checkpoint.root, proof: hashes)
    }
}

/// The head of a proof's text, and the note behind its first empty line.
private enum ProofText {
    /// Bytes of a proof: a leaf in base64, hashes and a note.
    static let maximumBytes = 128 << 20

    static func split(_ bytes: [UInt8]) -> (lines: [String], note: [UInt8])? {
        guard bytes.count <= maximumBytes, let end = bytes.indices.dropFirst().first(where: { bytes[$0] == 0x0A && bytes[$0 - 1] == 0x0A }) else {
            return nil
        }
        let lines = bytes[..<(end - 1)].split(separator: 0x0A, maxSplits: MerkleProof.maximumHashes + 4, omittingEmptySubsequences: false)
        return (lines.map { String(decoding: $0, as: UTF8.self) }, Array(bytes[(end + 1)...]))
    }

    static func hashes(_ lines: ArraySlice<String>) -> [Digest]? {
        var out: [Digest] = []
        for line in lines {
            guard let digest = Base64.decode(line).flatMap({ Digest(bytes: $0) }) else { return nil }
            out.append(digest)
        }
        return out
    }
}

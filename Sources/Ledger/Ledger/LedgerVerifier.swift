public import Contributions

/// Reads a ledger from its first entry to its last and names the first entry that is not as it was written.
///
/// Every digest is computed anew from the stored bytes. A chain alone cannot show that its end was cut off together with the head that
/// names it, or that it was written anew from some entry on: that takes a checkpoint kept elsewhere. O(bytes), in one pass.
public struct LedgerVerifier {
    /// How much is read of each entry.
    public enum Depth: Hashable, Sendable {
        /// Digests, links, positions, times, texts kept apart, the Merkle tree and the accounts.
        case chain
        /// Also every body, every event's name, and what the store derives from the entries.
        case contents
    }

    /// What verifying showed.
    public struct Report: Hashable, Sendable {
        /// Entries that were found sound, all of them before the fault.
        public let verified: Int
        /// The digest of the last sound entry.
        public let digest: Digest
        /// The root of the Merkle tree over the sound entries, computed from their bytes.
        public let root: Digest
        /// The root at each size that was asked for and reached.
        public let roots: [Int: Digest]
        /// How much was read of each entry.
        public let depth: Depth
        public let countByKind: [EntryKind: Int]
        /// The first sound entry that moves money or rewards.
        public let firstPosting: LedgerPosition?
        public let accounts: AccountBook
        public let fault: LedgerFault?
    }

    let depth: Depth
    /// The position that is due.
    var next: LedgerPosition = 0
    var previousDigest = Digest.zero
    var previousTime: Timestamp?
    /// Sound entries by the byte of their kind.
    private var counts = [Int](repeating: 0, count: 256)
    private var firstPosting: LedgerPosition?
    var accounts = AccountBook()
    /// Positions of events by their key's digest.
    var eventPositions = NameTable()
    var fault: LedgerFault?
    private var tree = TileBuilder()
    /// What the store's derived state must say; gathered where contents are asked for.
    var facts = LedgerFacts()
    private var roots: [Int: Digest] = [:]
    private let sizes: Set<Int>
    /// Entries whose text is gone, until an erasure that names them is found.
    var missingTexts: Set<LedgerPosition> = []
    /// Entries that an erasure names.
    var erasedTexts: Set<LedgerPosition> = []
    /// Entries whose text is there.
    var presentTexts: Set<LedgerPosition> = []
    private var suspicion: Suspicion?
    /// The key hash of the event that is being taken in.
    var nameHash: UInt64?

    /// Something is wrong, and what comes after tells what.
    private enum Suspicion {
        /// The entry at `next` does not hash to its digest.
        case mismatch(computed: Digest, stored: Digest)
        /// The entry at `next` hashes to `digest` but names another entry before it than the one that is there.
        case brokenLink(digest: Digest)
        /// The entry that stands at `next` says that it belongs further on.
        case gap(claimed: LedgerPosition)
    }

    init(depth: Depth, sizes: Set<Int> = []) {
        self.depth = depth
        self.sizes = sizes
        if sizes.contains(0) { roots[0] = MerkleHash.emptyRoot }
    }

    /// Verifies all of a store, and computes the tree's root at the sizes named, for comparison with checkpoints.
    ///
    /// With several threads what each record shows by itself is found out ahead of the walk from first to last; the report is the same.
    /// - Throws: what keeps the store from being read; damage to what is stored is a fault in the report, not an error.
    public static func verify(
        _ store: some LedgerStore, depth: Depth = .contents, rootsAt sizes: Set<Int> = [], threadCount: Int = 1
    ) throws(LedgerError) -> Report {
        var verifier = LedgerVerifier(depth: depth, sizes: sizes)
        do throws(LedgerError) {
            if threadCount > 1 {
                try verifier.observeAhead(store, threadCount)
            } else {
                try store.visitRecords(from: 0) { _, bytes, text in verifier.observe(bytes, text) }
            }
            verifier.finish(count: store.count, headDigest: store.headDigest)
            if verifier.fault == nil, store.root != verifier.tree.frontier.root {
                verifier.blame(store.count, .tree, "the entries are sound, but the Merkle tree beside them has another root")
            }
            if verifier.fault == nil, depth == .contents { try verifier.checkDerivedState(of: store) }
        } catch {
            guard error.code == LedgerError.Code.corrupt.rawValue else { throw error }
            verifier.concludeSuspicion(witness: nil)
            verifier.blame(verifier.next, .unreadable, "it cannot be read: \(error.cause)")
        }
        return Report(
            verified: verifier.fault.map { min($0.position, verifier.next) } ?? verifier.next, digest: verifier.previousDigest,
            root: verifier.tree.frontier.root, roots: verifier.roots, depth: depth, countByKind: verifier.countByKind,
            firstPosting: verifier.firstPosting, accounts: verifier.accounts, fault: verifier.fault)
    }

    /// Reads window by window: while threads look into one, this one walks through the one before and reads the next.
    private mutating func observeAhead(_ store: some LedgerStore, _ threadCount: Int) throws(LedgerError) {
        var filling = VerifierWindow(depth: depth)
        var working = VerifierWindow(depth: depth)
        var goesOn = true
        func turn(_ verifier: inout LedgerVerifier) {
            filling.start(threadCount: threadCount)
            swap(&filling, &working)
            // What is now `filling` was started a turn ago, or is empty.
            goesOn = filling.drain { verifier.observe($0, $1, $2) }
        }
        var failure: LedgerError?
        do throws(LedgerError) {
            try store.visitRecords(from: 0) { _, bytes, text in
                filling.add(bytes, text)
                if filling.isFull { turn(&self) }
                return goesOn
            }
        } catch { failure = error }
        if goesOn { turn(&self) }
        let rest = working.drain { goesOn && observe($0, $1, $2) }
        if let failure, rest { throw failure }
    }

    /// Takes in the next record; false once nothing more need be read. Without a precheck everything is done here.
    mutating func observe(_ bytes: UnsafeRawBufferPointer, _ text: StoredText? = nil, _ precheck: Precheck? = nil) -> Bool {
        let record = LedgerRecord(bytes)
        if suspicion != nil { return pursue(record) }
        guard let record else { return stop(.unreadable, "no whole entry stands here: its length was changed, or bytes are missing") }
        let stored = record.digest
        let computed = precheck?.digest ?? MerkleHash.leaf(record.form)
        guard computed == stored else {
            suspicion = .mismatch(computed: computed, stored: stored)
            return true
        }
        guard checkPlace(record, digest: computed) else { return suspicion != nil }
        nameHash = nil
        guard let kind = checkKind(record), checkText(record, text, precheck), checkBody(record, kind, text, precheck) else { return false }
        counts[Int(kind.rawValue)] += 1
        if kind == .posting, firstPosting == nil { firstPosting = next }
        previousDigest = computed
        previousTime = record.time
        let depth = depth
        tree.append(computed) { if depth == .contents { facts.add($0) } }
        if depth == .contents { facts.add(keyHash: nameHash ?? 0) }
        next += 1
        if !sizes.isEmpty, sizes.contains(next) { roots[next] = tree.frontier.root }
        return true
    }

    private var countByKind: [EntryKind: Int] {
        var out: [EntryKind: Int] = [:]
        for (byte, count) in counts.enumerated() where count > 0 { if let kind = EntryKind(rawValue: UInt8(byte)) { out[kind] = count } }
        return out
    }

    /// The entry's number, its link to the one before and its time.
    private mutating func checkPlace(_ record: LedgerRecord, digest: Digest) -> Bool {
        guard record.version == LedgerEntryForm.version else { return stop(.unknownVersion, "its form has version \(record.version)") }
        guard let claimed = record.position else { return stop(.replaced, "it claims an impossible position") }
        if claimed > next {
            suspicion = .gap(claimed: claimed)
            return false
        }
        if claimed < next {
            blame(claimed, .inserted, "two entries claim this position: one of them was inserted")
            return false
        }
        guard record.previous == previousDigest else {
            suspicion = .brokenLink(digest: digest)
            return false
        }
        if let previousTime, record.time < previousTime {
            return stop(.timeGoesBack, "its time \(record.time) is before that of the entry before it, \(previousTime)")
        }
        return true
    }

    private mutating func checkKind(_ record: LedgerRecord) -> EntryKind? {
        if let kind = record.kind { return kind }
        blame(next, .unknownKind, "its kind \(record.kindByte) is not one that this build knows")
        return nil
    }

    /// Reads on after something was wrong, for as long as that tells more.
    private mutating func pursue(_ record: LedgerRecord?) -> Bool {
        guard case .gap(let claimed) = suspicion else {
            concludeSuspicion(witness: record?.previous)
            return false
        }
        guard record?.position == next else { return true }
        suspicion = nil
        return stop(.reordered, "entry \(claimed) stands here, and this entry further on")
    }

    /// Turns a suspicion into a fault. The witness is the digest that the entry after (or the head) names as the one before it.
    private mutating func concludeSuspicion(witness: Digest?) {
        guard let suspicion else { return }
        self.suspicion = nil
        switch suspicion {
        case .mismatch(let computed, let stored) where witness == stored:
            blame(next, .contentEdited, "its content was changed: it hashes to \(computed.short)…, the chain holds \(stored.short)…")
        case .mismatch(let computed, let stored) where witness == computed:
            blame(next, .digestEdited, "its stored digest was changed to \(stored.short)…; the content still hashes to \(computed.short)…")
        case .mismatch(let computed, let stored):
            blame(next, .mismatch, "it hashes to \(computed.short)…, but \(stored.short)… is stored with it")
        case .brokenLink(let digest) where witness == digest && next > 0:
            blame(next - 1, .replaced, "it was replaced: the entry after it names another digest, and the chain goes on from there")
        case .brokenLink:
            blame(next, .replaced, "it was replaced: it does not name the entry before it")
        case .gap(let claimed):
            let last = claimed - 1
            blame(next, .removed, last == next ? "it was removed" : "it was removed, and every entry to \(last)")
        }
    }

    /// Compares the end of the chain with the head that the store recorded.
    mutating func finish(count: Int, headDigest: Digest) {
        concludeSuspicion(witness: headDigest)
        guard fault == nil else { return }
        if next < count {
            blame(next, .removed, next == count - 1 ? "it was removed from the end" : "it was removed, and every entry to the end, \(count - 1)")
        } else if next > count {
            blame(count, .inserted, "it stands beyond the head, which counts \(count) entries")
        } else if previousDigest != headDigest {
            blame(max(0, next - 1), .replaced, "it was replaced: the head names another digest, \(headDigest.short)…")
        } else if let gone = missingTexts.subtracting(erasedTexts).min() {
            blame(gone, .textMissing, "its text is gone, and no entry says that it was erased")
        } else if let kept = erasedTexts.intersection(presentTexts).min() {
            blame(kept, .textMissing, "its text is still there, though an entry says that it was erased")
        }
    }

    private mutating func checkDerivedState(of store: some LedgerStore) throws(LedgerError) {
        do throws(LedgerError) { try store.checkDerivedState(against: facts) } catch {
            guard error.code == LedgerError.Code.corrupt.rawValue else { throw error }
            blame(error.position ?? next, .derivedState, error.cause)
        }
    }

    /// Records the first fault; always false.
    mutating func stop(_ kind: LedgerFault.Kind, _ cause: String) -> Bool {
        blame(next, kind, cause)
        return false
    }

    private mutating func blame(_ position: LedgerPosition, _ kind: LedgerFault.Kind, _ cause: String) {
        if fault == nil { fault = LedgerFault(position: position, kind: kind, cause: cause) }
    }
}

/// A set of hashes: cheaper to fill than one that guards against chosen values, of which a document has few.
///
/// Open addressing at a load of at most a quarter.
struct HashSet: Hashable, Sendable {
    private var slots: [UInt32]
    private var hasZero = false

    /// Expected O(hashes).
    init(_ hashes: some Collection<UInt32>) {
        var size = 16
        while size < hashes.count * 4 { size *= 2 }
        slots = [UInt32](repeating: 0, count: size)
        for hash in hashes {
            if hash == 0 {
                hasZero = true
            } else {
                let slot = slot(hash)
                slots[slot] = hash
            }
        }
    }

    /// The slot of a hash, or the free one where it would go.
    private func slot(_ hash: UInt32) -> Int {
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0, slots[slot] != hash { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    func contains(_ hash: UInt32) -> Bool { hash == 0 ? hasZero : slots[slot(hash)] == hash }

    /// Each hash once, in no order.
    func forEach(_ body: (UInt32) -> Void) {
        if hasZero { body(0) }
        for hash in slots where hash != 0 { body(hash) }
    }
}

/// A set of word hashes that is asked more often than it changes.
struct WordSet: Hashable, Sendable {
    /// Rising.
    let hashes: [UInt32]
    private let set: HashSet

    /// - Parameter hashes: rising.
    init(_ hashes: [UInt32]) {
        self.hashes = hashes
        set = HashSet(hashes)
    }

    /// Expected O(1).
    func contains(_ hash: UInt32) -> Bool { set.contains(hash) }
}

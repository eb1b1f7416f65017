internal import CSketchKernels

/// Which documents hold which shingles, kept up to date one document at a time.
///
/// Open addressing in the order of the hashes, 12 bytes a slot, at a load of 0.64 to 0.8; each slot names the list of the documents that hold
/// its shingle (`DocumentLists`). Shingles that came together in the same texts have one list, so that whoever counts documents walks
/// each list once: see `ListGroups`.
public struct ShinglePostings: Sendable {
    /// Three words a slot: the shingle's low and high half, both 0 where the slot is free, and the number of its list.
    private var slots: [UInt32]
    private var lists = DocumentLists()
    public private(set) var shingleCount = 0

    /// Documents of one standing that a shingle remembers.
    public static let chainLimit = DocumentLists.limit
    /// The list of a shingle that nobody holds.
    public static let noList = DocumentLists.none
    /// Documents that an index holds.
    public static let documentLimit = ShingleHolder.documentLimit

    private static let wordsPerSlot = 3
    private static let firstSlots = 1024

    public init() { slots = [UInt32](repeating: 0, count: Self.firstSlots * Self.wordsPerSlot) }

    /// Zero marks a free slot, so the one shingle in 2^64 that is zero counts as one.
    private static func key(_ shingle: UInt64) -> UInt64 { shingle == 0 ? 1 : shingle }

    /// Shingles ahead of the one looked up whose slots are fetched: in a large table every look-up waits for memory.
    private static let fetchAhead = 16

    /// The list of each shingle, `noList` where nobody holds it, in place of what `out` held. Expected O(shingles).
    public func lists(of shingles: [UInt64], into out: inout [UInt32]) {
        out.removeAll(keepingCapacity: true)
        slots.withUnsafeBufferPointer { slots in
            guard let base = slots.baseAddress else { return }
            for shingle in shingles.prefix(Self.fetchAhead) { sketch_prefetch(base + Self.home(shingle, slots.count)) }
            for (place, shingle) in shingles.enumerated() {
                if place + Self.fetchAhead < shingles.count {
                    sketch_prefetch(base + Self.home(shingles[place + Self.fetchAhead], slots.count))
                }
                let slot = Self.slot(shingle, slots)
                out.append(slots[slot] | slots[slot + 1] == 0 ? Self.noList : slots[slot + 2])
            }
        }
    }

    /// Where a look-up begins, in words: in the order of the shingles, so that sorted ones go through the slots from end to end.
    @inline(__always)
    private static func home(_ shingle: UInt64, _ wordCount: Int) -> Int {
        Int(key(shingle).multipliedFullWidth(by: UInt64(wordCount / wordsPerSlot)).high) * wordsPerSlot
    }

    /// The slot of a shingle in words, or the free one where it would go: there always is one.
    @inline(__always)
    private static func slot(_ shingle: UInt64, _ slots: UnsafeBufferPointer<UInt32>) -> Int {
        let key = key(shingle)
        let (low, high) = (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
        var place = home(shingle, slots.count)
        while slots[place] != low || slots[place + 1] != high {
            if slots[place] | slots[place + 1] == 0 { return place }
            place += wordsPerSlot
            if place == slots.count { place = 0 }
        }
        return place
    }

    /// The documents of a list, earliest first; none of `noList`. O(1).
    public func holders(of list: UInt32) -> ArraySlice<ShingleHolder> { list == Self.noList ? [] : lists.holders(of: list) }

    /// Adds a document's distinct shingles. Documents are numbered from 0 and rise, below `documentLimit`. Expected O(shingles).
    public mutating func add(_ shingles: [UInt64], document: Int, isIndependent: Bool) {
        precondition(document < Self.documentLimit, "too many documents for one index")
        let entry = ShingleHolder(document: document, isIndependent: isIndependent)
        // Grown first, so that there is room for all.
        var slotCount = slots.count / Self.wordsPerSlot
        while (shingleCount + shingles.count) * 5 > slotCount * 4 { slotCount += slotCount / 4 }
        if slotCount * Self.wordsPerSlot > slots.count { grow(to: slotCount) }
        var alone: UInt32?
        for shingle in shingles {
            let slot = slots.withUnsafeBufferPointer { Self.slot(shingle, $0) }
            if slots[slot] | slots[slot + 1] != 0 {
                slots[slot + 2] = lists.moveUser(of: slots[slot + 2], adding: entry)
                continue
            }
            let list = alone ?? lists.start(entry)
            alone = list
            lists.use(list)
            put(shingle, list, at: slot)
            shingleCount += 1
        }
        lists.settle()
    }

    private mutating func put(_ shingle: UInt64, _ list: UInt32, at slot: Int) {
        let key = Self.key(shingle)
        slots[slot] = UInt32(truncatingIfNeeded: key)
        slots[slot + 1] = UInt32(truncatingIfNeeded: key >> 32)
        slots[slot + 2] = list
    }

    /// Old and new slots are in the order of the shingles, so both are gone through from end to end. O(slots).
    private mutating func grow(to slotCount: Int) {
        let old = slots
        slots = [UInt32](repeating: 0, count: slotCount * Self.wordsPerSlot)
        slots.withUnsafeMutableBufferPointer { slots in
            old.withUnsafeBufferPointer { old in
                for from in stride(from: 0, to: old.count, by: Self.wordsPerSlot) where old[from] | old[from + 1] != 0 {
                    let to = Self.slot(UInt64(old[from]) | UInt64(old[from + 1]) << 32, UnsafeBufferPointer(slots))
                    for word in 0..<Self.wordsPerSlot { slots[to + word] = old[from + word] }
                }
            }
        }
    }
}

extension ShinglePostings {
    /// The index as lists of plain values, to be kept and read back: slots, lists and their entries as they lie.
    public var columns: (slots: [UInt32], lists: [DocumentListHeader], entries: [ShingleHolder]) { (slots, lists.headers, lists.entries) }

    /// An index from `columns`; nil unless every slot and list leads somewhere and documents lie below the count.
    ///
    /// O(slots + entries).
    public init?(slots: [UInt32], lists: [DocumentListHeader], entries: [ShingleHolder], documentCount: Int) {
        guard slots.count % Self.wordsPerSlot == 0, slots.count / Self.wordsPerSlot >= Self.firstSlots,
            documentCount <= Self.documentLimit
        else { return nil }
        var users = [UInt32](repeating: 0, count: lists.count)
        let count = slots.withUnsafeBufferPointer { slots in
            var count = 0
            for place in stride(from: 0, to: slots.count, by: Self.wordsPerSlot) where slots[place] | slots[place + 1] != 0 {
                let list = Int(slots[place + 2])
                guard list < users.count else { return -1 }
                users[list] += 1
                count += 1
            }
            return count
        }
        // Some slots are free, so that every look-up ends.
        guard count >= 0, count * 5 <= slots.count / Self.wordsPerSlot * 4,
            let kept = DocumentLists(headers: lists, entries: entries, users: users, documentCount: documentCount)
        else { return nil }
        self.slots = slots
        self.lists = kept
        shingleCount = count
    }
}

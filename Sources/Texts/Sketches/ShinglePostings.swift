internal import CSketchKernels

/// Which documents hold which shingles, kept up to date one document at a time.
///
/// Open addressing in the order of the hashes, 12 bytes a slot, at a load of 0.64 to 0.8; each slot names the list of the documents that hold
/// its shingle (`DocumentLists`). Shingles that came together in the same texts have one list, so that whoever counts documents walks
/// each list once: see `ListGroups`.
public struct ShinglePostings: Sendable {
    /// Three words a slot: the shingle's low and high half, both 0 where the slot is free, and the number of its list.
    private var slots: [UInt32]
    /// Slots at which a look-up may begin; those behind take what the last ones leave over.
    private var homeCount: Int
    private var lists = DocumentLists()
    public private(set) var shingleCount = 0

    /// Documents of one standing that a shingle remembers.
    public static let chainLimit = DocumentLists.limit
    /// The list of a shingle that nobody holds.
    public static let noList = DocumentLists.none
    /// Documents that an index holds.
    public static let documentLimit = ShingleHolder.documentLimit

    private static let wordsPerSlot = 3
    private static let spareSlots = 256
    private static let firstHomes = 1024

    public init() {
        homeCount = Self.firstHomes
        slots = Self.free(homeCount)
    }

    private static func free(_ homes: Int) -> [UInt32] { [UInt32](repeating: 0, count: (homes + spareSlots) * wordsPerSlot) }

    /// Zero marks a free slot, so the one shingle in 2^64 that is zero counts as one.
    private static func key(_ shingle: UInt64) -> UInt64 { shingle == 0 ? 1 : shingle }

    /// Shingles ahead of the one looked up whose slots are fetched: in a large table every look-up waits for memory.
    private static let fetchAhead = 16

    /// The list of each shingle, `noList` where nobody holds it, in place of what `out` held. Expected O(shingles).
    public func lists(of shingles: [UInt64], into out: inout [UInt32]) {
        out.removeAll(keepingCapacity: true)
        slots.withUnsafeBufferPointer { slots in
            guard let base = slots.baseAddress else { return }
            for shingle in shingles.prefix(Self.fetchAhead) { sketch_prefetch(base + home(shingle) * Self.wordsPerSlot) }
            for (place, shingle) in shingles.enumerated() {
                if place + Self.fetchAhead < shingles.count {
                    sketch_prefetch(base + home(shingles[place + Self.fetchAhead]) * Self.wordsPerSlot)
                }
                let slot = slot(shingle, slots)
                out.append(slot.map { slots[$0 + 2] } ?? Self.noList)
            }
        }
    }

    private func home(_ shingle: UInt64) -> Int { Self.home(Self.key(shingle), homeCount) }

    /// In the order of the keys, so that a look-up of sorted shingles goes through the slots from end to end.
    private static func home(_ key: UInt64, _ homes: Int) -> Int { Int(key.multipliedFullWidth(by: UInt64(homes)).high) }

    /// Where a shingle stands, in words; nil where it does not.
    private func slot(_ shingle: UInt64, _ slots: UnsafeBufferPointer<UInt32>) -> Int? {
        let key = Self.key(shingle)
        let (low, high) = (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
        var place = home(shingle) * Self.wordsPerSlot
        while place < slots.count {
            if slots[place] == low, slots[place + 1] == high { return place }
            if slots[place] | slots[place + 1] == 0 { return nil }
            place += Self.wordsPerSlot
        }
        return nil
    }

    /// The documents of a list, earliest first; none of `noList`. O(1).
    public func holders(of list: UInt32) -> ArraySlice<ShingleHolder> { list == Self.noList ? [] : lists.holders(of: list) }

    /// Adds a document's distinct shingles. Documents are numbered from 0 and rise, below `documentLimit`. Expected O(shingles).
    public mutating func add(_ shingles: [UInt64], document: Int, isIndependent: Bool) {
        precondition(document < Self.documentLimit, "too many documents for one index")
        let entry = ShingleHolder(document: document, isIndependent: isIndependent)
        // Grown first, so that there is room for all.
        while (shingleCount + shingles.count) * 5 > homeCount * 4 { grow(to: homeCount + homeCount / 4) }
        var alone: UInt32?
        for shingle in shingles {
            while !take(shingle, entry, &alone) { grow(to: homeCount + homeCount / 4) }
        }
        lists.settle()
    }

    /// False where the slots behind the last home are full.
    private mutating func take(_ shingle: UInt64, _ entry: ShingleHolder, _ alone: inout UInt32?) -> Bool {
        let key = Self.key(shingle)
        let (low, high) = (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
        var place = home(shingle) * Self.wordsPerSlot
        while place < slots.count {
            if slots[place] == low, slots[place + 1] == high {
                slots[place + 2] = lists.moveUser(of: slots[place + 2], adding: entry)
                return true
            }
            if slots[place] | slots[place + 1] == 0 {
                let list = alone ?? lists.start(entry)
                alone = list
                lists.use(list)
                slots[place] = low
                slots[place + 1] = high
                slots[place + 2] = list
                shingleCount += 1
                return true
            }
            place += Self.wordsPerSlot
        }
        return false
    }

    /// Old and new slots are in the order of the hashes, so both are gone through from end to end. O(slots).
    private mutating func grow(to homes: Int) {
        var fresh = Self.free(homes)
        let isPlaced = fresh.withUnsafeMutableBufferPointer { fresh in
            slots.withUnsafeBufferPointer { slots in
                for from in stride(from: 0, to: slots.count, by: Self.wordsPerSlot) where slots[from] | slots[from + 1] != 0 {
                    var place = Self.home(UInt64(slots[from]) | UInt64(slots[from + 1]) << 32, homes) * Self.wordsPerSlot
                    while place < fresh.count, fresh[place] | fresh[place + 1] != 0 { place += Self.wordsPerSlot }
                    guard place < fresh.count else { return false }
                    for word in 0..<Self.wordsPerSlot { fresh[place + word] = slots[from + word] }
                }
                return true
            }
        }
        guard isPlaced else { return grow(to: homes + homes / 4) }
        slots = fresh
        homeCount = homes
    }
}

extension ShinglePostings {
    /// The index as lists of plain values, to be kept and read back: slots, lists and their entries as they lie.
    public var columns: (slots: [UInt32], lists: [DocumentListHeader], entries: [ShingleHolder]) { (slots, lists.headers, lists.entries) }

    /// An index from `columns`; nil unless every slot and list leads somewhere and documents lie below the count.
    ///
    /// O(slots + entries).
    public init?(slots: [UInt32], lists: [DocumentListHeader], entries: [ShingleHolder], documentCount: Int) {
        guard slots.count % Self.wordsPerSlot == 0, slots.count / Self.wordsPerSlot >= Self.firstHomes + Self.spareSlots,
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
        homeCount = slots.count / Self.wordsPerSlot - Self.spareSlots
        guard count >= 0, count * 5 <= homeCount * 4,
            let kept = DocumentLists(headers: lists, entries: entries, users: users, documentCount: documentCount)
        else { return nil }
        self.slots = slots
        self.lists = kept
        shingleCount = count
    }
}

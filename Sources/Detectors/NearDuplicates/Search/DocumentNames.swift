internal import Collections
internal import Glibc

/// The ids of documents in the order of their coming, in one piece of memory, with a table that finds one again. Ids are compared byte by byte.
struct DocumentNames: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// Number of a document plus one, below the high half of its id's hash; 0 where the slot is free.
    private var slots = [UInt64](repeating: 0, count: 1024)
    private let seed: UInt64

    init(seed: UInt64) {
        self.seed = seed
    }

    var count: Int { ends.count }

    func name(_ document: Int) -> String { String(decoding: bytes[range(document)], as: UTF8.self) }

    private func range(_ document: Int) -> Range<Int> { (document == 0 ? 0 : ends[document - 1])..<ends[document] }

    /// The document that has this id. Expected O(length).
    func number(of name: String) -> Int? {
        var name = name
        return name.withUTF8 { name in
            let slot = slot(name, hash(name))
            return slots[slot] == 0 ? nil : Int(slots[slot] & 0xFFFF_FFFF) - 1
        }
    }

    /// The document that has this id, and whether it was there before. Expected O(length).
    mutating func addIfNew(_ name: String) -> (number: Int, isNew: Bool) {
        var name = name
        return name.withUTF8 { name in add(name).map { ($0, false) } ?? (count - 1, true) }
    }

    /// O(bytes).
    func write(to state: inout ColumnWriter) {
        state.write(ends)
        state.write(bytes)
    }

    /// Reads back what `write` wrote, under any seed; no id may stand there twice. O(bytes).
    init(seed: UInt64, from state: inout ColumnReader) throws(ColumnError) {
        self.seed = seed
        let ends: [Int] = try state.list()
        let bytes: [UInt8] = try state.list()
        var start = 0
        for end in ends {
            guard end >= start, end <= bytes.count else { throw .malformed }
            let isNew = bytes.withUnsafeBufferPointer { add(UnsafeBufferPointer(rebasing: $0[start..<end])) == nil }
            guard isNew else { throw .malformed }
            start = end
        }
        guard start == bytes.count else { throw .malformed }
    }

    /// Adds the next id, or returns the document that has it. Expected O(length).
    mutating func add(_ name: UnsafeBufferPointer<UInt8>) -> Int? {
        if (count + 1) * 2 > slots.count { grow() }
        let hash = hash(name)
        let slot = slot(name, hash)
        if slots[slot] != 0 { return Int(slots[slot] & 0xFFFF_FFFF) - 1 }
        bytes.append(contentsOf: name)
        ends.append(bytes.count)
        slots[slot] = (hash >> 32) << 32 | UInt64(count)
        return nil
    }

    /// The slot of a name, or the free one where it would go.
    private func slot(_ name: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0, slots[slot] >> 32 != hash >> 32 || !isName(Int(slots[slot] & 0xFFFF_FFFF) - 1, name) { slot = (slot + 1) & mask }
        return slot
    }

    /// Forgets all ids but the first ones. O(ids).
    mutating func keepFirst(_ kept: Int) {
        bytes.removeLast(bytes.count - (kept == 0 ? 0 : ends[kept - 1]))
        ends.removeLast(ends.count - kept)
        refill(slots.count)
    }

    /// Whether the first id stands before the second in the order of their bytes.
    func precedes(_ left: Int, _ right: Int) -> Bool {
        bytes.withUnsafeBytes { bytes in
            let (first, second) = (UnsafeRawBufferPointer(rebasing: bytes[range(left)]), UnsafeRawBufferPointer(rebasing: bytes[range(right)]))
            guard let a = first.baseAddress, let b = second.baseAddress else { return first.count < second.count }
            let order = memcmp(a, b, min(first.count, second.count))
            return order != 0 ? order < 0 : first.count < second.count
        }
    }

    private func isName(_ document: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let range = range(document)
        guard range.count == name.count else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            UnsafeBufferPointer(rebasing: bytes[range]).elementsEqual(name)
        }
    }

    private func hash(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var state = seed ^ UInt64(name.count)
        for byte in name { state = (state ^ UInt64(byte)) &* 0x9FB2_1C65_1E98_DF25 ^ state >> 47 }
        state = (state ^ state >> 32) &* 0xD6E8_FEB8_6659_FD93
        return state ^ state >> 32
    }

    private mutating func grow() { refill(slots.count * 2) }

    private mutating func refill(_ size: Int) {
        slots = [UInt64](repeating: 0, count: size)
        bytes.withUnsafeBufferPointer { bytes in
            for document in ends.indices {
                let hash = hash(UnsafeBufferPointer(rebasing: bytes[range(document)]))
                var slot = Int(truncatingIfNeeded: hash) & (size - 1)
                while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
                slots[slot] = (hash >> 32) << 32 | UInt64(document + 1)
            }
        }
    }
}

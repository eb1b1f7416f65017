/// Strings of bytes as small integers in order of first sight.
///
/// All stand in one run of bytes, found by open addressing over XXH3. The hash is seeded anew in each process, so that nobody can prepare strings
/// that collide; the numbers do not depend on it. Memory: a string's bytes and 20 more.
public struct ByteTable: Sendable {
    private var bytes: [UInt8] = []
    /// By string: where it ends in `bytes`.
    private var ends: [Int] = []
    /// A power of two, at most half used.
    private var slots = [Slot](repeating: Slot(), count: ByteTable.fewestSlots)
    private let seed = UInt64(bitPattern: Int64(Hasher().finalize()))

    private static let fewestSlots = 64

    /// The hash stands beside the number, so that a miss costs one look into memory.
    private struct Slot: Sendable {
        var hash: UInt32 = 0
        /// −1 for free.
        var id: Int32 = -1
    }

    public init() {}

    public var count: Int { ends.count }

    /// The number of a string, given now if it is new. O(length).
    public mutating func id(_ string: UnsafeRawBufferPointer) -> Int32 {
        let hash = UInt32(truncatingIfNeeded: XXH3.hash(string, seed: seed))
        let slot = slot(of: string, hash: hash)
        if slots[slot].id >= 0 { return slots[slot].id }
        let id = Int32(ends.count)
        slots[slot] = Slot(hash: hash, id: id)
        bytes.append(contentsOf: string)
        ends.append(bytes.count)
        if 2 * ends.count > slots.count { rehash(slotCount: 2 * slots.count) }
        return id
    }

    /// The number of a string that was given one. O(length).
    public func known(_ string: UnsafeRawBufferPointer) -> Int32? {
        let found = slots[slot(of: string, hash: UInt32(truncatingIfNeeded: XXH3.hash(string, seed: seed)))].id
        return found >= 0 ? found : nil
    }

    /// Lends the string with this number.
    public func withBytes<Result>(of id: Int32, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        let range = range(id)
        return try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// Whether the bytes of one come before those of the other, a beginning before what goes on.
    public func precedes(_ left: Int32, _ right: Int32) -> Bool {
        bytes.withUnsafeBytes { bytes in
            UnsafeRawBufferPointer(rebasing: bytes[range(left)]).precedes(UnsafeRawBufferPointer(rebasing: bytes[range(right)]))
        }
    }

    private func range(_ id: Int32) -> Range<Int> { (id == 0 ? 0 : ends[Int(id) - 1])..<ends[Int(id)] }

    private func slot(of string: UnsafeRawBufferPointer, hash: UInt32) -> Int {
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot].id >= 0 {
            if slots[slot].hash == hash, withBytes(of: slots[slot].id, { $0.isEqual(to: string) }) { break }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func rehash(slotCount: Int) {
        let old = slots
        slots = [Slot](repeating: Slot(), count: slotCount)
        let mask = slotCount - 1
        for entry in old where entry.id >= 0 {
            var slot = Int(entry.hash) & mask
            while slots[slot].id >= 0 { slot = (slot + 1) & mask }
            slots[slot] = entry
        }
    }
}

extension ByteTable {
    /// Writes the strings. O(bytes).
    public func write(to state: inout ColumnWriter) {
        state.write(bytes)
        state.write(ends)
    }

    /// Reads what `write(to:)` wrote; a string that stands twice is an error. O(bytes).
    public init(from state: inout ColumnReader) throws(ColumnError) {
        bytes = try state.list()
        ends = try state.list()
        guard ends.count <= Int(Int32.max), bytes.count == ends.last ?? 0, ends.first ?? 0 >= 0, zip(ends, ends.dropFirst()).allSatisfy({ $0 <= $1 })
        else { throw .malformed }
        var slotCount = Self.fewestSlots
        while slotCount < 2 * ends.count { slotCount *= 2 }
        slots = [Slot](repeating: Slot(), count: slotCount)
        for id in 0..<Int32(ends.count) {
            let seed = seed
            let hash = withBytes(of: id) { string in UInt32(truncatingIfNeeded: XXH3.hash(string, seed: seed)) }
            let slot = withBytes(of: id) { string in self.slot(of: string, hash: hash) }
            guard slots[slot].id < 0 else { throw .malformed }
            slots[slot] = Slot(hash: hash, id: id)
        }
    }
}

extension UnsafeRawBufferPointer {
    @inline(__always)
    fileprivate func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        var index = 0
        while index + 8 <= count {
            if loadUnaligned(fromByteOffset: index, as: UInt64.self) != other.loadUnaligned(fromByteOffset: index, as: UInt64.self) { return false }
            index += 8
        }
        while index < count {
            if self[index] != other[index] { return false }
            index += 1
        }
        return true
    }

    /// Eight bytes at a time, since names of one kind begin alike.
    fileprivate func precedes(_ other: UnsafeRawBufferPointer) -> Bool {
        let common = Swift.min(count, other.count)
        var index = 0
        while index + 8 <= common {
            let (one, two) = (loadUnaligned(fromByteOffset: index, as: UInt64.self), other.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            if one != two { return one.bigEndian < two.bigEndian }
            index += 8
        }
        while index < common {
            if self[index] != other[index] { return self[index] < other[index] }
            index += 1
        }
        return count < other.count
    }
}

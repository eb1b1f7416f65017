internal import CSketchKernels

/// The set of one text's shingles at a time, in memory that is used again for the next: drops repeats and counts what two texts share.
///
/// Open addressing at a load of at most a third. Counting by look-up needs no sorting, which would cost more than all of the look-ups.
public struct ShingleTable: ~Copyable {
    private var slots = UnsafeMutableBufferPointer<UInt64>(start: nil, count: 0)
    private var used = 0

    public init() {}

    deinit { slots.deallocate() }

    /// Drops repeats in place and returns how many are left, in the order of their first coming. Expected O(n).
    public mutating func keepDistinct(_ values: UnsafeMutableBufferPointer<UInt64>) -> Int {
        guard let base = values.baseAddress else { return 0 }
        reserve(values.count)
        return sketch_distinct(base, values.count, slots.baseAddress, used)
    }

    /// Makes the values, as `keepDistinct` left them, the set. Expected O(n).
    public mutating func replace(by values: UnsafeBufferPointer<UInt64>) {
        reserve(values.count)
        sketch_fill(values.baseAddress, values.count, slots.baseAddress, used)
    }

    /// How many of some values, as `keepDistinct` left them, are in the set. Expected O(n).
    public func sharedCount(_ values: UnsafeBufferPointer<UInt64>) -> Int {
        guard let base = values.baseAddress, used > 0 else { return 0 }
        return sketch_shared(base, values.count, slots.baseAddress, used)
    }

    private mutating func reserve(_ count: Int) {
        used = sketch_table_slots(count)
        guard slots.count < used else { return }
        slots.deallocate()
        slots = .allocate(capacity: used)
    }
}

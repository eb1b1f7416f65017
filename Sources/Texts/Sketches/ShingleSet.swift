internal import CSketchKernels

/// The distinct shingles of a text, sorted: what similarity is computed on exactly.
///
/// Values are 64-bit hashes under a secret seed: two of n different shingles coincide with probability below n² / 2^65.
public struct ShingleSet: Hashable, Sendable {
    public let values: [UInt64]

    /// O(n) for evenly spread hashes, O(n log n) otherwise.
    public init(hashes: [UInt64]) {
        var sorted = hashes
        let kept = sortUnique(&sorted)
        sorted.removeLast(sorted.count - kept)
        values = sorted
    }

    public var count: Int { values.count }
    public var isEmpty: Bool { values.isEmpty }

    /// From values that are sorted and distinct.
    private init(sorted: [UInt64]) {
        values = sorted
    }

    /// O(n + m).
    public func intersection(_ other: ShingleSet) -> ShingleSet {
        var out: [UInt64] = []
        out.reserveCapacity(min(count, other.count))
        var (left, right) = (0, 0)
        while left < values.count, right < other.values.count {
            let (a, b) = (values[left], other.values[right])
            if a == b { out.append(a) }
            left += a <= b ? 1 : 0
            right += b <= a ? 1 : 0
        }
        return ShingleSet(sorted: out)
    }

    /// The places in `values` of what stands in the other set too, rising. O(n + m).
    public func places(sharedWith other: ShingleSet) -> [Int32] {
        var places: [Int32] = []
        places.reserveCapacity(min(count, other.count))
        values.withUnsafeBufferPointer { mine in
            other.values.withUnsafeBufferPointer { theirs in
                var (left, right) = (0, 0)
                while left < mine.count, right < theirs.count {
                    let (a, b) = (mine[left], theirs[right])
                    if a == b { places.append(Int32(truncatingIfNeeded: left)) }
                    left += a <= b ? 1 : 0
                    right += b <= a ? 1 : 0
                }
            }
        }
        return places
    }

    /// The values at some places of `values`, which rise. O(places).
    public func subset(at places: [Int32]) -> ShingleSet { ShingleSet(sorted: places.map { values[Int($0)] }) }

    /// O(n + m).
    public func intersectionCount(_ other: ShingleSet) -> Int {
        values.withUnsafeBufferPointer { left in other.values.withUnsafeBufferPointer { sortedIntersectionCount(left, $0) } }
    }

    /// |A ∩ B| / |A ∪ B|; 0 where both are empty. O(n + m).
    public func jaccard(_ other: ShingleSet) -> Double {
        Overlap(shared: intersectionCount(other), left: count, right: other.count).jaccard
    }

    /// |A ∩ B| / |A|: how much of this text stands in the other; 0 where this is empty. O(n + m).
    public func containment(in other: ShingleSet) -> Double {
        Overlap(shared: intersectionCount(other), left: count, right: other.count).containmentLeft
    }

    /// Membership. As `place(of:)`.
    public func contains(_ value: UInt64) -> Bool { place(of: value) != nil }

    /// Where a value stands in `values`. Expected O(1) for evenly spread hashes, whose places can be told from their values; O(log n) otherwise.
    public func place(of value: UInt64) -> Int? {
        values.withUnsafeBufferPointer { values in
            var place = Int(value.multipliedFullWidth(by: UInt64(values.count)).high)
            guard place < values.count else { return nil }
            for _ in 0..<Self.stepLimit {
                if values[place] == value { return place }
                if values[place] < value {
                    guard place + 1 < values.count, values[place + 1] <= value else { return nil }
                    place += 1
                } else {
                    guard place > 0, values[place - 1] >= value else { return nil }
                    place -= 1
                }
            }
            return Self.search(values, value)
        }
    }

    private static let stepLimit = 32

    private static func search(_ values: UnsafeBufferPointer<UInt64>, _ value: UInt64) -> Int? {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low < values.count && values[low] == value ? low : nil
    }
}

/// How far two sets overlap, in counts; every measure of similarity follows from them exactly.
public struct Overlap: Hashable, Sendable {
    public let shared: Int
    public let left: Int
    public let right: Int

    public init(shared: Int, left: Int, right: Int) {
        self.shared = shared
        self.left = left
        self.right = right
    }

    public var jaccard: Double { left + right == 0 ? 0 : Double(shared) / Double(left + right - shared) }
    public var containmentLeft: Double { left == 0 ? 0 : Double(shared) / Double(left) }
    public var containmentRight: Double { right == 0 ? 0 : Double(shared) / Double(right) }
}

/// Values that two sorted sets share. O(n + m).
public func sortedIntersectionCount(_ left: UnsafeBufferPointer<UInt64>, _ right: UnsafeBufferPointer<UInt64>) -> Int {
    guard let a = left.baseAddress, let b = right.baseAddress else { return 0 }
    return sketch_intersection(a, left.count, b, right.count)
}

/// Sorts hashes in place, distinct ones first; returns how many are distinct. O(n) for evenly spread hashes.
public func sortUnique(_ values: inout [UInt64]) -> Int {
    values.withUnsafeMutableBufferPointer { sortUnique($0) }
}

/// As above, on memory that the caller owns.
public func sortUnique(_ values: UnsafeMutableBufferPointer<UInt64>) -> Int {
    guard let base = values.baseAddress else { return 0 }
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: values.count) { scratch in
        scratch.baseAddress.map { sketch_sort_unique(base, values.count, $0) } ?? 0
    }
}

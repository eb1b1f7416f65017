/// Sorts by integer keys in time that grows with the items alone.
public enum RadixSort {
    private static let digitBits: UInt64 = 11
    /// Fewer are sorted by comparing.
    private static let fewest = 256

    /// Rising. Least digit first; digits that all keys share cost one look. O(keys) for each 11 bits that differ.
    public static func sort(_ keys: inout [UInt64]) {
        guard keys.count >= fewest else { return keys.sort() }
        var (all, any) = (UInt64.max, UInt64(0))
        for key in keys {
            all &= key
            any |= key
        }
        let differing = all ^ any
        var spare = [UInt64](unsafeUninitializedCapacity: keys.count) { buffer, filled in
            buffer.initialize(repeating: 0)
            filled = keys.count
        }
        var starts = [Int](repeating: 0, count: 1 << Int(digitBits))
        let mask = UInt64(starts.count - 1)
        var shift: UInt64 = 0
        while shift < 64 {
            defer { shift += digitBits }
            guard differing >> shift & mask != 0 else { continue }
            pass(keys, into: &spare, shift: shift, mask: mask, starts: &starts)
            swap(&keys, &spare)
        }
    }

    private static func pass(_ keys: [UInt64], into sorted: inout [UInt64], shift: UInt64, mask: UInt64, starts: inout [Int]) {
        starts.withUnsafeMutableBufferPointer { starts in
            starts.update(repeating: 0)
            for key in keys { starts[Int(key >> shift & mask)] += 1 }
            var sum = 0
            for digit in starts.indices { (starts[digit], sum) = (sum, sum + starts[digit]) }
            sorted.withUnsafeMutableBufferPointer { sorted in
                for key in keys {
                    let digit = Int(key >> shift & mask)
                    sorted[starts[digit]] = key
                    starts[digit] += 1
                }
            }
        }
    }
}

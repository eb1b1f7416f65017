internal import CSketchKernels

/// MinHash signatures (Broder 1997): the share of slots in which two signatures agree estimates the Jaccard similarity of the
/// sets, with standard error √(J(1 − J) / permutationCount).
///
/// Each permutation hashes the whole 64-bit shingle: mix_i(x) = (high × factor_i) xor flip_i xor low, in 32 bits. The kernel
/// is dispatched at run time (AVX-512, AVX2, portable) and equal bit by bit to `referenceSignature`.
public struct MinHasher: Sendable {
    /// Slots of a signature.
    public let permutationCount: Int
    /// Multiples of 32, as the kernel wants them.
    private let factors: [UInt32]
    private let flips: [UInt32]

    /// The most permutations that a signature may have.
    public static let permutationLimit = 4096

    public init(permutationCount: Int = 128, seed: UInt64) {
        precondition((1...Self.permutationLimit).contains(permutationCount), "1 to \(Self.permutationLimit) permutations")
        self.permutationCount = permutationCount
        var stream = SeededKeys(seed: seed, purpose: 2)
        let padded = (permutationCount + 31) / 32 * 32
        factors = (0..<padded).map { _ in UInt32(truncatingIfNeeded: stream.next() >> 16) | 1 }
        flips = (0..<padded).map { _ in UInt32(truncatingIfNeeded: stream.next() >> 16) }
    }

    /// The signature of a set of shingles, repeats and order being of no account; all ones where it is empty. O(n × permutationCount).
    public func signature(of shingles: [UInt64]) -> [UInt32] {
        var out = [UInt32](repeating: 0, count: factors.count)
        shingles.withUnsafeBufferPointer { shingles in
            out.withUnsafeMutableBufferPointer { out in
                guard let target = out.baseAddress else { return }
                withUnsafePointer(to: UInt64(0)) { none in
                    sketch_minhash(shingles.baseAddress ?? none, shingles.count, factors, flips, factors.count, target)
                }
            }
        }
        out.removeLast(out.count - permutationCount)
        return out
    }

    /// Appends the signature of a set of shingles. O(n × permutationCount).
    public func appendSignature(of shingles: UnsafeBufferPointer<UInt64>, to out: inout [UInt32]) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: factors.count) { slots in
            guard let target = slots.baseAddress else { return }
            withUnsafePointer(to: UInt64(0)) { none in
                sketch_minhash(shingles.baseAddress ?? none, shingles.count, factors, flips, factors.count, target)
            }
            out.append(contentsOf: slots[..<permutationCount])
        }
    }

    /// The plain statement of `signature`.
    public func referenceSignature(of shingles: [UInt64]) -> [UInt32] {
        (0..<permutationCount).map { slot in
            shingles.map { UInt32($0 >> 32) &* factors[slot] ^ flips[slot] ^ UInt32(truncatingIfNeeded: $0) }.min() ?? .max
        }
    }

    /// In how many slots two signatures agree. O(slots).
    public static func agreement(_ left: UnsafePointer<UInt32>, _ right: UnsafePointer<UInt32>, count: Int) -> Int {
        sketch_agreement(left, right, count)
    }
}

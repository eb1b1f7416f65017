public import Contributions

/// The two hashes of an RFC 6962 tree (section 2.1). Their first bytes differ, so that no node can be passed off as a leaf.
public enum MerkleHash {
    static let leafPrefix: [UInt8] = [0]
    static let nodePrefix: [UInt8] = [1]

    /// SHA-256(0x00, leaf)
    public static func leaf(_ bytes: UnsafeRawBufferPointer) -> Digest { leafPrefix.withUnsafeBytes { Digest.sha256($0, bytes) } }

    /// SHA-256(0x00, leaf)
    public static func leaf(_ bytes: [UInt8]) -> Digest { bytes.withUnsafeBytes { leaf($0) } }

    /// SHA-256(0x01, left, right)
    public static func node(_ left: Digest, _ right: Digest) -> Digest {
        withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Digest.byteCount, alignment: 1) { buffer in
            buffer[0] = 1
            left.withBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[1..<33]).copyMemory(from: $0) }
            right.withBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[33..<65]).copyMemory(from: $0) }
            return Digest.sha256(UnsafeRawBufferPointer(buffer))
        }
    }

    /// The root of a tree without leaves: SHA-256 of nothing.
    public static let emptyRoot = Digest.sha256([UInt8]())
}

/// The peaks of a growing tree: the roots of its complete subtrees from the largest to the smallest. At most 64 digests, whatever its size.
public struct MerkleFrontier: Hashable, Sendable {
    /// Leaves so far.
    public private(set) var count = 0
    fileprivate var peaks: [Digest] = []

    public init() {}

    init(count: Int, peaks: [Digest]) {
        self.count = count
        self.peaks = peaks
    }

    /// Adds a leaf's hash. One node's hash in the long run, at most log2(n).
    public mutating func append(_ leaf: Digest) { append(leaf) { _, _ in } }

    /// Adds a leaf's hash; `completed` hears of each subtree that it completes, by height from 1 on.
    @inline(__always) mutating func append(_ leaf: Digest, completed: (_ height: Int, _ root: Digest) -> Void) {
        var node = leaf
        let heights = (count + 1).trailingZeroBitCount
        for height in 0..<heights {
            node = MerkleHash.node(peaks.removeLast(), node)
            completed(height + 1, node)
        }
        peaks.append(node)
        count += 1
    }

    /// The tree's root. O(log n).
    public var root: Digest {
        guard var root = peaks.last else { return MerkleHash.emptyRoot }
        for peak in peaks.dropLast().reversed() { root = MerkleHash.node(peak, root) }
        return root
    }
}

/// The hashes of a tree in tiles of 256, as C2SP tlog-tiles cuts it: level 0 holds leaf hashes, level k the roots of 256 tiles of level k - 1.
///
/// Full tiles go out as they fill, and never change; what stays here is the unfilled tile of each level.
public struct TileBuilder: Sendable {
    /// Hashes of a full tile.
    public static let width = 256
    /// Levels of the tree between two levels of tiles.
    static let height = 8

    public private(set) var frontier = MerkleFrontier()
    /// The unfilled tile of each level.
    public private(set) var partial: [[Digest]] = [[]]

    public init() {}

    /// The builder that has taken in `count` leaves and holds these unfilled tiles. O(tiles held).
    /// - Precondition: level k holds `(count >> 8k) % 256` hashes.
    public init(count: Int, partial: [[Digest]]) {
        var peaks: [Digest] = []
        for (level, hashes) in partial.enumerated().reversed() {
            precondition(hashes.count == (count >> (Self.height * level)) % Self.width, "an unfilled tile has the hashes that its tree leaves over")
            var part = MerkleFrontier()
            for hash in hashes { part.append(hash) }
            peaks += part.peaks
        }
        self.partial = partial.isEmpty ? [[]] : partial
        frontier = MerkleFrontier(count: count, peaks: peaks)
    }

    /// Hashes that the unfilled tile of a level holds in a tree of `count` leaves.
    public static func partialWidth(level: Int, count: Int) -> Int { (count >> (height * level)) % width }

    /// Levels of tiles that a tree of `count` leaves has, the unfilled ones included.
    public static func levelCount(_ count: Int) -> Int {
        var levels = 1
        while count >> (height * levels) > 0 { levels += 1 }
        return levels
    }

    /// The root over a full tile.
    public static func root(of tile: [Digest]) -> Digest {
        var part = MerkleFrontier()
        for hash in tile { part.append(hash) }
        return part.root
    }

    /// A full tile: the hashes `index * 256 ..< (index + 1) * 256` of its level.
    public struct Tile: Hashable, Sendable {
        public let level: Int
        public let index: Int
        public let hashes: [Digest]
    }

    /// Adds a leaf's hash; `filled` receives each tile that is full with it, lower levels first.
    public mutating func append(_ leaf: Digest, filled: (Tile) -> Void) {
        add(leaf, level: 0, filled: filled)
        var completed: [(Int, Digest)] = []
        frontier.append(leaf) { height, root in
            if height % Self.height == 0 { completed.append((height / Self.height, root)) }
        }
        for (level, root) in completed { add(root, level: level, filled: filled) }
    }

    private mutating func add(_ hash: Digest, level: Int, filled: (Tile) -> Void) {
        if level == partial.count { partial.append([]) }
        partial[level].append(hash)
        guard partial[level].count == Self.width else { return }
        let index = (frontierCount(level) - 1) / Self.width
        filled(Tile(level: level, index: index, hashes: partial[level]))
        partial[level].removeAll(keepingCapacity: true)
    }

    /// Hashes of a level so far, the one that is being added included.
    private func frontierCount(_ level: Int) -> Int { level == 0 ? frontier.count + 1 : frontier.count >> (Self.height * level) }
}

public import Contributions

/// A source of tiles: what proofs are made from.
public protocol MerkleTileSource {
    /// Leaves of the tree.
    var leafCount: Int { get }
    /// The hashes of a tile, 256 of them or what there is of an unfilled one.
    func tile(level: Int, index: Int) throws(LedgerError) -> [Digest]
}

/// Roots and proofs of an RFC 6962 tree at any size up to the present one, read from tiles.
///
/// A proof reads one tile for each eight levels: four of 8 KiB at 10^8 leaves, where it has at most 27 hashes, 864 bytes.
public struct MerkleTree<Source: MerkleTileSource> {
    let source: Source
    private var tiles: [TileName: [Digest]] = [:]

    private struct TileName: Hashable {
        let level: Int
        let index: Int
    }

    public init(_ source: Source) { self.source = source }

    /// MTH(D[size]), RFC 6962 section 2.1. O(log n) tiles.
    public mutating func root(atSize size: Int) throws(LedgerError) -> Digest {
        try requireSize(size)
        return size == 0 ? MerkleHash.emptyRoot : try root(0..<size)
    }

    /// PATH(index, D[size]), RFC 6962 section 2.1.1, from the leaf up.
    public mutating func inclusionProof(of index: Int, inSize size: Int) throws(LedgerError) -> [Digest] {
        try requireSize(size)
        guard index >= 0, index < size else {
            throw LedgerError(.outOfRange, cause: "a tree of \(size) entries has no entry \(index)", hint: "name a later checkpoint")
        }
        var range = 0..<size
        var proof: [Digest] = []
        while range.count > 1 {
            let middle = range.lowerBound + Self.split(range.count)
            if index < middle {
                proof.append(try root(middle..<range.upperBound))
                range = range.lowerBound..<middle
            } else {
                proof.append(try root(range.lowerBound..<middle))
                range = middle..<range.upperBound
            }
        }
        return proof.reversed()
    }

    /// PROOF(old, D[new]), RFC 6962 section 2.1.2. Empty where the sizes are equal or the old tree has no leaves.
    public mutating func consistencyProof(from old: Int, to new: Int) throws(LedgerError) -> [Digest] {
        try requireSize(new)
        guard old >= 0, old <= new else {
            throw LedgerError(
                .outOfRange, cause: "a tree of \(old) entries is no beginning of one of \(new)", hint: "name the older checkpoint first")
        }
        guard old > 0, old < new else { return [] }
        var range = 0..<new
        var proof: [Digest] = []
        // True while the old tree ends where a subtree of the new one does that the verifier already has.
        var whole = true
        while range.upperBound != old {
            let middle = range.lowerBound + Self.split(range.count)
            if old <= middle {
                proof.append(try root(middle..<range.upperBound))
                range = range.lowerBound..<middle
            } else {
                proof.append(try root(range.lowerBound..<middle))
                range = middle..<range.upperBound
                whole = false
            }
        }
        if !whole { proof.append(try root(range)) }
        return proof.reversed()
    }

    private func requireSize(_ size: Int) throws(LedgerError) {
        guard size >= 0, size <= source.leafCount else {
            throw LedgerError(.outOfRange, cause: "the ledger has \(source.leafCount) entries, not \(size)", hint: "it may be an older copy")
        }
    }

    /// The largest power of two below `count`.
    private static func split(_ count: Int) -> Int { 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }

    private mutating func root(_ range: Range<Int>) throws(LedgerError) -> Digest {
        guard range.count & (range.count - 1) == 0 else {
            let middle = range.lowerBound + Self.split(range.count)
            return MerkleHash.node(try root(range.lowerBound..<middle), try root(middle..<range.upperBound))
        }
        let height = range.count.trailingZeroBitCount
        let level = height / TileBuilder.height
        let width = 1 << (height % TileBuilder.height)
        let first = range.lowerBound >> (level * TileBuilder.height)
        let hashes = try tile(level, first / TileBuilder.width)
        let start = first % TileBuilder.width
        guard start + width <= hashes.count else {
            throw LedgerError(.corrupt, cause: "the tree lacks hashes of level \(level) from \(first) on", hint: "run `assay ledger rebuild`")
        }
        return Self.complete(hashes[start..<start + width])
    }

    /// The root over a power of two of hashes.
    private static func complete(_ hashes: ArraySlice<Digest>) -> Digest {
        var row = Array(hashes)
        while row.count > 1 {
            for index in 0..<row.count / 2 { row[index] = MerkleHash.node(row[2 * index], row[2 * index + 1]) }
            row.removeLast(row.count / 2)
        }
        return row[0]
    }

    private mutating func tile(_ level: Int, _ index: Int) throws(LedgerError) -> [Digest] {
        let name = TileName(level: level, index: index)
        if let known = tiles[name] { return known }
        let hashes = try source.tile(level: level, index: index)
        tiles[name] = hashes
        return hashes
    }
}

/// Verifying proofs: written from RFC 9162 (sections 2.1.3.2 and 2.1.4.2), not from the code that makes them.
public enum MerkleProof {
    /// Hashes that a proof may have.
    public static let maximumHashes = 128

    /// True where the proof leads from the leaf at `index` to the root of the tree of `size` leaves.
    public static func includes(leaf: Digest, index: Int, size: Int, proof: [Digest], root: Digest) -> Bool {
        guard index >= 0, index < size else { return false }
        var first = index
        var last = size - 1
        var node = leaf
        for hash in proof {
            guard last > 0 else { return false }
            if first & 1 == 1 || first == last {
                node = MerkleHash.node(hash, node)
                while first & 1 == 0, first != 0 {
                    first >>= 1
                    last >>= 1
                }
            } else {
                node = MerkleHash.node(node, hash)
            }
            first >>= 1
            last >>= 1
        }
        return last == 0 && node == root
    }

    /// True where the tree of `oldSize` leaves is the beginning of the tree of `newSize`.
    public static func isConsistent(oldSize: Int, oldRoot: Digest, newSize: Int, newRoot: Digest, proof: [Digest]) -> Bool {
        guard oldSize >= 0, oldSize <= newSize else { return false }
        if oldSize == newSize { return proof.isEmpty && oldRoot == newRoot }
        if oldSize == 0 { return proof.isEmpty && oldRoot == MerkleHash.emptyRoot }
        var path = proof[...]
        if oldSize & (oldSize - 1) == 0 { path = [oldRoot] + path }
        guard let start = path.popFirst() else { return false }
        var first = oldSize - 1
        var last = newSize - 1
        while first & 1 == 1 {
            first >>= 1
            last >>= 1
        }
        var oldNode = start
        var newNode = start
        for hash in path {
            guard last > 0 else { return false }
            if first & 1 == 1 || first == last {
                oldNode = MerkleHash.node(hash, oldNode)
                newNode = MerkleHash.node(hash, newNode)
                while first & 1 == 0, first != 0 {
                    first >>= 1
                    last >>= 1
                }
            } else {
                newNode = MerkleHash.node(newNode, hash)
            }
            first >>= 1
            last >>= 1
        }
        return last == 0 && oldNode == oldRoot && newNode == newRoot
    }
}

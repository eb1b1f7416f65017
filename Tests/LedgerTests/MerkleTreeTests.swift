import Contributions
import Testing

@testable import Ledger

/// Tiles kept in memory.
private struct LooseTiles: MerkleTileSource {
    var leafCount: Int { builder.frontier.count }
    var builder = TileBuilder()
    var full: [String: [Digest]] = [:]

    mutating func append(_ leaf: Digest) {
        var filled: [TileBuilder.Tile] = []
        builder.append(leaf) { filled.append($0) }
        for tile in filled { full["\(tile.level)/\(tile.index)"] = tile.hashes }
    }

    func tile(level: Int, index: Int) -> [Digest] { full["\(level)/\(index)"] ?? (level < builder.partial.count ? builder.partial[level] : []) }
}

/// A tree of any size whose leaves are all the same, so that each level has one hash.
private struct UniformTiles: MerkleTileSource {
    let leafCount: Int
    let hashes: [Digest]

    init(leafCount: Int, leaf: Digest) {
        self.leafCount = leafCount
        var hashes = [leaf]
        for _ in 0..<5 { hashes.append(TileBuilder.root(of: Array(repeating: hashes[hashes.count - 1], count: TileBuilder.width))) }
        self.hashes = hashes
    }

    func tile(level: Int, index: Int) -> [Digest] {
        let count = min(TileBuilder.width, leafCount >> (8 * level) - index * TileBuilder.width)
        return Array(repeating: hashes[level], count: max(0, count))
    }
}

@Suite("The Merkle tree")
struct MerkleTreeTests {
    static func leaves(_ count: Int) -> [Digest] { (0..<count).map { MerkleHash.leaf(Array("leaf \($0)".utf8)) } }

    /// MTH by its definition, nothing kept.
    static func root(_ leaves: ArraySlice<Digest>) -> Digest {
        guard leaves.count > 1 else { return leaves.first ?? MerkleHash.emptyRoot }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        return MerkleHash.node(root(leaves.prefix(split)), root(leaves.dropFirst(split)))
    }

    @Test("the roots are those of the Certificate Transparency test vectors")
    func vectors() throws {
        let leaves: [[UInt8]] = [
            [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57), Array(0x60...0x6F),
        ]
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ]
        var tiles = LooseTiles()
        for (leaf, expected) in zip(leaves, roots) {
            tiles.append(MerkleHash.leaf(leaf))
            #expect(tiles.builder.frontier.root.hex == expected)
        }
        var tree = MerkleTree(tiles)
        for size in 1...8 { #expect(try tree.root(atSize: size).hex == roots[size - 1]) }
        #expect(try tree.root(atSize: 0).hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test("a proof at a hundred million leaves has at most 27 hashes, 864 bytes, and verifies")
    func hundredMillion() throws {
        let leaf = MerkleHash.leaf(Array("leaf".utf8))
        let tiles = UniformTiles(leafCount: 100_000_000, leaf: leaf)
        var tree = MerkleTree(tiles)
        let root = try tree.root(atSize: tiles.leafCount)
        for index in [0, 1, 255, 256, 65_535, 33_554_432, 67_108_863, 67_108_864, 99_999_744, 99_999_999] {
            let proof = try tree.inclusionProof(of: index, inSize: tiles.leafCount)
            #expect(proof.count <= 27 && proof.count * Digest.byteCount <= 864)
            #expect(MerkleProof.includes(leaf: leaf, index: index, size: tiles.leafCount, proof: proof, root: root), "index \(index)")
        }
        let old = 77_777_777
        let proof = try tree.consistencyProof(from: old, to: tiles.leafCount)
        #expect(proof.count * Digest.byteCount < 1024)
        #expect(
            MerkleProof.isConsistent(oldSize: old, oldRoot: try tree.root(atSize: old), newSize: tiles.leafCount, newRoot: root, proof: proof))
    }

    @Test("every inclusion and consistency proof up to 300 leaves verifies, and has the length that its size demands")
    func exhaustive() throws {
        let leaves = Self.leaves(300)
        var tiles = LooseTiles()
        for leaf in leaves { tiles.append(leaf) }
        var tree = MerkleTree(tiles)
        let roots = (0...300).map { Self.root(leaves[..<$0]) }
        for size in 0...300 {
            #expect(try tree.root(atSize: size) == roots[size])
            for index in 0..<size {
                let proof = try tree.inclusionProof(of: index, inSize: size)
                #expect(MerkleProof.includes(leaf: leaves[index], index: index, size: size, proof: proof, root: roots[size]))
            }
            for old in 0...size {
                let proof = try tree.consistencyProof(from: old, to: size)
                #expect(
                    MerkleProof.isConsistent(oldSize: old, oldRoot: roots[old], newSize: size, newRoot: roots[size], proof: proof),
                    "\(old) to \(size)")
            }
        }
    }

    @Test("consistency holds between random sizes up to 70,000 leaves, over several levels of tiles, and not with a root of another size")
    func randomSizes() throws {
        let leaves = Self.leaves(70_000)
        var tiles = LooseTiles()
        for leaf in leaves { tiles.append(leaf) }
        var tree = MerkleTree(tiles)
        var state: UInt64 = 20_260_301
        func draw(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for round in 0..<60 {
            let new = 2 + draw(69_999)
            let old = 1 + draw(new - 1)
            let (oldRoot, newRoot) = (try tree.root(atSize: old), try tree.root(atSize: new))
            let proof = try tree.consistencyProof(from: old, to: new)
            func holds(_ oldRoot: Digest) -> Bool {
                MerkleProof.isConsistent(oldSize: old, oldRoot: oldRoot, newSize: new, newRoot: newRoot, proof: proof)
            }
            #expect(holds(oldRoot), "seed 20260301, round \(round): \(old) to \(new)")
            #expect(try !holds(tree.root(atSize: old - 1)), "seed 20260301, round \(round): \(old) to \(new)")
            if round < 3 { #expect(oldRoot == Self.root(leaves[..<old])) }
        }
    }

    @Test("one changed hash, bit, index or size spoils a proof")
    func changed() throws {
        let leaves = Self.leaves(70)
        var tiles = LooseTiles()
        for leaf in leaves { tiles.append(leaf) }
        var tree = MerkleTree(tiles)
        let root = try tree.root(atSize: 70)
        for index in [0, 1, 31, 63, 64, 69] {
            let proof = try tree.inclusionProof(of: index, inSize: 70)
            func holds(_ leaf: Digest, _ index: Int, _ size: Int, _ proof: [Digest], _ root: Digest) -> Bool {
                MerkleProof.includes(leaf: leaf, index: index, size: size, proof: proof, root: root)
            }
            #expect(holds(leaves[index], index, 70, proof, root))
            for place in proof.indices {
                for bit in 0..<256 {
                    var other = proof
                    var bytes = other[place].bytes
                    bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                    other[place] = try #require(Digest(bytes: bytes))
                    #expect(!holds(leaves[index], index, 70, other, root))
                }
            }
            for other in 0..<70 where other != index { #expect(!holds(leaves[index], other, 70, proof, root)) }
            #expect(!holds(leaves[index], index, 70, proof + [root], root) && !holds(leaves[index], index, 70, proof.dropLast(), root))
            #expect(!holds(leaves[index], index, 35, proof, root) && !holds(leaves[index], -1, 70, proof, root) && !holds(root, index, 0, [], root))
        }
        for old in [1, 32, 33, 64, 69] {
            let oldRoot = try tree.root(atSize: old)
            let proof = try tree.consistencyProof(from: old, to: 70)
            func holds(_ oldRoot: Digest, _ proof: [Digest], _ newRoot: Digest) -> Bool {
                MerkleProof.isConsistent(oldSize: old, oldRoot: oldRoot, newSize: 70, newRoot: newRoot, proof: proof)
            }
            #expect(holds(oldRoot, proof, root) && !holds(root, proof, root) && !holds(oldRoot, proof, oldRoot))
            #expect(!holds(oldRoot, proof + [root], root) && !holds(oldRoot, proof.dropLast(), root))
            for place in proof.indices {
                var other = proof
                other[place] = .zero
                #expect(!holds(oldRoot, other, root))
            }
        }
        for wrong in [-1, 71] {
            #expect(throws: LedgerError.self) { try tree.root(atSize: wrong) }
            #expect(throws: LedgerError.self) { try tree.inclusionProof(of: wrong, inSize: 70) }
            #expect(throws: LedgerError.self) { try tree.consistencyProof(from: wrong, to: 70) }
        }
    }

    @Test("tiles of three levels give the roots of the definition, and a builder made from what is unfilled goes on the same")
    func levels() throws {
        let count = 66_000
        let leaves = Self.leaves(count)
        var tiles = LooseTiles()
        for leaf in leaves { tiles.append(leaf) }
        #expect(tiles.builder.partial.map(\.count) == (0..<3).map { TileBuilder.partialWidth(level: $0, count: count) })
        var tree = MerkleTree(tiles)
        for size in [255, 256, 257, 65_535, 65_536, 65_537, 65_792, count] { #expect(try tree.root(atSize: size) == Self.root(leaves[..<size])) }
        #expect(tiles.builder.frontier.root == Self.root(leaves[...]))
        let resumed = TileBuilder(count: count, partial: tiles.builder.partial)
        #expect(resumed.frontier == tiles.builder.frontier)
        let root = Self.root(leaves[...])
        for index in [0, 255, 256, 65_535, 65_536, count - 1] {
            let proof = try tree.inclusionProof(of: index, inSize: count)
            #expect(proof.count <= 17 && MerkleProof.includes(leaf: leaves[index], index: index, size: count, proof: proof, root: root))
        }
    }
}

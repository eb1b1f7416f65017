public import Contributions

/// What verified entries say about the state that a store derives from them: enough to compare it without reading the entries again.
public struct LedgerFacts: Sendable {
    /// `EventKey.hash` for each entry that is an event, zero for every other.
    public private(set) var keyHashes: [UInt64] = []
    /// SHA-256 over the hashes of each full tile, in the order in which they filled.
    public private(set) var tiles: [(level: Int, index: Int, digest: Digest)] = []

    mutating func add(keyHash: UInt64) { keyHashes.append(keyHash) }

    mutating func add(_ tile: TileBuilder.Tile) {
        tiles.append((tile.level, tile.index, tile.hashes.withUnsafeBytes { Digest.sha256($0) }))
    }
}

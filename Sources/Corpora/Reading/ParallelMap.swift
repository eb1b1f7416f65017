internal import Dispatch

/// Maps a list on several threads; the outcome stands in the order of the list whatever the thread count.
enum ParallelMap {
    /// Items below which threads cost more than they bring.
    static let minimumItemsPerThread = 64

    /// O(n) calls of `transform`, in `threadCount` consecutive pieces.
    static func map<Item: Sendable, Result: Sendable>(
        _ items: [Item], threadCount: Int, _ transform: @Sendable (Item) -> Result
    ) -> [Result] {
        Array(pieces(items, threadCount: threadCount) { $0.map(transform) }.joined())
    }

    /// One call of `transform` for each of at most `threadCount` consecutive pieces.
    static func pieces<Item: Sendable, Result: Sendable>(
        _ items: [Item], threadCount: Int, _ transform: @Sendable (ArraySlice<Item>) -> Result
    ) -> [Result] {
        let pieceCount = min(threadCount, items.count / minimumItemsPerThread)
        guard pieceCount > 1 else { return [transform(items[...])] }
        var pieces = [Result?](repeating: nil, count: pieceCount)
        pieces.withUnsafeMutableBufferPointer { buffer in
            // SAFETY: each iteration writes its own element only, and all have ended when concurrentPerform returns.
            nonisolated(unsafe) let slots = buffer
            DispatchQueue.concurrentPerform(iterations: pieceCount) { piece in
                let range = items.count * piece / pieceCount..<items.count * (piece + 1) / pieceCount
                slots[piece] = transform(items[range])
            }
        }
        return pieces.compactMap { $0 }
    }
}

internal import Dispatch
internal import Synchronization

/// Makes the values of a list on several threads; the list is that of one thread, whatever their number.
public enum ParallelMap {
    /// The values of `body` for 0..<count, in order; O(count) calls.
    ///
    /// Each thread takes the next indices once it is done with those before, so that uneven work spreads evenly.
    /// - Parameters:
    ///   - itemsPerTask: consecutive indices that a thread takes at a time, at least 1; no more indices than that stay on the caller's thread.
    ///   - threadCount: at most so many threads, and never more than the machine has processors.
    @inlinable
    public static func map<Value: Sendable>(
        _ count: Int, itemsPerTask: Int = 1, threadCount: Int = .max, _ body: @Sendable (Int) -> Value
    ) -> [Value] {
        guard threadCount > 1, count > itemsPerTask else { return (0..<count).map(body) }
        return [Value](unsafeUninitializedCapacity: count) { values, filledCount in
            // SAFETY: each index is in one task only, and all tasks have ended when forEachTask returns.
            nonisolated(unsafe) let slots = values
            forEachTask((count - 1) / itemsPerTask + 1, threadCount: threadCount) { task in
                let start = task * itemsPerTask
                for index in start..<start + min(itemsPerTask, count - start) { slots.initializeElement(at: index, to: body(index)) }
            }
            filledCount = count
        }
    }

    /// The values of `body` for consecutive pieces of 0..<count, in order: one piece for each thread, but none of fewer than `minimumItems`
    /// unless it is the only one. One call for each piece.
    @inlinable
    public static func pieces<Value: Sendable>(
        _ count: Int, minimumItems: Int, threadCount: Int, _ body: @Sendable (Range<Int>) -> Value
    ) -> [Value] {
        let pieceCount = max(1, min(threadCount, count / minimumItems))
        return map(pieceCount, threadCount: threadCount) { body(count * $0 / pieceCount..<count * ($0 + 1) / pieceCount) }
    }

    /// Calls `body` once for each of 0..<count, on at most `threadCount` threads; the caller is one of them.
    @usableFromInline
    static func forEachTask(_ count: Int, threadCount: Int, _ body: @Sendable (Int) -> Void) {
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(threadCount, count)) { _ in
            while true {
                let task = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard task < count else { return }
                body(task)
            }
        }
    }
}

internal import Dispatch
internal import Synchronization

/// The values of `body` for 0..<count, computed on up to `threads` threads; their order, and so every result, is that of one thread.
func parallelMap<Value: Sendable>(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Value) -> [Value] {
    guard threads > 1, count > 1 else { return (0..<count).map(body) }
    return [Value](unsafeUninitializedCapacity: count) { slots, filled in
        // SAFETY: each index is taken by exactly one worker, and all workers are done before the array is read.
        nonisolated(unsafe) let base = slots
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                base.initializeElement(at: index, to: body(index))
            }
        }
        filled = count
    }
}

internal import Dispatch

/// Reads many entries side by side.
enum ParallelRead {
    /// Items that one task takes at a time.
    private static let itemsPerTask = 256

    /// The values for 0..<count in order, made by all processors. O(count / processors) where `make` is even.
    static func map<Value: Sendable>(_ count: Int, _ make: @Sendable (Int) -> Value) -> [Value] {
        guard count > itemsPerTask else { return (0..<count).map(make) }
        let tasks = (count + itemsPerTask - 1) / itemsPerTask
        return [[Value]](unsafeUninitializedCapacity: tasks) { parts, initialized in
            // SAFETY: each task initialises its own element only, and all have ended when concurrentPerform returns.
            nonisolated(unsafe) let base = parts.baseAddress
            DispatchQueue.concurrentPerform(iterations: tasks) { task in
                let made = (task * itemsPerTask..<min(count, (task + 1) * itemsPerTask)).map(make)
                base?.advanced(by: task).initialize(to: made)
            }
            initialized = tasks
        }.flatMap { $0 }
    }
}

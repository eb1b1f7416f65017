import Dispatch

/// Two computations at once.
enum TwoAtOnce {
    /// Both values; on two threads where the machine has two processors.
    static func run<One: Sendable, Other: Sendable>(_ one: @Sendable () -> One, _ other: @Sendable () -> Other) -> (One, Other) {
        var first: One?
        var second: Other?
        withUnsafeMutablePointer(to: &first) { firstSlot in
            withUnsafeMutablePointer(to: &second) { secondSlot in
                // SAFETY: each iteration writes its own slot only, and both have ended when concurrentPerform returns.
                nonisolated(unsafe) let slots = (firstSlot, secondSlot)
                DispatchQueue.concurrentPerform(iterations: 2) { turn in
                    if turn == 0 { slots.0.pointee = one() } else { slots.1.pointee = other() }
                }
            }
        }
        return (first ?? one(), second ?? other())
    }
}

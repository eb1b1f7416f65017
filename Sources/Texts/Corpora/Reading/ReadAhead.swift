internal import Dispatch
internal import Synchronization

/// Works on the pieces of an input on several threads, some pieces ahead of whoever takes the outcomes, in the order of the input.
///
/// A worker claims the next piece under a lock, so that the input is read by one of them at a time, and then works on it beside the
/// others. At most `depth` outcomes wait to be taken; then the workers wait too.
final class ReadAhead<Outcome: Sendable>: Sendable {
    typealias Work = @Sendable () -> Outcome
    /// Reads the next piece and says how to work on it; nil at the end. What it puts comes out before that piece.
    typealias Claim = (_ put: @escaping (Outcome) -> Void) -> Work?

    /// What the taker finds.
    enum Arrival {
        case outcome(Outcome)
        /// The time is up and the next piece has not been read yet.
        case nothingYet
        case end
    }

    /// Where the outcome of one piece will stand.
    private final class Place: Sendable {
        let outcome = Mutex<Outcome?>(nil)
        let isFilled = DispatchSemaphore(value: 0)

        func fill(_ value: Outcome?) {
            outcome.withLock { $0 = value }
            isFilled.signal()
        }
    }

    private struct Queue {
        var places: [Place] = []
        var isCancelled = false
    }

    private let queue = Mutex(Queue())
    /// False once the input has ended.
    private let input = Mutex(true)
    private let arrivals = DispatchSemaphore(value: 0)
    private let room = DispatchSemaphore(value: 0)
    private let workerCount: Int
    // SAFETY: it is called under the lock `input` only, and whoever made it has given the input away.
    private nonisolated(unsafe) let nextPiece: Claim

    /// Starts the workers.
    init(workerCount: Int, depth: Int, claim: @escaping Claim) {
        self.workerCount = workerCount
        nextPiece = claim
        for _ in 0..<depth { room.signal() }
        for worker in 0..<workerCount {
            // A queue of its own, because a worker may wait for its input for as long as that takes.
            DispatchQueue(label: "assay.read-ahead.\(worker)").async { self.work() }
        }
    }

    /// Ends the workers; what they have in hand is dropped.
    func cancel() {
        queue.withLock { $0.isCancelled = true }
        for _ in 0..<workerCount { room.signal() }
    }

    /// The next outcome in the order of the input. From one thread only.
    func take(waitingAtMost milliseconds: Int? = nil) -> Arrival {
        let limit = milliseconds.map { DispatchTime.now() + .milliseconds($0) } ?? .distantFuture
        guard arrivals.wait(timeout: limit) == .success, let place = queue.withLock({ $0.places.first }) else { return .nothingYet }
        place.isFilled.wait()
        guard let outcome = place.outcome.withLock({ $0 }) else {
            // The end stays where it is, for the next call.
            place.isFilled.signal()
            arrivals.signal()
            return .end
        }
        queue.withLock { _ = $0.places.removeFirst() }
        room.signal()
        return .outcome(outcome)
    }

    private func work() {
        while let (place, work) = claim() { place.fill(work()) }
    }

    private func claim() -> (Place, Work)? {
        input.withLock { isOpen in
            guard isOpen, !isCancelled else { return nil }
            guard let work = nextPiece({ [unowned self] in enqueue().fill($0) }) else {
                isOpen = false
                enqueue().fill(nil)
                return nil
            }
            return (enqueue(), work)
        }
    }

    private var isCancelled: Bool { queue.withLock { $0.isCancelled } }

    private func enqueue() -> Place {
        // After a cancellation nobody makes room any more.
        if !isCancelled { room.wait() }
        let place = Place()
        queue.withLock { $0.places.append(place) }
        arrivals.signal()
        return place
    }
}

import Parallelism
import Synchronization
import Testing

@Suite("Parallel map")
struct ParallelMapTests {
    private static let threadCounts = [-1, 0, 1, 2, 3, 16, Int.max]

    @Test("gives the values in the order of the indices, whatever the threads and tasks", arguments: threadCounts, [1, 3, 64, 256, Int.max])
    func order(threadCount: Int, itemsPerTask: Int) {
        for count in [0, 1, 2, 3, 64, 65, 255, 256, 257, 1000] {
            let values = ParallelMap.map(count, itemsPerTask: itemsPerTask, threadCount: threadCount) { "\($0)" }
            #expect(values == (0..<count).map(String.init), "\(count) items")
        }
    }

    @Test("calls once for each index, and has them all done when it returns", arguments: threadCounts)
    func once(threadCount: Int) {
        let calls = Mutex([Int](repeating: 0, count: 500))
        let values = ParallelMap.map(500, itemsPerTask: 7, threadCount: threadCount) { index in
            calls.withLock { $0[index] += 1 }
            return index
        }
        #expect(values == Array(0..<500))
        #expect(calls.withLock { $0 } == [Int](repeating: 1, count: 500))
    }

    @Test("gives the same where some values take long", arguments: threadCounts)
    func unevenWork(threadCount: Int) {
        @Sendable func sum(_ index: Int) -> Int { (0..<(index % 50 == 0 ? 20_000 : 10)).reduce(index) { $0 &* 31 &+ $1 } }
        #expect(ParallelMap.map(200, threadCount: threadCount, sum) == (0..<200).map(sum))
    }

    @Test("keeps each outcome with its index where some fail", arguments: threadCounts)
    func failures(threadCount: Int) {
        struct Odd: Error, Equatable { let index: Int }
        let outcomes = ParallelMap.map(300, itemsPerTask: 16, threadCount: threadCount) { index -> Result<Int, Odd> in
            index % 2 == 0 ? .success(index) : .failure(Odd(index: index))
        }
        #expect(outcomes == (0..<300).map { $0 % 2 == 0 ? .success($0) : .failure(Odd(index: $0)) })
    }

    @Test("runs inside itself")
    func nested() {
        let table = ParallelMap.map(20) { row in ParallelMap.map(30) { row * $0 } }
        #expect(table == (0..<20).map { row in (0..<30).map { row * $0 } })
    }

    @Test("releases every value once")
    func ownership() {
        final class Counted: Sendable {
            let live: Box
            init(_ live: Box) {
                self.live = live
                live.count.withLock { $0 += 1 }
            }
            deinit { live.count.withLock { $0 -= 1 } }
        }
        final class Box: Sendable { let count = Mutex(0) }
        let live = Box()
        var values = ParallelMap.map(1000, itemsPerTask: 10) { _ in Counted(live) }
        #expect(live.count.withLock { $0 } == 1000 && values.count == 1000)
        values = []
        #expect(live.count.withLock { $0 } == 0)
    }

    @Test("cuts into consecutive pieces that cover all items, none too small unless it is the only one", arguments: threadCounts, [1, 7, 64])
    func pieces(threadCount: Int, minimumItems: Int) {
        for count in [0, 1, 6, 7, 63, 64, 127, 128, 129, 1000] {
            let pieces = ParallelMap.pieces(count, minimumItems: minimumItems, threadCount: threadCount) { $0 }
            #expect(pieces.flatMap(Array.init) == Array(0..<count))
            #expect(pieces.count == 1 || pieces.allSatisfy { $0.count >= minimumItems })
            #expect(!pieces.isEmpty && pieces.count <= max(1, threadCount))
            #expect(pieces.count == max(1, min(threadCount, count / minimumItems)), "\(count) items")
        }
    }
}

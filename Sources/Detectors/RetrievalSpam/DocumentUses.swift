internal import Parallelism

/// By document, with which queries and by whom it was retrieved, and how often.
struct DocumentUses: Sendable {
    struct QueryCount: Hashable, Sendable {
        let query: Int32
        let count: Int32
    }

    struct ConsumerCount: Hashable, Sendable {
        let consumer: Int32
        let count: Int32
        /// Different queries that the consumer used.
        let variety: Int32
    }

    private let pieces: [Piece]
    private let documentsPerPiece: Int

    /// The documents of one piece, each one's queries and consumers sorted.
    fileprivate struct Piece: Sendable {
        var queries: [QueryCount] = []
        var queryEnds: [Int] = []
        var consumers: [ConsumerCount] = []
        var consumerEnds: [Int] = []
    }

    static let pieceCount = 32

    /// Uses without a query are left out, and so are consumers that nobody knows. O(results · log results of one document).
    init(_ log: RetrievalLog) {
        let count = log.documents.count
        var offsets = [Int](repeating: 0, count: count + 1)
        for event in log.events where event.query >= 0 { for slot in event.results { offsets[Int(log.results[slot]) + 1] += 1 } }
        for document in 0..<count { offsets[document + 1] += offsets[document] }
        var cursor = offsets
        // Consumer and query of each use; one who is not known comes last.
        var keys = [UInt64](repeating: 0, count: offsets[count])
        for event in log.events where event.query >= 0 {
            let key = UInt64(UInt32(bitPattern: event.consumer)) << 32 | UInt64(UInt32(bitPattern: event.query))
            for slot in event.results {
                keys[cursor[Int(log.results[slot])]] = key
                cursor[Int(log.results[slot])] += 1
            }
        }
        let (grouped, starts) = (keys, offsets)
        let width = max(1, (count + Self.pieceCount - 1) / Self.pieceCount)
        documentsPerPiece = width
        pieces = ParallelMap.map((count + width - 1) / width) { piece in
            var counted = Piece()
            for document in piece * width..<min(count, (piece + 1) * width) {
                counted.count(grouped[starts[document]..<starts[document + 1]])
            }
            return counted
        }
    }

    /// Sorted by query.
    func queries(_ document: Int) -> ArraySlice<QueryCount> {
        let (piece, place) = (pieces[document / documentsPerPiece], document % documentsPerPiece)
        return piece.queries[(place == 0 ? 0 : piece.queryEnds[place - 1])..<piece.queryEnds[place]]
    }

    /// Sorted by consumer.
    func consumers(_ document: Int) -> ArraySlice<ConsumerCount> {
        let (piece, place) = (pieces[document / documentsPerPiece], document % documentsPerPiece)
        return piece.consumers[(place == 0 ? 0 : piece.consumerEnds[place - 1])..<piece.consumerEnds[place]]
    }

    /// Nil where the consumer never got the document; O(log consumers of the document).
    func consumer(_ consumer: Int32, of document: Int) -> ConsumerCount? {
        let list = consumers(document)
        var (low, high) = (list.startIndex, list.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if list[middle].consumer < consumer { low = middle + 1 } else { high = middle }
        }
        return low < list.endIndex && list[low].consumer == consumer ? list[low] : nil
    }
}

extension DocumentUses.Piece {
    mutating func count(_ uses: ArraySlice<UInt64>) {
        let byConsumer = uses.sorted()
        var start = 0
        while start < byConsumer.count {
            let consumer = Int32(bitPattern: UInt32(byConsumer[start] >> 32))
            var (end, variety) = (start + 1, Int32(1))
            while end < byConsumer.count, byConsumer[end] >> 32 == byConsumer[start] >> 32 {
                if byConsumer[end] != byConsumer[end - 1] { variety += 1 }
                end += 1
            }
            if consumer >= 0 { consumers.append(.init(consumer: consumer, count: Int32(end - start), variety: variety)) }
            start = end
        }
        consumerEnds.append(consumers.count)
        let byQuery = byConsumer.map { UInt32(truncatingIfNeeded: $0) }.sorted()
        start = 0
        while start < byQuery.count {
            var end = start + 1
            while end < byQuery.count, byQuery[end] == byQuery[start] { end += 1 }
            queries.append(.init(query: Int32(bitPattern: byQuery[start]), count: Int32(end - start)))
            start = end
        }
        queryEnds.append(queries.count)
    }
}

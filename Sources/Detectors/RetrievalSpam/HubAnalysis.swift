internal import Glibc

/// How many different queries bring up a document, against the other documents, and from how many different consumers they come.
///
/// Adversarial hubs answer everything (HubScan: N_k with a robust z-score), but honest reference works do too; what tells them apart is who
/// asks. So the value is the product of both, and by itself it never suffices for a flag.
struct HubAnalysis: Sendable {
    struct Result: Sendable {
        /// 0 to 1: excess of N_k times the narrowness of its origin.
        var strength = 0.0
        /// Distinct queries for which the document was retrieved.
        var queryCount = 0
        /// `exp` of the entropy of its consumers; 0 where no consumer is known, or the queries are no more than usual.
        var effectiveConsumers = 0.0
        var hits = 0
    }

    let results: [Result]
    /// Median of N_k over retrieved documents.
    let medianQueries: Double

    init(documentCount: Int, uses: DocumentUses) {
        var results = [Result](repeating: Result(), count: documentCount)
        for document in 0..<documentCount {
            let queries = uses.queries(document)
            results[document].queryCount = queries.count
            results[document].hits = queries.reduce(0) { $0 + Int($1.count) }
        }
        let logs = results.filter { $0.queryCount > 0 }.map { log(1 + Double($0.queryCount)) }
        let middle = Self.median(logs)
        let spread = max(0.3, 1.4826 * Self.median(logs.map { abs($0 - middle) }))
        medianQueries = exp(middle) - 1
        for index in results.indices where results[index].queryCount > 0 {
            let z = (log(1 + Double(results[index].queryCount)) - middle) / spread
            // Who asks matters only where more was asked than is usual.
            guard z > 2 else { continue }
            let excess = 1 - exp(-(z - 2) / 3)
            let consumers = Self.effective(uses.consumers(index))
            results[index].effectiveConsumers = consumers
            // With a tenth as many effective consumers as hits, or ten of them, the origin is broad.
            let breadth = consumers == 0 ? 0.7 : min(1, consumers / max(2, min(10, Double(results[index].hits) / 10)))
            results[index].strength = excess * (1 - breadth)
        }
        self.results = results
    }

    /// `exp` of the entropy; 0 for nobody.
    private static func effective(_ consumers: ArraySlice<DocumentUses.ConsumerCount>) -> Double {
        guard !consumers.isEmpty else { return 0 }
        let total = Double(consumers.reduce(0) { $0 + Int($1.count) })
        return exp(consumers.reduce(0.0) { $0 - Double($1.count) / total * log(Double($1.count) / total) })
    }

    private static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}

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
        /// `exp` of the entropy of its consumers; 0 where no consumer is known.
        var effectiveConsumers = 0.0
        var hits = 0
    }

    let results: [Result]
    /// Median of N_k over retrieved documents.
    let medianQueries: Double

    init(documentCount: Int, queryPairs: RetrievalPairs, consumerPairs: RetrievalPairs) {
        var results = [Result](repeating: Result(), count: documentCount)
        queryPairs.forEachFirst { document, pairs in
            results[Int(document)].queryCount = pairs.count
            results[Int(document)].hits = pairs.reduce(0) { $0 + $1.count }
        }
        consumerPairs.forEachFirst { document, pairs in
            let total = Double(pairs.reduce(0) { $0 + $1.count })
            let entropy = pairs.reduce(0.0) { $0 - Double($1.count) / total * log(Double($1.count) / total) }
            results[Int(document)].effectiveConsumers = exp(entropy)
        }
        let logs = results.filter { $0.queryCount > 0 }.map { log(1 + Double($0.queryCount)) }
        let middle = Self.median(logs)
        let spread = max(0.3, 1.4826 * Self.median(logs.map { abs($0 - middle) }))
        medianQueries = exp(middle) - 1
        for index in results.indices where results[index].queryCount > 0 {
            let z = (log(1 + Double(results[index].queryCount)) - middle) / spread
            let excess = 1 - exp(-max(0, z - 2) / 3)
            let consumers = results[index].effectiveConsumers
            // With a tenth as many effective consumers as hits, or ten of them, the origin is broad.
            let breadth = consumers == 0 ? 0.7 : min(1, consumers / max(2, min(10, Double(results[index].hits) / 10)))
            results[index].strength = excess * (1 - breadth)
        }
        self.results = results
    }

    private static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}

public import CanonicalJSON
public import Contributions
internal import Detection
internal import Corpora
internal import SearchIndex
public import Ledger

/// Retrieval spam in a collection of documents with the queries that were put to it: the batch form of the detector, for plain files.
public enum RetrievalSpamScreen {
    /// A document of the collection.
    public struct Document: Hashable, Sendable {
        public let id: String
        public let text: String
        public let owner: String?

        public init(id: String, text: String, owner: String? = nil) {
            self.id = id
            self.text = text
            self.owner = owner
        }
    }

    /// A query that was put to the collection.
    public struct Query: Hashable, Sendable {
        public let id: String
        public let text: String
        public let consumer: String?

        public init(id: String, text: String, consumer: String? = nil) {
            self.id = id
            self.text = text
            self.consumer = consumer
        }
    }

    /// What a query brought back, best first.
    public struct Retrieval: Hashable, Sendable {
        public let query: String
        public let results: [String]

        public init(query: String, results: [String]) {
            self.query = query
            self.results = results
        }
    }

    /// What a participant connects with.
    public struct Link: Hashable, Sendable {
        public let participant: String
        public let identifiers: Identifiers

        public init(participant: String, identifiers: Identifiers) {
            self.participant = participant
            self.identifiers = identifiers
        }
    }

    /// What is to be done with a document.
    public enum Decision: String, Hashable, Sendable, CaseIterable {
        case flag, clear
        /// Too little text, and no retrieval, to say anything.
        case abstain
    }

    /// One measurement that speaks against a document.
    public struct Reason: Hashable, Sendable {
        /// e.g. `retrieval_spam.query_echo`.
        public let signal: String
        public let value: Double
        /// What an ordinary document shows, in the unit of the evidence; 0 where nothing is ordinary.
        public let expected: Double
        public let evidence: Evidence
    }

    /// The answer for one document.
    public struct Assessment: Hashable, Sendable {
        public let id: String
        /// 0 to 1, rising with suspicion; one half and more is a flag.
        public let score: Double
        public let decision: Decision
        /// Strongest first.
        public let reasons: [Reason]

        /// The line that `assay detect retrieval-spam` prints (docs/contracts.md, "One detector alone").
        public var json: JSONValue {
            let reasons: [JSONValue] = reasons.map {
                [
                    "signal": .string($0.signal), "value": .measurement($0.value), "expected": .measurement($0.expected),
                    "evidence": .object($0.evidence.fields),
                ]
            }
            return ["id": .string(id), "score": .measurement(score), "decision": .string(decision.rawValue), "reasons": .array(reasons)]
        }
    }

    /// Results that the built-in index retrieves for a query when no retrievals are given.
    public static let builtInResults = 10

    /// Judges every document, in the order given. Without `retrievals` a BM25 index over the documents answers the queries.
    ///
    /// A repeated document id is judged by its first text. O(n log n) in words and results.
    public static func assess(documents: [Document], queries: [Query], retrievals: [Retrieval]? = nil, links: [Link] = []) -> [Assessment] {
        var log = RetrievalLog()
        for link in links { log.link(link.participant, link.identifiers) }
        for document in documents { log.submit(document.id, owner: document.owner, text: document.text) }
        if let retrievals {
            var byId: [String: Query] = [:]
            for query in queries where byId[query.id] == nil { byId[query.id] = query }
            for (position, retrieval) in retrievals.enumerated() {
                guard let query = byId[retrieval.query] else { continue }
                log.use(
                    position: position, consumer: query.consumer, query: log.query(query.text), feeMicros: 0, results: retrieval.results)
            }
        } else {
            retrieve(queries, from: documents, into: &log)
        }
        let analysis = RetrievalAnalysis(log, ranksFocus: true)
        return documents.map { analysis.assessment($0.id) }
    }

    private static func retrieve(_ queries: [Query], from documents: [Document], into log: inout RetrievalLog) {
        var index = InvertedIndex()
        for document in documents { index.add(TextFolder.fold(document.text)) }
        for (position, query) in queries.enumerated() {
            let hits = index.search(TextFolder.fold(query.text), limit: builtInResults)
            log.use(
                position: position, consumer: query.consumer, query: log.query(query.text), feeMicros: 0,
                results: hits.map { documents[$0.document].id })
        }
    }
}

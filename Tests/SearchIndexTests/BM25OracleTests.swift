import CanonicalJSON
import EvaluationData
import Testing

@testable import SearchIndex

/// Scores of two Python packages over a public collection, as independent references.
@Suite("BM25 agrees with reference implementations")
struct BM25OracleTests {
    private static let files = ["g_oracles/bm25_cranfield_vectors.jsonl", "c_ir_cranfield/docs.jsonl", "c_ir_cranfield/queries.jsonl"]

    /// The tokenisation that the references used: runs of a-z and 0-9 after lower-casing.
    private static func words(_ text: String) -> [String] {
        text.lowercased().unicodeScalars.split { !($0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)) }
            .map { String(String.UnicodeScalarView($0)) }
    }

    private static let variants: [String: BM25] = [
        "okapi_k1=1.5_b=0.75_eps=0.25": BM25(k1: 1.5, variant: .okapi(epsilon: 0.25)), "lucene_k1=1.2_b=0.75": BM25(),
        "robertson_k1=1.2_b=0.75": BM25(variant: .robertson), "atire_k1=1.2_b=0.75": BM25(variant: .atire),
    ]

    private static let names = variants.keys.sorted()

    @Test("the top ten of sixty queries have the scores that the textbook gives", arguments: names)
    func agrees(variant: String) throws { try check(variant, .own) }

    @Test(
        "the top ten of sixty Cranfield queries have the scores of two packages",
        .enabled(if: files.allSatisfy { EvaluationData.outside.has($0) }), arguments: names)
    func agreesOutside(variant: String) throws { try check(variant, .outside) }

    private func check(_ variant: String, _ data: EvaluationData) throws {
        let read = try Self.files.map { try data.lines($0).map { try JSONParser.parse($0) } }
        let (vectors, documents, queries) = (read[0], read[1], read[2])
        var index = InvertedIndex(ranking: try #require(Self.variants[variant]))
        var ids: [String] = []
        for document in documents {
            ids.append(document["id"]?.stringValue ?? "")
            index.add(words: Self.words((document["title"]?.stringValue ?? "") + " " + (document["text"]?.stringValue ?? "")))
        }
        let texts = Dictionary(uniqueKeysWithValues: queries.map { ($0["id"]?.stringValue ?? "", $0["text"]?.stringValue ?? "") })
        var compared = 0
        for vector in vectors where vector["variant"]?.stringValue == variant {
            let text = try #require(texts[vector["query_id"]?.stringValue ?? ""])
            let hits = index.search(words: Self.words(text), limit: 10)
            let expected = try #require(vector["top"]?.arrayValue)
            #expect(hits.count == expected.count)
            for (hit, item) in zip(hits, expected) {
                let score = try #require(item.arrayValue?[1].doubleValue)
                #expect(abs(hit.score - score) <= 1e-3 * score, "\(variant) query \(text) document \(ids[hit.document])")
                compared += 1
            }
        }
        #expect(compared == 600)
    }
}

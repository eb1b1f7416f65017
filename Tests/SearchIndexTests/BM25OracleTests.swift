import CanonicalJSON
import Foundation
import Testing

@testable import SearchIndex

/// Scores of two Python packages over a public collection, as independent references.
@Suite("BM25 agrees with reference implementations")
struct BM25OracleTests {
    private static var data: URL {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return ProcessInfo.processInfo.environment["ASSAY_DATA"].map { URL(filePath: $0) } ?? root.appending(path: "../shared/data")
    }

    private static func lines(_ path: String) throws -> [JSONValue]? {
        let url = data.appending(path: path)
        guard FileManager.default.fileExists(atPath: url.path) else {
            print("skipped: \(url.path) is missing; set ASSAY_DATA")
            return nil
        }
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { try JSONParser.parse(String($0)) }
    }

    /// The tokenisation that the references used: runs of a-z and 0-9 after lower-casing.
    private static func words(_ text: String) -> [String] {
        text.lowercased().unicodeScalars.split { !($0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)) }
            .map { String(String.UnicodeScalarView($0)) }
    }

    private static let variants: [String: BM25] = [
        "okapi_k1=1.5_b=0.75_eps=0.25": BM25(k1: 1.5, variant: .okapi(epsilon: 0.25)), "lucene_k1=1.2_b=0.75": BM25(),
        "robertson_k1=1.2_b=0.75": BM25(variant: .robertson), "atire_k1=1.2_b=0.75": BM25(variant: .atire),
    ]

    @Test(
        "the top ten of sixty Cranfield queries have the reference's scores",
        arguments: ["okapi_k1=1.5_b=0.75_eps=0.25", "lucene_k1=1.2_b=0.75", "robertson_k1=1.2_b=0.75", "atire_k1=1.2_b=0.75"])
    func agrees(variant: String) throws {
        guard let vectors = try Self.lines("g_oracles/bm25_cranfield_vectors.jsonl"), let documents = try Self.lines("c_ir_cranfield/docs.jsonl"),
            let queries = try Self.lines("c_ir_cranfield/queries.jsonl")
        else { return }
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

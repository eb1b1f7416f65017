import CanonicalJSON
import Corpora
import EvaluationData
import NearDuplicates
import Sketches
import Testing

@Suite("Near-duplicates on labelled data")
struct LabelledDataTests {
    private static let pairs = "g_oracles/minhash_vectors.jsonl"
    private static let languages = "f_multilingual/udhr_genesis.jsonl.gz"

    private func records(_ path: String) throws -> [JSONObject] {
        let reader = try RecordReader(paths: [path]) { $0.object }
        var records: [JSONObject] = []
        while let batch = try reader.nextBatch() {
            for case .item(let object, _) in batch { records.append(object) }
        }
        return records
    }

    @Test("Exact Jaccard equals what another implementation computed, and signatures estimate it")
    func oracle() throws { try checkOracle(.own) }

    @Test("So it does on pairs of news sentences", .enabled(if: EvaluationData.outside.has(pairs)))
    func oracleOutside() throws { try checkOracle(.outside) }

    private func checkOracle(_ data: EvaluationData) throws {
        let cases = try records(data.path(Self.pairs))
        try #require(cases.count >= 50)
        let hasher = ShingleHasher(width: 3, seed: 12)
        let minHasher = MinHasher(seed: 12)
        var squares = 0.0
        for item in cases {
            let exact = try #require(item["jaccard_exact"]?.doubleValue)
            let shingles = ["a", "b"].map { side -> [UInt64] in
                let text = item[side]?.stringValue ?? ""
                let folded = TextFolder.fold(text)
                let ends = folded.words.map { UInt32($0.folded.upperBound) }
                var words: [UInt64] = []
                var out: [UInt64] = []
                folded.bytes.withUnsafeBufferPointer { bytes in
                    ends.withUnsafeBufferPointer { hasher.hashWords(bytes: bytes, ends: $0, into: &words) }
                }
                hasher.hashShingles(words: words, into: &out)
                return out
            }
            #expect(abs(ShingleSet(hashes: shingles[0]).jaccard(ShingleSet(hashes: shingles[1])) - exact) < 1e-12, "\(item["id"] ?? .null)")
            let agreement = zip(minHasher.signature(of: shingles[0]), minHasher.signature(of: shingles[1])).count { $0 == $1 }
            squares += (Double(agreement) / 128 - exact) * (Double(agreement) / 128 - exact)
        }
        // The standard error at 128 slots is at most 0.0442.
        #expect((squares / Double(cases.count)).squareRoot() < 0.0442)
    }

    @Test("Parallel translations are not near-duplicates, and no language reads as disguised into another")
    func translations() throws { try checkTranslations(.own) }

    @Test("Nor in the languages of public declarations", .enabled(if: EvaluationData.outside.has(languages)))
    func translationsOutside() throws { try checkTranslations(.outside) }

    private func checkTranslations(_ data: EvaluationData) throws {
        let records = try records(data.path(Self.languages))
        var options = NearDuplicateOptions()
        options.threadCount = 2
        options.containment = 0.6
        var search = NearDuplicateSearch(options: options)
        var languages: [String: String] = [:]
        var documents: [NearDuplicateDocument] = []
        for record in records {
            guard let id = record["id"]?.stringValue, let text = record["text"]?.stringValue else { continue }
            documents.append(NearDuplicateDocument(id: id, text: text))
            languages[id] = record["lang"]?.stringValue
        }
        try #require(documents.count >= 15)
        try search.add(documents)
        for pair in search.report().pairs {
            // The same language in another encoding or spelling may match; another language must not. Peuhl and Pulaar are
            // two names of Fula.
            let names = [pair.a, pair.b].map { (languages[$0] ?? $0).prefix(4) }
            #expect(names[0] == names[1] || Set(names) == ["Peuh", "Pula"], "\(pair.a) and \(pair.b): \(pair.jaccard)")
        }
    }
}

import CanonicalJSON
import Corpora
import Foundation
import NearDuplicates
import Sketches
import Testing

/// Labelled data that is not part of the project: where it is absent, the tests say so and measure nothing.
enum LabelledData {
    static func folder(_ name: String) -> URL? {
        let root = ProcessInfo.processInfo.environment["ASSAY_DATA"] ?? "../shared/data"
        let folder = URL(fileURLWithPath: root).appendingPathComponent(name)
        if FileManager.default.fileExists(atPath: folder.path) { return folder }
        print("SKIPPED: no labelled data at \(folder.path); set ASSAY_DATA to the folder that holds \(name)")
        return nil
    }

    /// Every line of a file, empty where the folder is absent.
    static func records(_ name: String, _ file: String) throws -> [JSONObject] {
        guard let folder = folder(name) else { return [] }
        let reader = try RecordReader(paths: [folder.appendingPathComponent(file).path]) { $0.object }
        var records: [JSONObject] = []
        while let batch = try reader.nextBatch() {
            for case .item(let object, _) in batch { records.append(object) }
        }
        return records
    }
}

@Suite("Near-duplicates on labelled data")
struct LabelledDataTests {
    @Test("Exact Jaccard equals what another implementation computed, and signatures estimate it")
    func oracle() throws {
        let cases = try LabelledData.records("g_oracles", "minhash_vectors.jsonl")
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
        if !cases.isEmpty { #expect((squares / Double(cases.count)).squareRoot() < 0.0442) }
    }

    @Test("Parallel translations are not near-duplicates, and no language reads as disguised into another")
    func translations() throws {
        let records = try LabelledData.records("f_multilingual", "udhr_genesis.jsonl.gz")
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
        try search.add(documents)
        for pair in search.report().pairs {
            // The same language in another encoding or spelling may match; another language must not. Peuhl and Pulaar are
            // two names of Fula.
            let names = [pair.a, pair.b].map { (languages[$0] ?? $0).prefix(4) }
            #expect(names[0] == names[1] || Set(names) == ["Peuh", "Pula"], "\(pair.a) and \(pair.b): \(pair.jaccard)")
        }
    }
}

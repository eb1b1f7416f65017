import CanonicalJSON
import Corpora
import NearDuplicates

/// Reads the texts of some documents once more, to show what their pairs share: a search keeps no text.
struct PairReader {
    let files: [String]
    let options: NearDuplicateOptions

    /// The passages of each pair, in order. O(bytes of the files).
    func passages(of pairs: [NearDuplicatePair]) throws -> [PairPassages] {
        let wanted = Set(pairs.flatMap { [Array($0.a.utf8), Array($0.b.utf8)] })
        var texts: [[UInt8]: String] = [:]
        let reader = try DocumentReader(paths: files, options: ReadingOptions(threadCount: options.threadCount)) { piece in
            var found: [(id: [UInt8], text: String)] = []
            piece.forEachDocument { document, _ in
                let id = Array(document.id)
                if wanted.contains(id) { found.append((id, String(decoding: document.text, as: UTF8.self))) }
            }
            return found
        }
        while let block = try reader.nextBlock() { for (id, text) in block.products.joined() { texts[id] = text } }
        return pairs.map { PairPassages(texts[Array($0.a.utf8)] ?? "", texts[Array($0.b.utf8)] ?? "", options: options) }
    }
}

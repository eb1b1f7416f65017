import CanonicalJSON
import Contributions
import Corpora
import Diagnostics
import NearDuplicates

extension DetectJobs {
    static func nearDuplicates(_ options: NearDuplicatesOptions, _ terminal: Terminal) throws -> ExitCode {
        var settings = NearDuplicateOptions()
        settings.threshold = options.threshold
        settings.containment = options.containment
        settings.permutationCount = options.permutations
        settings.shingleWidth = options.shingle
        settings.memoryByteCount = options.memory.map { $0 << 20 } ?? FileSystem.physicalByteCount / 2
        settings.spillDirectory = FileSystem.temporaryDirectory
        if let seed = try options.seedFile.map(SecretSeed.read) ?? SecretSeed.ofDeployment() { settings.seed = seed }
        let threads = options.threads ?? FileSystem.processorCount
        settings.threadCount = threads
        if options.passages != nil, options.clusters || options.index != nil || options.files.contains("-") {
            throw UsageFault(
                "usage/passages", "--passages shows pairs, for which the files are read once more",
                hint: "leave out --clusters, --index and standard input")
        }
        if let directory = options.index { return try askIndex(directory, settings, options, terminal) }
        var search = NearDuplicateSearch(options: settings)
        let sketcher = search.sketcher
        let reader = try DocumentReader(paths: options.files, options: ReadingOptions(threadCount: threads)) { sketcher.sketch($0) }
        try add(reader, to: &search)
        let found = search.matches()
        noteLimits(search, found, terminal)
        let rows = terminal.rows(
            options.clusters ? ["cluster", "original", "members"] : ["a", "b", "jaccard", "containment_a", "containment_b", "exact"])
        if options.clusters {
            for cluster in found.clusters() { if let object = cluster.json.objectValue { rows.write(object) } }
            rows.finish()
        } else if let limit = options.passages {
            try writePassages(found, limit, rows, PairReader(files: options.files, options: settings), terminal)
        } else {
            found.forEachPair { pair in
                rows.write({ pair.appendJSON(to: &$0) }, orRow: { pair.json.objectValue ?? JSONObject() })
            }
            rows.finish()
        }
        return found.pairCount == 0 ? .clean : .findings
    }

    /// The pairs, and what the first of them share: side by side below a table, a member `passages` elsewhere.
    private static func writePassages(
        _ found: NearDuplicateMatches, _ limit: Int, _ rows: RowWriter, _ reader: PairReader, _ terminal: Terminal
    ) throws {
        var shown: [NearDuplicatePair] = []
        found.forEachPair { if shown.count < limit { shown.append($0) } }
        let passages = try reader.passages(of: shown)
        var place = 0
        found.forEachPair { pair in
            var row = pair.json.objectValue ?? JSONObject()
            if place < passages.count, terminal.format != .table { row["passages"] = passages[place].json }
            place += 1
            rows.write(row)
        }
        rows.finish()
        guard terminal.format == .table else { return }
        let view = SideBySide(width: terminal.width, colours: terminal.coloursStdout)
        for (pair, passages) in zip(shown, passages) {
            terminal.stdout.write("\n")
            for line in view.lines(passages, headings: (pair.a, pair.b)) { terminal.stdout.write(line + "\n") }
        }
    }

    /// Adds block by block, so that no more than a block of texts is held.
    private static func add(_ reader: DocumentReader<SketchedDocuments>, to search: inout NearDuplicateSearch) throws {
        var bad = BadInput()
        // Lines of all documents, and in which file they begin to stand.
        var lines: [UInt32] = []
        var files: [(name: String, from: Int)] = []
        while let block = try reader.nextBlock() {
            for line in block.refused { bad.add(line.diagnostic) }
            guard bad.isEmpty else { continue }
            if files.last?.name != block.file { files.append((block.file, lines.count)) }
            for product in block.products {
                lines.append(contentsOf: product.lines)
                do throws(NearDuplicateError) { try search.add(product) } catch {
                    guard case .repeatedID(let id, let first, let again) = error else { continue }
                    let places = [first, again].map { document in
                        SourceSpan(file: files.last { $0.from <= document }?.name ?? block.file, line: Int(lines[document]))
                    }
                    throw Diagnostic(
                        code: "record/repeated-id", at: places[1], cause: "the id \"\(id)\" already stands at \(places[0])",
                        hint: "give every document an id of its own")
                }
            }
        }
        guard bad.isEmpty else { throw bad }
    }

    /// Says on stderr what was cut short or set aside, because silence would read as completeness.
    private static func noteLimits(_ search: NearDuplicateSearch, _ found: NearDuplicateMatches, _ terminal: Terminal) {
        if found.cappedBucketCount > 0 || found.starredGroupCount > 0 {
            terminal.note(
                "capped: \(found.cappedBucketCount) buckets compared in part, \(found.starredGroupCount) groups of equal texts listed against their first"
            )
        }
        if search.wordlessCount > 0 { terminal.note("\(search.wordlessCount) documents without a word match nothing") }
        if search.spilledByteCount > 0 {
            terminal.note("\(search.spilledByteCount >> 20) MB of sketches went to a temporary file in \(search.options.spillDirectory)")
        }
    }
}

import CanonicalJSON
import Corpora
import Diagnostics
import DetectorStorage
import NearDuplicates

extension DetectJobs {
    /// Documents that become durable together, and whose pairs are then printed.
    private static let commitGroup = 1024

    /// Asks about each document in the order of its coming, then keeps it, so that the next one is compared with it too.
    static func askIndex(
        _ directory: String, _ settings: NearDuplicateOptions, _ options: NearDuplicatesOptions, _ terminal: Terminal
    ) throws -> ExitCode {
        guard !options.clusters else {
            throw UsageFault(
                "usage/clusters-of-an-index", "--clusters needs all documents at once, --index sees them one by one", hint: "leave one of them out")
        }
        do {
            let index = try IndexDirectory(path: directory, options: settings)
            for note in index.notes { terminal.note(note) }
            var session = IndexSession(index: index, terminal: terminal)
            let sketcher = index.index.sketcher
            let reader = try DocumentReader(paths: options.files, options: ReadingOptions(threadCount: settings.threadCount)) {
                sketcher.sketchEach($0)
            }
            while let block = try reader.nextBlock() {
                for line in block.refused { session.bad.add(line.diagnostic) }
                for (document, line) in block.products.joined() {
                    try session.take(document, at: SourceSpan(file: block.file, line: line))
                    if session.pending.count >= commitGroup { try session.commit() }
                }
            }
            return try session.finish()
        } catch let error as IndexError {
            throw Diagnostic(code: error.code, cause: error.cause, hint: error.hint)
        }
    }
}

/// One run over an index: pairs are printed once the documents that brought them are durable.
private struct IndexSession {
    let index: IndexDirectory
    let terminal: Terminal
    let rows: RowWriter
    var bad = BadInput()
    /// Matches of each document that was added since the last commit.
    var pending: [[JSONObject]] = []
    private var added = 0
    private var repeated = 0
    private var pairs = 0

    init(index: IndexDirectory, terminal: Terminal) {
        self.index = index
        self.terminal = terminal
        rows = terminal.rows(["a", "b", "jaccard", "containment_a", "containment_b", "exact", "earlier", "earlier_contributor"])
    }

    mutating func take(_ document: SketchedDocument, at span: SourceSpan) throws(IndexError) {
        switch try index.add(document) {
        case .added(let matches):
            added += 1
            pending.append(matches.map { Self.row($0, of: document.id) })
        case .repeated: repeated += 1
        case .conflict:
            bad.add(
                Diagnostic(
                    code: "index/conflict", at: span, cause: "the id \"\(document.id)\" is in the index with another text",
                    hint: "an id names one text for good; give the changed text an id of its own"))
        }
    }

    private static func row(_ match: NearDuplicateIndex.Match, of id: String) -> JSONObject {
        let isFirst = id.utf8.lexicographicallyPrecedes(match.id.utf8)
        var row = JSONObject([
            ("a", .string(isFirst ? id : match.id)), ("b", .string(isFirst ? match.id : id)), ("jaccard", .measurement(match.jaccard)),
            ("containment_a", .measurement(isFirst ? match.containment : match.containmentOfEarlier)),
            ("containment_b", .measurement(isFirst ? match.containmentOfEarlier : match.containment)), ("exact", .bool(match.exact)),
            ("earlier", .string(match.id)),
        ])
        if let contributor = match.contributor { row["earlier_contributor"] = .string(contributor) }
        return row
    }

    mutating func commit() throws(IndexError) {
        try index.commit()
        for matches in pending {
            for row in matches { rows.write(row) }
            pairs += matches.count
        }
        pending.removeAll(keepingCapacity: true)
    }

    mutating func finish() throws -> ExitCode {
        try commit()
        rows.finish()
        terminal.note("\(added) documents added, \(repeated) known already; the index holds \(index.index.documentCount)")
        guard bad.isEmpty else { throw bad }
        return pairs == 0 ? .clean : .findings
    }
}

import AgentSwarms
import CanonicalJSON
import Contributions
import Corpora
import Diagnostics
import NearDuplicates
import RetrievalSpam

/// The detectors on plain files: contract section 3.
enum DetectJobs {
    static func nearDuplicates(_ options: NearDuplicatesOptions, _ terminal: Terminal) throws -> ExitCode {
        var settings = NearDuplicateOptions()
        settings.threshold = options.threshold
        settings.containment = options.containment
        settings.permutationCount = options.permutations
        settings.shingleWidth = options.shingle
        let threads = options.threads ?? FileSystem.processorCount
        settings.threadCount = threads
        var search = NearDuplicateSearch(options: settings)
        let reader = try RecordReader(paths: options.files, options: ReadingOptions(threadCount: threads)) { record throws(Diagnostic) in
            NearDuplicateDocument(
                id: try record.identifier("id"), text: try record.string("text"), contributor: try record.optionalIdentifier("contributor"),
                time: try record.optionalTime("time"))
        }
        try add(reader, to: &search)
        let report = search.report()
        if report.cappedBucketCount > 0 || report.starredGroupCount > 0 {
            terminal.note(
                "capped: \(report.cappedBucketCount) buckets compared in part, \(report.starredGroupCount) groups of equal texts listed against their first"
            )
        }
        let rows = terminal.rows(
            options.clusters ? ["cluster", "original", "members"] : ["a", "b", "jaccard", "containment_a", "containment_b", "exact"])
        let lines = options.clusters ? report.clusters.map(\.json) : report.pairs.map(\.json)
        for line in lines { if let object = line.objectValue { rows.write(object) } }
        rows.finish()
        return lines.isEmpty ? .clean : .findings
    }

    /// Sketches batch by batch, so that no more than a block of texts is held.
    private static func add(_ reader: RecordReader<NearDuplicateDocument>, to search: inout NearDuplicateSearch) throws {
        var bad = BadInput()
        var spans: [SourceSpan] = []
        while let batch = try reader.nextBatch() {
            var documents: [NearDuplicateDocument] = []
            for line in batch {
                switch line {
                case .item(let document, let span):
                    documents.append(document)
                    spans.append(span)
                case .refused(let line): bad.add(line.diagnostic)
                }
            }
            guard bad.isEmpty else { continue }
            do throws(NearDuplicateError) { try search.add(documents) } catch {
                guard case .repeatedID(let id, let first, let again) = error else { continue }
                throw Diagnostic(
                    code: "record/repeated-id", at: spans[again], cause: "the id \"\(id)\" already stands at \(spans[first])",
                    hint: "give every document an id of its own")
            }
        }
        guard bad.isEmpty else { throw bad }
    }

    static func swarms(_ options: SwarmsOptions, _ terminal: Terminal) throws -> ExitCode {
        var batch = SwarmBatch(
            settings: SwarmSettings(windowsSeconds: options.windows.map { Int64($0) }, falseDiscoveryRate: options.fdr))
        let reader = try RecordReader(paths: options.files) { record throws(Diagnostic) in
            do throws(SwarmActionError) { return try SwarmAction(decoding: .object(record.object)) } catch {
                guard case .key(let key)? = error.path.first else {
                    throw record.fault(error.code.rawValue, cause: error.cause, hint: error.hint)
                }
                throw record.fault(error.code.rawValue, at: key, cause: error.cause, hint: error.hint)
            }
        }
        for (number, action) in try reader.readAll().enumerated() {
            // Lines are numbered as they stand; with several files, through all of them.
            batch.add(action.item, line: options.files.count == 1 ? action.at.line : number + 1)
        }
        let report = batch.report()
        let rows = terminal.rows(["kind", "cluster", "actor", "line", "members", "targets", "score", "driven_share", "p_value", "hold"])
        report.forEachLine { if let object = $0.objectValue { rows.write(object) } }
        rows.finish()
        return report.clusters.isEmpty ? .clean : .findings
    }

    static func retrievalSpam(_ options: RetrievalSpamOptions, _ terminal: Terminal) throws -> ExitCode {
        let documents = try RecordReader(paths: [options.documents]) { record throws(Diagnostic) in
            RetrievalSpamScreen.Document(
                id: try record.identifier("id"), text: try record.string("text"), owner: try record.optionalIdentifier("owner"))
        }.readAll()
        let queries = try RecordReader(paths: [options.queries]) { record throws(Diagnostic) in
            RetrievalSpamScreen.Query(
                id: try record.identifier("id"), text: try record.string("text"), consumer: try record.optionalIdentifier("consumer"))
        }.readAll()
        let retrievals = try options.retrievals.map { path in
            try RecordReader(paths: [path]) { record throws(Diagnostic) in
                RetrievalSpamScreen.Retrieval(query: try record.identifier("query"), results: try record.strings("results"))
            }.readAll().map(\.item)
        }
        let links = try options.links.map { path in
            try RecordReader(paths: [path]) { record throws(Diagnostic) in
                let identifiers = try record.object("identifiers")
                return RetrievalSpamScreen.Link(
                    participant: try record.identifier("participant"),
                    identifiers: Identifiers(
                        network: try identifiers.optionalString("network"), device: try identifiers.optionalString("device"),
                        funder: try identifiers.optionalString("funder")))
            }.readAll().map(\.item)
        }
        let answers = RetrievalSpamScreen.assess(
            documents: documents.map(\.item), queries: queries.map(\.item), retrievals: retrievals, links: links ?? [])
        let rows = terminal.rows(["id", "score", "decision", "reasons"])
        for answer in answers { if let object = answer.json.objectValue { rows.write(object) } }
        rows.finish()
        return answers.contains { $0.decision == .flag } ? .findings : .clean
    }
}

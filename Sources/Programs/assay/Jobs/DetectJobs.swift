import AgentSwarms
import CanonicalJSON
import Contributions
import Corpora
import Diagnostics
import RetrievalSpam

/// The detectors on plain files (docs/contracts.md, "One detector alone").
enum DetectJobs {
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

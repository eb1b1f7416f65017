import CanonicalJSON
import Diagnostics
import Evaluation

/// What has been spent, kept in a file beside the rules.
struct TuningStateFile {
    let path: String
    var record = TuningRecord()

    init(path: String) { self.path = path }

    /// `DIR/held-out.tune.json` for a directory, `FILE.tune.json` for a file.
    static func standardPath(_ rules: String) -> String { FileSystem.isDirectory(rules) ? rules + "/held-out.tune.json" : rules + ".tune.json" }

    mutating func load() throws {
        guard FileSystem.exists(path) else { return }
        guard let json = try? JSONParser.parse(try FileSystem.read(path)), let read = TuningRecord(json: json) else {
            throw Diagnostic(
                code: "rules/bad-tune-state", at: SourceSpan(file: path, line: 1), cause: "this is no record of spent held-out events",
                hint: "restore it; without it events that were looked at would judge again")
        }
        record = read
    }

    func save() throws { try FileSystem.write(JSONWriter.bytes(record.json) + [0x0A], to: path) }
}

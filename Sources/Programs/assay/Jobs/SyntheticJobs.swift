import CanonicalJSON
import Corpora
import Diagnostics
import SyntheticText

/// Scores texts and contributors against a calibration, and learns calibrations.
enum SyntheticJobs {
    static func detect(_ options: SyntheticOptions, _ terminal: Terminal) throws -> ExitCode {
        let scorer = SyntheticScorer(calibration: try calibration(options.calibration), falsePositiveRate: options.fpr)
        let documents = try RecordReader(paths: options.files) { record throws(Diagnostic) in
            try SyntheticDocument(json: .object(record.object), at: record.span)
        }.readAll().map(\.item)
        let (texts, contributors) = scorer.assess(documents)
        let rows = terminal.rows(["kind", "id", "contributor", "documents", "score", "p_value", "decision", "why"])
        for line in texts.map(\.json) + contributors.map(\.json) { if let object = line.objectValue { rows.write(object) } }
        rows.finish()
        return texts.contains { $0.decision == .flag } || contributors.contains { $0.decision == .flag } ? .findings : .clean
    }

    static func calibrate(_ options: CalibrateSyntheticOptions, _ terminal: Terminal) throws -> ExitCode {
        let documents = try RecordReader(paths: options.labelled) { record throws(Diagnostic) in
            try LabelledDocument(json: .object(record.object), at: record.span)
        }.readAll().map(\.item)
        let calibration = try SyntheticCalibration.learn(from: documents, borrowing: .shipped)
        try FileSystem.write(JSONWriter.bytes(calibration.json), to: options.out)
        terminal.note("learned from \(documents.count) texts; written to \(options.out)")
        return .clean
    }

    private static func calibration(_ path: String?) throws -> SyntheticCalibration {
        guard let path else { return .shipped }
        return try SyntheticCalibration(decoding: try FileSystem.read(path), file: path)
    }
}

import CanonicalJSON
import Contributions
import Corpora
import Diagnostics
import Ledger
import LedgerStorage
import Rules
import Screening
import Operations

/// Scores submissions before anybody takes them in; writes nothing.
///
/// A line is a plain document or a whole contribution event. A document without a contributor counts as somebody's own.
enum ScanJob {
    static func run(_ options: ScanOptions, _ terminal: Terminal) throws -> ExitCode {
        let rules = try ShippedFiles.ruleSet(options.rules)
        var layer = FraudLayer(ruleSet: rules, detectors: DetectorBench.detectors(seed: try SecretSeed.forDetectors()))
        let position = try observeLedger(options.against, &layer)
        let events = try RecordReader(paths: options.submissions, decode: event).readAll()
        for (offset, event) in events.enumerated() {
            layer.observe(RecordedEvent(position: position + offset, event: event.item), pending: true)
        }
        let reasons = Dictionary(uniqueKeysWithValues: rules.rules.map { ($0.id, $0.reason) })
        var flagged = false
        let rows = terminal.rows(["id", "verdict", "rules", "reason"])
        for (verdict, event) in zip(layer.screen().verdicts, events) {
            guard case .submission(let submission) = event.item.payload else { continue }
            flagged = flagged || verdict.outcome != .clear
            let ids = verdict.firings.map(\.rule)
            let gravity = verdict.firings.map(\.outcome.kind).max()
            let gravest = verdict.firings.first { $0.outcome.kind == gravity }
            var row = JSONObject([

                ("id", .string(submission.submission)), ("contributor", .string(submission.contributor)),
                ("verdict", .string(verdict.outcome.rawValue)), ("rules", .array(ids.map { .string($0) })),
                ("reason", gravest.flatMap { reasons[$0.rule] }.map { .string($0) } ?? .null), ("signals", .array(verdict.signals.map(\.json))),
                ("abstained", .array(verdict.abstentions.map { ["signal": .string($0.signal), "why": .string($0.why)] })),
            ])
            row["discount"] = verdict.discount.map { .integer($0.ppm) }
            if !verdict.labels.isEmpty { row["labels"] = .array(verdict.labels.map { .string($0) }) }
            rows.write(row)
        }
        rows.finish()
        return flagged ? .findings : .clean
    }

    /// Shows the ledger's events to the detectors, without asking for verdicts; returns the next free position.
    private static func observeLedger(_ path: String?, _ layer: inout FraudLayer) throws -> LedgerPosition {
        guard let path else { return 0 }
        let store = try SQLiteLedgerStore(path: path, mode: .readOnly)
        try store.visitEvents(from: 0) { record in
            layer.observe(record, pending: false)
            return true
        }
        return store.count
    }

    private static func event(_ record: Record) throws(Diagnostic) -> ContributionEvent {
        let value: JSONValue
        if record.has("specversion") {
            value = .object(record.object)
        } else {
            let id = try record.identifier("id")
            var data = record.object
            data["submission"] = .string(id)
            data["contributor"] = .string(try record.optionalIdentifier("contributor") ?? "unnamed:" + id)
            data["dataset"] = "scan"
            data["text"] = .string(try record.string("text"))
            value = [
                "specversion": "1.0", "source": "scan", "id": .string(id), "type": "assay.submission.v1",
                "time": .string((try record.optionalTime("time") ?? Timestamp(seconds: 0)).rfc3339), "data": .object(data),
            ]
        }
        do throws(EventError) { return try ContributionEvent(decoding: value) } catch {
            throw record.fault(error.code.rawValue, cause: error.cause, hint: error.hint)
        }
    }
}

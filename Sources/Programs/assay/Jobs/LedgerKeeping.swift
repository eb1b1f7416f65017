import CanonicalJSON
import Contributions
import DetectorStorage
import Diagnostics
import Glibc
import Ledger
import LedgerStorage

/// Erasing a text, rebuilding what is derived, and copies.
enum LedgerKeeping {
    static func erase(_ options: LedgerEraseOptions, _ terminal: Terminal) throws -> ExitCode {
        guard let submission = options.submission.first, options.submission.count == 1 else {
            throw Diagnostic(code: "usage/missing-argument", cause: "one submission is erased at a time")
        }
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readWrite)
        var found: [LedgerPosition] = []
        try store.visitEvents(from: 0) { record in
            if case .submission(let event) = record.event.payload, event.submission == submission { found.append(record.position) }
            return true
        }
        guard !found.isEmpty else {
            throw Diagnostic(code: "ledger/unknown-event", cause: "no submission \(submission) is in the ledger", hint: "name it as its event does")
        }
        // What detectors remember holds texts too.
        KeptState.beside(options.ledger).remove()
        let rows = terminal.rows(["erased", "recorded"])
        for position in found where try store.entry(at: position)?.isErased == false {
            let recorded = try TextErasure.erase(position, reason: options.reason, in: store)
            rows.write(JSONObject([("erased", .integer(Int64(position))), ("recorded", .integer(Int64(recorded)))]))
        }
        rows.finish()
        return .clean
    }

    static func rebuild(_ options: LedgerRebuildOptions, _ terminal: Terminal) throws -> ExitCode {
        let count = try SQLiteLedgerStore.rebuild(path: options.ledger)
        let rows = terminal.rows(["entries"])
        rows.write(JSONObject([("entries", .integer(Int64(count)))]))
        rows.finish()
        return .clean
    }

    static func migrate(_ options: LedgerMigrateOptions, _ terminal: Terminal) throws -> ExitCode {
        let rows = terminal.rows(["from", "entries"])
        switch try LedgerMigration.migrate(path: options.ledger) {
        case .migrated(let from, let entries):
            rows.write(JSONObject([("from", .integer(Int64(from))), ("entries", .integer(Int64(entries)))]))
        case .nothingToDo: terminal.note("\(options.ledger) has this layout already")
        }
        rows.finish()
        return .clean
    }

    static func backup(_ options: LedgerCopyOptions, _ terminal: Terminal) throws -> ExitCode {
        try copy(options.ledger, to: try target(options.copy), terminal)
    }

    static func restore(_ options: LedgerCopyOptions, _ terminal: Terminal) throws -> ExitCode {
        for suffix in ["", "-wal", "-journal"] where FileSystem.exists(options.ledger + suffix) {
            throw Diagnostic(
                code: "ledger/exists", cause: "\(options.ledger + suffix) is there already", hint: "move the ledger and its files away, then restore")
        }
        return try copy(try target(options.copy), to: options.ledger, terminal)
    }

    private static func target(_ paths: [String]) throws -> String {
        guard let path = paths.first, paths.count == 1 else { throw Diagnostic(code: "usage/missing-argument", cause: "one copy is named") }
        return path
    }

    /// Copies beside the final place, verifies the copy, and gives it its name.
    private static func copy(_ source: String, to target: String, _ terminal: Terminal) throws -> ExitCode {
        guard !FileSystem.exists(target) else {
            throw Diagnostic(code: "ledger/exists", cause: "\(target) is there already", hint: "name a file that does not exist yet")
        }
        let partial = target + ".partial"
        unlink(partial)
        defer { unlink(partial) }
        try SQLiteLedgerStore(path: source, mode: .readOnly).backUp(to: partial)
        let copy = try SQLiteLedgerStore(path: partial, mode: .readOnly)
        let pageFault = try copy.pageFault()
        let report = try LedgerVerifier.verify(copy, depth: .chain)
        if let fault = pageFault ?? report.fault {
            terminal.report(fault.diagnostic)
            return .findings
        }
        guard rename(partial, target) == 0 else { throw FileSystem.failure("output/cannot-write", "\(target) cannot be written") }
        let rows = terminal.rows(["entries", "root"])
        rows.write(JSONObject([("entries", .integer(Int64(copy.count))), ("root", .string(report.root.description))]))
        rows.finish()
        return .clean
    }
}

import Foundation
import Ledger

@testable import LedgerStorage

/// A directory for one test, removed with its last reference.
final class TemporaryLedger {
    let directory: String
    var path: String { directory + "/ledger.db" }

    init() throws {
        directory = NSTemporaryDirectory() + "/assay-ledger-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func open(_ mode: SQLiteLedgerStore.Mode = .create) throws -> SQLiteLedgerStore {
        try SQLiteLedgerStore(path: path, mode: mode, lockTimeoutMilliseconds: 50)
    }
}

import Contributions
import Foundation
import Ledger
import Testing

@testable import LedgerStorage

@Suite("Killed while writing", .serialized)
struct KillTests {
    static let batchSize = 9

    /// Batch `index` of an endless, repeatable stream.
    static func batch(_ index: Int) throws -> [ContributionEvent] {
        try (0..<batchSize).map { try Sample.event("e\(index * batchSize + $0)", second: Int64(index)) }
    }

    @Test("kill -9 during ingest loses no acknowledged event and leaves no half batch", arguments: [300, 1_700, 6_000, 23_000, 61_000] as [UInt32])
    func killed(afterMicroseconds delay: UInt32) async throws {
        let file = try TemporaryLedger()
        let path = file.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, delay = delay as UInt32] in
            setenv("SWIFT_BACKTRACE", "enable=no", 1)
            let acks = open(path + ".acks", O_WRONLY | O_CREAT | O_APPEND, 0o644)
            Thread.detachNewThread {
                // The clock starts with the first acknowledgement, so that every delay falls into the writing.
                while lseek(acks, 0, SEEK_END) == 0 { usleep(50) }
                usleep(delay)
                kill(getpid(), SIGKILL)
            }
            let store = try SQLiteLedgerStore(path: path, mode: .create)
            for index in 0... {
                _ = try LedgerIngest.ingest(try KillTests.batch(index), into: store)
                _ = write(acks, ".", 1)
            }
        }
        let acknowledged = try Data(contentsOf: URL(fileURLWithPath: path + ".acks")).count
        // A reader may be the first to find what the killed process left.
        #expect(try LedgerVerifier.verify(try file.open(.readOnly)).fault == nil)
        let store = try file.open(.readWrite)
        let batches = store.count / Self.batchSize
        #expect(acknowledged > 0 && store.count.isMultiple(of: Self.batchSize))
        #expect(batches == acknowledged || batches == acknowledged + 1, "\(acknowledged) acknowledged, \(batches) there")
        #expect(try LedgerVerifier.verify(store).fault == nil)
        // What was in flight is sent again.
        let again = try LedgerIngest.ingest(try (0...batches).flatMap { try Self.batch($0) }, into: store)
        #expect(again.repeated == batches * Self.batchSize && again.appended == Self.batchSize)
    }

    @Test("another process is refused the ledger for as long as this one writes")
    func otherProcess() async throws {
        let file = try TemporaryLedger()
        let store = try file.open()
        let path = file.path
        await #expect(processExitsWith: .exitCode(42)) { [path = path as String] in
            do { _ = try SQLiteLedgerStore(path: path, mode: .readWrite, lockTimeoutMilliseconds: 20) } catch let error as LedgerError {
                exit(error.code == "ledger/locked" ? 42 : 1)
            }
        }
        #expect(store.count == 0)
    }
}

import CCrashDisk
import Contributions
import Ledger
import Testing

@testable import LedgerStorage

/// A disk in memory under the pages' checksums, whose power can go.
final class CrashDisk {
    private let number: Int32
    private let ledgerPath: String

    init(seed: UInt64) throws {
        #expect(crash_disk_register() == 0)
        number = crash_disk_make(seed)
        try #require(number >= 0)
        ledgerPath = "/crash-disk-\(number)/L.db"
    }

    deinit { crash_disk_destroy(number) }

    var operations: Int64 { crash_disk_operations(number) }
    var isOff: Bool { crash_disk_is_off(number) != 0 }
    func failAt(_ operation: Int64) { crash_disk_fail_at(number, operation) }
    func powerCycle() { crash_disk_power_cycle(number) }

    /// Writes kept, dropped, torn, garbled, and cuts that changed their order.
    var tally: [Int64] {
        var out: [Int64] = [0, 0, 0, 0, 0]
        crash_disk_tally(number, &out)
        return out
    }

    func open(_ mode: SQLiteLedgerStore.Mode = .create) throws(LedgerError) -> SQLiteLedgerStore {
        try SQLiteLedgerStore(path: ledgerPath, mode: mode, saltKey: .sha256([1]), checksTail: true, vfs: "crash-disk")
    }
}

@Suite("The power goes")
struct PowerLossTests {
    static func batch(_ index: Int) throws -> [ContributionEvent] { try (0..<7).map { try KeepingTests.event(index * 7 + $0) } }

    @Test("after each power cut everything acknowledged is there, the rest whole or absent, and every page and entry is sound", arguments: 1...24)
    func powerCuts(seed: UInt64) throws {
        var random = SystemSeed(state: seed)
        let disk = try CrashDisk(seed: random.next())
        var acknowledged = 0
        for round in 0..<12 {
            disk.failAt(Int64(1 + random.next() % (round == 0 ? 40 : 120)))
            run(disk, &acknowledged, checkpointEvery: Int(1 + random.next() % 6))
            disk.powerCycle()
            let store = try disk.open()
            let batches = store.count / 7
            let place = "seed \(seed), round \(round), after \(disk.operations) operations"
            #expect(store.count.isMultiple(of: 7), "\(place): half a batch")
            #expect(batches == acknowledged || batches == acknowledged + 1, "\(place): \(acknowledged) acknowledged, \(batches) there")
            let fault = try store.pageFault() ?? LedgerVerifier.verify(store).fault
            #expect(fault == nil, "\(place): \(fault?.cause ?? "")")
            acknowledged = batches
        }
        #expect(disk.tally.reduce(0, +) > 0, "seed \(seed): no write was ever in the air")
    }

    /// Appends until the power goes.
    private func run(_ disk: CrashDisk, _ acknowledged: inout Int, checkpointEvery: Int) {
        do {
            let store = try disk.open()
            while !disk.isOff, acknowledged < 400 {
                #expect(try LedgerIngest.ingest(Self.batch(acknowledged), into: store).appended == 7)
                acknowledged += 1
                if acknowledged.isMultiple(of: checkpointEvery) { try store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
            }
        } catch {}
    }

    @Test("a ledger whose making lost the power at any moment is made by the next opening")
    func making() throws {
        var operation: Int64 = 1
        while true {
            let disk = try CrashDisk(seed: UInt64(operation))
            disk.failAt(operation)
            let isMade = (try? disk.open()) != nil && !disk.isOff
            disk.powerCycle()
            do {
                let store = try disk.open()
                let fault = try store.pageFault()
                #expect(store.count == 0 && fault == nil, "operation \(operation): \(fault?.cause ?? "")")
                #expect(try LedgerIngest.ingest(Self.batch(0), into: store).appended == 7)
            } catch { Issue.record("operation \(operation): \(error)") }
            if isMade { break }
            operation += 1
        }
        #expect(operation > 8, "the making took \(operation) operations")
    }

    @Test("without a power cut the disk is a disk: a reader beside a writer sees its snapshot")
    func snapshots() throws {
        let disk = try CrashDisk(seed: 1)
        let writer = try disk.open()
        _ = try LedgerIngest.ingest(Self.batch(0), into: writer)
        let reader = try disk.open(.readOnly)
        _ = try LedgerIngest.ingest(Self.batch(1), into: writer)
        #expect(try reader.entries().count == 7 && disk.open(.readOnly).entries().count == 14)
    }

    @Test("the disk does lose what was not synced: a writer that skips syncs loses acknowledged batches")
    func control() throws {
        var lost = 0
        for seed in 1...20 as ClosedRange<UInt64> {
            let disk = try CrashDisk(seed: seed)
            do {
                let store = try disk.open()
                try store.connection.execute("PRAGMA synchronous=OFF")
                for index in 0..<10 { _ = try LedgerIngest.ingest(Self.batch(index), into: store) }
                disk.powerCycle()
            }
            let count = (try? disk.open())?.count ?? 0
            if count < 70 { lost += 1 }
        }
        #expect(lost > 10, "\(lost) of 20 lost something")
    }
}

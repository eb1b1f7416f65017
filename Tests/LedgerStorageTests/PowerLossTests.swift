import Contributions
import CrashDisks
import Foundation
import Ledger
import Testing

@testable import LedgerStorage

@Suite("The power goes")
struct PowerLossTests {
    /// ASSAY_POWER_SEEDS runs so many instead of a few.
    static let seeds = 1...(ProcessInfo.processInfo.environment["ASSAY_POWER_SEEDS"].flatMap { UInt64($0) } ?? 24)

    static func batch(_ index: Int) throws -> [ContributionEvent] { try (0..<7).map { try KeepingTests.event(index * 7 + $0) } }

    @Test("after each power cut everything acknowledged is there, the rest whole or absent, and every page and entry is sound", arguments: seeds)
    func powerCuts(seed: UInt64) throws {
        var random = SystemSeed(state: seed)
        let disk = try #require(CrashDisk(seed: random.next()))
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
            let disk = try #require(CrashDisk(seed: UInt64(operation)))
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
        let disk = try #require(CrashDisk(seed: 1))
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
            let disk = try #require(CrashDisk(seed: seed))
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

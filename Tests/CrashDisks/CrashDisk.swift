internal import CCrashDisk
internal import Contributions
package import Ledger
package import LedgerStorage

/// A disk in memory under the checksums of a ledger's pages, whose power can go. For tests; used from one thread.
package final class CrashDisk {
    private let number: Int32

    /// Nil where SQLite does not take the disk, or there are too many.
    package init?(seed: UInt64) {
        guard crash_disk_register() == 0 else { return nil }
        number = crash_disk_make(seed)
        guard number >= 0 else { return nil }
    }

    deinit { crash_disk_destroy(number) }

    /// Writes, truncations, syncs and deletions so far.
    package var operations: Int64 { crash_disk_operations(number) }
    package var isOff: Bool { crash_disk_is_off(number) != 0 }

    /// The power goes at this one of the operations to come; 0: not by itself.
    package func failAt(_ operation: Int64) { crash_disk_fail_at(number, operation) }

    /// The power goes, if it has not, and comes back; stores from before get nothing but errors.
    package func powerCycle() { crash_disk_power_cycle(number) }

    /// Writes kept, dropped, torn, garbled, and cuts that changed their order.
    package var tally: [Int64] {
        var out: [Int64] = [0, 0, 0, 0, 0]
        crash_disk_tally(number, &out)
        return out
    }

    /// The ledger on this disk, made where there is none. Texts are salted from a fixed key, so that the same appends give the same bytes.
    package func open(_ mode: SQLiteLedgerStore.Mode = .create) throws(LedgerError) -> SQLiteLedgerStore {
        try SQLiteLedgerStore(
            path: "/crash-disk-\(number)/L.db", mode: mode, saltKey: .sha256([1]), checksTail: true, vfs: "crash-disk")
    }
}

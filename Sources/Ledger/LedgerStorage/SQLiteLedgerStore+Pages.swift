public import Ledger

extension SQLiteLedgerStore {
    /// Reads every page of the file, those that no row uses too, and compares its checksum; nil where all are as they were written. O(file).
    ///
    /// After damage was found, this store reads damaged pages as they are, so that a verifier can name the entry.
    public func pageFault() throws(LedgerError) -> LedgerFault? {
        guard let damage = try connection.pageDamage() else { return nil }
        connection.readDamagedPages()
        return LedgerFault(position: count, kind: .pageDamaged, cause: damage.cause)
    }
}

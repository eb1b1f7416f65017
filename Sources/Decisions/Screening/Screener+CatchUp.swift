public import Ledger
internal import Parallelism

extension Screener {
    /// Entries that are decoded together.
    private static let entriesPerBatch = 4096

    /// Takes in what the ledger holds beyond the watermark. Behind the last recorded screening midnights are judged.
    /// - Parameter progress: told how many entries were taken in.
    public mutating func catchUp(
        with store: some LedgerStore, _ window: ChallengeWindow, progress: (Int) -> Void = { _ in }
    ) throws(LedgerError) {
        var screener = self
        // So that there is one owner of the state, which is changed in place.
        self = Screener(ruleSet: ruleSet, detectors: [])
        defer { self = screener }
        let start = screener.watermark
        var lastDecision = start - 1
        try store.visitRecords(from: start) { position, bytes, _ in
            if let kind = LedgerRecord(bytes)?.kind, kind != .event, kind != .posting, kind != .erasure { lastDecision = position }
            return true
        }
        var batch: [LedgerEntry] = []
        var failure: LedgerError?
        if lastDecision < start { screener.judgeMidnights(window) }
        func takeBatch() {
            do throws(LedgerError) { screener.take(try Self.decoded(batch)) } catch { failure = error }
            progress(batch.count)
            batch.removeAll(keepingCapacity: true)
        }
        try store.visit(from: start) { entry in
            batch.append(entry)
            if batch.count == Self.entriesPerBatch || entry.position == lastDecision { takeBatch() }
            if entry.position == lastDecision { screener.judgeMidnights(window) }
            return failure == nil
        }
        takeBatch()
        if let failure { throw failure }
    }

    private static func decoded(_ entries: [LedgerEntry]) throws(LedgerError) -> [(entry: LedgerEntry, body: EntryBody)] {
        let bodies = ParallelMap.map(entries.count, itemsPerTask: 64) { index -> Swift.Result<EntryBody, LedgerError> in
            do throws(LedgerError) { return .success(try entries[index].decoded()) } catch { return .failure(error) }
        }
        var decoded: [(entry: LedgerEntry, body: EntryBody)] = []
        decoded.reserveCapacity(entries.count)
        for (entry, body) in zip(entries, bodies) { decoded.append((entry, try body.get())) }
        return decoded
    }

    /// Screens a ledger from its start and appends what comes out; nil where nothing was to be looked at. For ledgers that keep no state.
    @discardableResult
    public static func screen(
        _ store: some LedgerStore, _ fresh: Screener, _ window: ChallengeWindow
    ) throws(LedgerError) -> Result? {
        var screener = fresh
        try screener.catchUp(with: store, window)
        let result = screener.screen(window)
        if let result { try store.append(result.drafts) }
        return result
    }
}

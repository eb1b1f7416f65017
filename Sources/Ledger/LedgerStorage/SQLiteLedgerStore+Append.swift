public import Ledger
public import Contributions

extension SQLiteLedgerStore {
    /// Entries of one row, at most.
    static let segmentEntries = 4096
    /// Bytes after which a row takes no further entry.
    static let segmentBytes = 4 << 20

    public func append(_ drafts: [EntryDraft]) throws(LedgerError) {
        try requireWritable()
        guard !drafts.isEmpty else { return }
        try changing { () throws(LedgerError) in
            let hashes = try claimKeys(of: drafts)
            try insertSegments(drafts, hashes)
        }
    }

    public func possiblyRecorded(_ batch: ScannedBatch, _ range: Range<Int>) throws(LedgerError) -> [Int] {
        try loadKeys()
        return keys?.known(batch, range) ?? []
    }

    public func append(_ batch: ScannedBatch, _ indexes: [Int]) throws(LedgerError) {
        try requireWritable()
        guard !indexes.isEmpty else { return }
        try changing { () throws(LedgerError) in
            try loadKeys()
            for (offset, index) in indexes.enumerated() {
                let hash = batch.items[index].keyHash
                // Ingest has looked already; a hash that is known all the same goes the careful way.
                guard keys?.contains(hash) == false else { return try appendCarefully(batch, indexes) }
                keys?.insert(hash, count + offset)
            }
            try insertSegments(batch, indexes)
        }
    }

    /// As drafts, whose keys are compared in full.
    private func appendCarefully(_ batch: ScannedBatch, _ indexes: [Int]) throws(LedgerError) {
        keys = nil
        let drafts = indexes.map { EntryDraft(kind: .event, time: batch.items[$0].time, body: batch.body($0)) }
        try insertSegments(drafts, try claimKeys(of: drafts))
    }

    public func append(_ erasure: EntryDraft, erasingTextOf position: LedgerPosition) throws(LedgerError) {
        try requireWritable()
        try changing { () throws(LedgerError) in
            let hashes = try claimKeys(of: [erasure])
            try insertSegments([erasure], hashes)
            let delete = try connection.prepare("DELETE FROM text WHERE position = ?1")
            delete.bind(1, position)
            try delete.run()
        }
        // The log would keep the text for as long as it is not written over.
        if !isInGroup { try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    /// A change of the file, all of it or nothing, in the open group or by itself.
    func changing(_ work: () throws(LedgerError) -> Void) throws(LedgerError) {
        let before = (count: count, digest: headDigest, time: headTime, root: root, builder: builder)
        do throws(LedgerError) {
            if !isInGroup { try connection.execute("BEGIN IMMEDIATE") }
            try work()
            if !isInGroup { try connection.execute("COMMIT") }
        } catch {
            (count, headDigest, headTime, root, builder) = before
            abandon(error)
            throw error
        }
    }

    public func atomically<Failure: Error>(_ work: () throws(Failure) -> Void) throws(LedgerGroupError<Failure>) {
        precondition(!isInGroup, "groups of appends do not nest")
        let before = (count: count, digest: headDigest, time: headTime, root: root, builder: builder)
        do throws(LedgerError) {
            try requireWritable()
            try connection.execute("BEGIN IMMEDIATE")
        } catch { throw .store(error) }
        isInGroup = true
        groupFailure = nil
        defer { isInGroup = false }
        func undo() {
            connection.rollBack()
            (count, headDigest, headTime, root, builder) = before
            keys = nil
            recentSegment = nil
        }
        do throws(Failure) { try work() } catch {
            undo()
            throw .work(error)
        }
        do throws(LedgerError) {
            // An append that failed has undone the group, even if the caller's work went on.
            if let groupFailure { throw groupFailure }
            try connection.execute("COMMIT")
        } catch {
            undo()
            throw .store(error)
        }
    }

    func requireWritable() throws(LedgerError) {
        guard mode != .readOnly else {
            throw LedgerError(.readOnly, cause: "\(path) was opened for reading only", hint: nil)
        }
        if let failure {
            throw LedgerError(
                .closed, cause: "\(path) takes no more entries after an error: \(failure.cause)", hint: "open the ledger again; nothing of it is lost"
            )
        }
    }

    /// After an error nothing of the batch may be left, in the file or in memory.
    private func abandon(_ error: LedgerError) {
        keys = nil
        recentSegment = nil
        if isInGroup {
            groupFailure = error
            return
        }
        connection.rollBack()
        // After a failed write or sync only what is read back from the disk can be trusted.
        if error.code == LedgerError.Code.inputOutput.rawValue || error.code == LedgerError.Code.corrupt.rawValue { failure = error }
    }

    /// Enters every event's key into the table; throws at one that is there already, in the ledger or earlier in the batch.
    private func claimKeys(of drafts: [EntryDraft]) throws(LedgerError) -> [UInt64] {
        var hashes = [UInt64](repeating: EventKeyTable.noEvent, count: drafts.count)
        for (offset, draft) in drafts.enumerated() {
            try draft.checkSize()
            guard let key = draft.recordedKey else { continue }
            try loadKeys()
            let hash = EventKeyTable.hash(key)
            let earlier = try keys?.first(hash) { (position) throws(LedgerError) in
                try position < count ? recordedKey(at: position) == key : drafts[position - count].recordedKey == key
            }
            if let earlier { throw .duplicate(key, at: earlier) }
            keys?.insert(hash, count + offset)
            hashes[offset] = hash
        }
        return hashes
    }

    private func insertSegments(_ drafts: [EntryDraft], _ hashes: [UInt64]) throws(LedgerError) {
        let salts = try saltMaker()
        var next = 0
        while next < drafts.count {
            let start = next
            segmentBuffer.removeAll(keepingCapacity: true)
            while next < drafts.count, next - start < Self.segmentEntries, next == start || segmentBuffer.count < Self.segmentBytes {
                let draft = drafts[next]
                let time = max(headTime ?? draft.time, draft.time)
                let position = count + next - start
                let text = draft.textRange
                let salt = text == nil ? .zero : salts.salt(for: position)
                headDigest = draft.appendRecord(
                    position: position, time: time, previous: headDigest, text: text, salt: salt, to: &segmentBuffer)
                try addLeaf(headDigest)
                if let text { try insertText(draft.body[text], salt, at: position) }
                headTime = time
                next += 1
            }
            try insertSegment(entryCount: next - start, keyColumn: Self.keyColumn(hashes[start..<next]), entries: segmentBuffer[...])
        }
    }

    func saltMaker() throws(LedgerError) -> SaltMaker {
        if let saltKey { return SaltMaker(key: saltKey) }
        guard let digest = Digest.random() else {
            throw LedgerError(.inputOutput, cause: "the system gives no random numbers to salt texts with", hint: "nothing was written; try again")
        }
        return SaltMaker(key: digest)
    }

    func insertText(_ text: ArraySlice<UInt8>, _ salt: Digest, at position: LedgerPosition) throws(LedgerError) {
        let insert = try textStatement()
        insert.bind(1, position)
        let result: Result<Void, LedgerError> = salt.withBytes { saltBytes in
            text.withUnsafeBytes { bytes in
                do throws(LedgerError) {
                    try insert.bind(2, lending: saltBytes)
                    try insert.bind(3, lending: bytes)
                    return .success(try insert.run())
                } catch { return .failure(error) }
            }
        }
        try result.get()
    }

    func insertSegment(entryCount: Int, keyColumn: [UInt8], entries: ArraySlice<UInt8>) throws(LedgerError) {
        let insert = try insertStatement()
        insert.bind(1, count)
        insert.bind(2, entryCount)
        let result: Result<Void, LedgerError> = keyColumn.withUnsafeBytes { keyBytes in
            entries.withUnsafeBytes { entryBytes in
                do throws(LedgerError) {
                    try insert.bind(3, lending: keyBytes)
                    try insert.bind(4, lending: entryBytes)
                    return .success(try insert.run())
                } catch { return .failure(error) }
            }
        }
        try result.get()
        count += entryCount
        try updateHead()
    }

    func updateHead() throws(LedgerError) {
        let update = try headStatement()
        update.bind(1, count)
        root = try loadTree().frontier.root
        let rootBytes = root.bytes
        let result: Result<Void, LedgerError> = headDigest.withBytes { bytes in
            do throws(LedgerError) {
                try update.bind(2, lending: bytes)
                if let headTime { update.bind(3, headTime.microseconds) }
                return rootBytes.withUnsafeBytes { root in
                    do throws(LedgerError) {
                        try update.bind(4, lending: root)
                        return .success(try update.run())
                    } catch { return .failure(error) }
                }
            } catch { return .failure(error) }
        }
        try result.get()
    }

    /// Eight bytes for each entry, big-endian; nothing at all where no entry is an event.
    static func keyColumn(_ hashes: ArraySlice<UInt64>) -> [UInt8] {
        guard hashes.contains(where: { $0 != EventKeyTable.noEvent }) else { return [] }
        var out: [UInt8] = []
        out.reserveCapacity(hashes.count * 8)
        for hash in hashes { withUnsafeBytes(of: hash.bigEndian) { out.append(contentsOf: $0) } }
        return out
    }
}

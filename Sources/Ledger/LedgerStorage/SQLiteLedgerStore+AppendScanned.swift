internal import Contributions
internal import Ledger

/// The fast way of scanned events into rows: no draft, no array for each event. `insertSegments(_:_:)` of drafts is its plain reference.
extension SQLiteLedgerStore {
    func insertSegments(_ batch: ScannedBatch, _ indexes: [Int]) throws(LedgerError) {
        let salts = try saltMaker()
        var next = 0
        while next < indexes.count {
            let start = next
            var byteCount = 0
            while next < indexes.count, next - start < Self.segmentEntries, next == start || byteCount < Self.segmentBytes {
                byteCount += EntryDraft.maximumRecordBytes(ofEvent: batch.items[indexes[next]].body.count)
                next += 1
            }
            try insertSegment(batch, indexes[start..<next], room: byteCount, salts)
        }
    }

    /// One row. Its records are chained and hashed first, then their texts, leaves and bytes go to the database.
    private func insertSegment(_ batch: ScannedBatch, _ indexes: ArraySlice<Int>, room: Int, _ salts: SaltMaker) throws(LedgerError) {
        if segmentRoom.count < room { segmentRoom = [UInt8](repeating: 0, count: room + room / 4) }
        var (digest, time, byteCount) = (headDigest, headTime, 0)
        var leaves: [Digest] = []
        var keyColumn: [UInt8] = []
        var texts: [(position: LedgerPosition, range: Range<Int>, salt: Digest)] = []
        leaves.reserveCapacity(indexes.count)
        keyColumn.reserveCapacity(indexes.count * 8)
        batch.bytes.withUnsafeBytes { source in
            segmentRoom.withUnsafeMutableBytes { room in
                guard let out = room.baseAddress else { return }
                for index in indexes {
                    let item = batch.items[index]
                    let body = UnsafeRawBufferPointer(rebasing: source[item.body])
                    let position = count + leaves.count
                    let text = item.mayHaveText ? EntryDraft.textRange(ofEvent: body) : item.text
                    let salt = text == nil ? .zero : salts.salt(for: position)
                    let entryTime = max(time ?? item.time, item.time)
                    let record = EntryDraft.writeRecord(
                        ofEvent: body, position: position, time: entryTime, previous: digest, text: text, salt: salt, to: out + byteCount)
                    (digest, time) = (record.digest, entryTime)
                    byteCount += record.length
                    leaves.append(record.digest)
                    withUnsafeBytes(of: item.keyHash.bigEndian) { keyColumn.append(contentsOf: $0) }
                    if let text {
                        let start = item.body.lowerBound
                        texts.append((position, start + text.lowerBound..<start + text.upperBound, salt))
                    }
                }
            }
        }
        (headDigest, headTime) = (digest, time)
        for text in texts { try insertText(batch.bytes[text.range], text.salt, at: text.position) }
        try addLeaves(leaves)
        try insertSegment(entryCount: leaves.count, keyColumn: keyColumn, entries: segmentRoom[..<byteCount])
    }
}

internal import CanonicalJSON

/// Checked events as bytes: what goes from files into a ledger when nobody looks inside on the way.
public struct ScannedBatch: Sendable {
    /// One event: where its canonical bytes stand, and what the ledger needs to know of it.
    public struct Item: Hashable, Sendable {
        public let body: Range<Int>
        public let time: Timestamp
        /// `EventKey.hash(source:id:)`
        public let keyHash: UInt64
        /// For a submission: where its text stands in the body, without quotes.
        public let text: Range<Int>?
        /// True where nobody has looked for a text yet.
        public let mayHaveText: Bool
        /// The line that it came from.
        public let line: Int
    }

    /// Canonical bytes of all events.
    public private(set) var bytes: [UInt8] = []
    public private(set) var items: [Item] = []
    /// False where it is known that no two events share a key's hash.
    public private(set) var mayRepeatKeys = true

    public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Takes in one line of JSON. False, and nothing taken, where it is not plainly a sound event of a time up to `latest`: then
    /// the decoder decides.
    public mutating func append(line text: UnsafeBufferPointer<UInt8>, number: Int, latest: Timestamp?) -> Bool {
        let start = bytes.count
        guard JSONCanonicalizer.append(text, to: &bytes) else { return false }
        let scanned = bytes.withUnsafeBytes { all -> (ScannedEvent, UInt64)? in
            let body = UnsafeRawBufferPointer(rebasing: all[start...])
            guard let event = ScannedEvent(canonicalUTF8: body) else { return nil }
            if let latest, event.time > latest { return nil }
            let hash = EventKey.hash(
                source: UnsafeRawBufferPointer(rebasing: body[event.source]), id: UnsafeRawBufferPointer(rebasing: body[event.id]))
            return (event, hash)
        }
        guard let (event, hash) = scanned else {
            bytes.removeSubrange(start...)
            return false
        }
        items.append(Item(body: start..<bytes.count, time: event.time, keyHash: hash, text: event.text, mayHaveText: false, line: number))
        mayRepeatKeys = true
        return true
    }

    /// Takes in an event that was decoded.
    public mutating func append(_ event: ContributionEvent, number: Int) {
        let start = bytes.count
        bytes.append(contentsOf: event.canonicalBytes)
        items.append(Item(body: start..<bytes.count, time: event.time, keyHash: event.key.hash, text: nil, mayHaveText: true, line: number))
        mayRepeatKeys = true
    }

    /// Finds out whether two events share a key's hash, so that the ledger need not; to be called when the batch is complete. O(events).
    public mutating func lookForRepeatedKeys() {
        let slotCount = 1 << (Int.bitWidth - max(15, items.count * 2).leadingZeroBitCount)
        mayRepeatKeys = withUnsafeTemporaryAllocation(of: UInt64.self, capacity: slotCount) { slots in
            slots.initialize(repeating: 0)
            for item in items {
                var index = Int(truncatingIfNeeded: item.keyHash) & (slotCount - 1)
                while slots[index] != 0 {
                    if slots[index] == item.keyHash { return true }
                    index = (index + 1) & (slotCount - 1)
                }
                slots[index] = item.keyHash
            }
            return false
        }
    }

    /// The canonical bytes of one event.
    public func body(_ index: Int) -> [UInt8] { Array(bytes[items[index].body]) }
}

extension EventKey {
    /// SHA-256(source, 0, id). Names hold no control characters, so the zero byte parts them for good.
    public static func digest(source: UnsafeRawBufferPointer, id: UnsafeRawBufferPointer) -> Digest {
        withUnsafeTemporaryAllocation(byteCount: source.count + id.count + 1, alignment: 1) { joined in
            UnsafeMutableRawBufferPointer(rebasing: joined[..<source.count]).copyMemory(from: source)
            joined[source.count] = 0
            UnsafeMutableRawBufferPointer(rebasing: joined[(source.count + 1)...]).copyMemory(from: id)
            return Digest.sha256(UnsafeRawBufferPointer(joined))
        }
    }

    /// The first 64 bits of the digest of source and id, never zero.
    public static func hash(source: UnsafeRawBufferPointer, id: UnsafeRawBufferPointer) -> UInt64 {
        hash(ofDigest: digest(source: source, id: id))
    }

    /// The first 64 bits of the digest of a key, never zero.
    public static func hash(ofDigest digest: Digest) -> UInt64 {
        let word = digest.withBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) }
        return word == 0 ? 1 : word
    }

    /// The same for this key.
    public var hash: UInt64 {
        var (source, id) = (source, id)
        return source.withUTF8 { source in
            id.withUTF8 { id in Self.hash(source: UnsafeRawBufferPointer(source), id: UnsafeRawBufferPointer(id)) }
        }
    }
}

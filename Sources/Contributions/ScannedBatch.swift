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

    public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Takes in one line of JSON. False, and nothing taken, where it is not plainly a sound event of a time up to `latest`: then
    /// the decoder decides.
    public mutating func append(line text: UnsafeBufferPointer<UInt8>, number: Int, latest: Timestamp?) -> Bool {
        let start = bytes.count
        guard JSONCanonicalizer.append(text, to: &bytes) else { return false }
        let scanned = bytes.withUnsafeBytes { all -> (ScannedEvent, UInt64)? in
            let body = UnsafeRawBufferPointer(rebasing: all[start...])
            guard let event = ScannedEvent(canonical: body) else { return nil }
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
        return true
    }

    /// Takes in an event that was decoded.
    public mutating func append(_ event: ContributionEvent, number: Int) {
        let start = bytes.count
        bytes.append(contentsOf: event.canonicalBytes)
        items.append(Item(body: start..<bytes.count, time: event.time, keyHash: event.key.hash, text: nil, mayHaveText: true, line: number))
    }

    /// The canonical bytes of one event.
    public func body(_ index: Int) -> [UInt8] { Array(bytes[items[index].body]) }
}

extension EventKey {
    /// The first 64 bits of SHA-256(source, 0, id), never zero. Names hold no control characters, so the zero byte parts them for good.
    public static func hash(source: UnsafeRawBufferPointer, id: UnsafeRawBufferPointer) -> UInt64 {
        withUnsafeTemporaryAllocation(byteCount: source.count + id.count + 1, alignment: 1) { joined in
            UnsafeMutableRawBufferPointer(rebasing: joined[..<source.count]).copyMemory(from: source)
            joined[source.count] = 0
            UnsafeMutableRawBufferPointer(rebasing: joined[(source.count + 1)...]).copyMemory(from: id)
            let word = Digest.sha256(UnsafeRawBufferPointer(joined)).withBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) }
            return word == 0 ? 1 : word
        }
    }

    /// The same for this key.
    public var hash: UInt64 {
        var (source, id) = (source, id)
        return source.withUTF8 { source in
            id.withUTF8 { id in Self.hash(source: UnsafeRawBufferPointer(source), id: UnsafeRawBufferPointer(id)) }
        }
    }
}

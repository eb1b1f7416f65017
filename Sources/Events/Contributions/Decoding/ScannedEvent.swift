internal import CanonicalJSON

/// What the ledger needs to know of an event, found in its canonical bytes without building the event.
public struct ScannedEvent: Hashable, Sendable {
    /// Where source and id stand, without quotes; neither holds an escape.
    public let source: Range<Int>
    public let id: Range<Int>
    public let time: Timestamp
    public let sequence: UInt64?
    /// For a submission: where its text stands, without quotes.
    public let text: Range<Int>?

    /// Scans canonical JSON. Nil for everything that is not plainly a sound event in canonical form: then `ContributionEvent(decoding:)`
    /// decides, and says why.
    ///
    /// Whatever passes here, decoding accepts, with the same bytes, key, time and sequence (a test compares the two). O(bytes), no allocation.
    public init?(canonical bytes: UnsafeRawBufferPointer) {
        guard JSONCursor.isUTF8(bytes) else { return nil }
        self.init(canonicalUTF8: bytes)
    }

    /// The same for bytes that are known to be UTF-8.
    init?(canonicalUTF8 bytes: UnsafeRawBufferPointer) {
        var cursor = EventCursor(bytes)
        var text: Range<Int>?
        guard let envelope = cursor.envelope({ $0.object($1.data, erasable: &text) }) else { return nil }
        (source, id, time, sequence) = (envelope.source, envelope.id, envelope.time, envelope.sequence)
        self.text = text
    }
}

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
        var cursor = EventCursor(bytes)
        guard let envelope = cursor.envelope() else { return nil }
        var text: Range<Int>?
        if let description = EventDescription.of(cursor.json.slice(envelope.type)) {
            guard let data = envelope.data else { return nil }
            cursor.json.position = data
            guard cursor.object(description.data, erasable: &text) else { return nil }
        }
        (source, id, time, sequence) = (envelope.source, envelope.id, envelope.time, envelope.sequence)
        self.text = text
    }
}

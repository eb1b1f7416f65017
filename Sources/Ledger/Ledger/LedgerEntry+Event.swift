public import Contributions
internal import CanonicalJSON

extension LedgerEntry {
    /// The contribution event that an `.event` entry records, passed through the same checks as when it came in.
    public func decodedEvent() throws(LedgerError) -> ContributionEvent {
        switch Self.decodeEvent(body) {
        case .success(let event): return event
        case .failure(let reason): throw unreadable(reason.cause)
        }
    }

    static func decodeEvent(_ body: [UInt8]) -> Result<ContributionEvent, EntryBodyError> {
        if let event = ContributionEvent(canonical: body) { return .success(event) }
        let value: JSONValue
        do throws(JSONSyntaxError) { value = try JSONParser.parse(body) } catch {
            return .failure(EntryBodyError("it is not a contribution event: \(error.cause) (byte \(error.offset))"))
        }
        do throws(EventError) { return .success(try ContributionEvent(decoding: value)) } catch {
            return .failure(EntryBodyError("it is not a contribution event: \(error.cause)"))
        }
    }

    /// The key of the event in a stored body; nil where there is none. Reads no more of the event than its name.
    public static func eventKey(ofBody body: [UInt8]) -> EventKey? { body.withUnsafeBytes { EventNameScanner.eventKey($0) } }

    /// The key of the event in a body that a store lends.
    public static func eventKey(ofBody body: UnsafeRawBufferPointer) -> EventKey? { EventNameScanner.eventKey(body) }
}

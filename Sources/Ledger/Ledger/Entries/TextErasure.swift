internal import CanonicalJSON
internal import Contributions

/// The body of an `.erasure` entry: whose text was destroyed, and why.
public struct TextErasure: Hashable, Sendable {
    /// The entry that kept the text.
    public let position: LedgerPosition
    public let reason: String

    /// Bytes of a reason.
    public static let reasonBytes = 4096

    public init(position: LedgerPosition, reason: String) {
        self.position = position
        self.reason = reason
    }

    /// In canonical JSON.
    public var body: [UInt8] { JSONWriter.bytes(["position": .integer(Int64(position)), "reason": .string(reason)]) }

    /// Reads a body back; nil for one that this type would have written differently.
    public init?(decoding body: [UInt8]) {
        guard let value = try? JSONParser.parse(body), let position = value["position"]?.integerValue, position >= 0,
            let reason = value["reason"]?.stringValue
        else { return nil }
        self.init(position: Int(position), reason: reason)
        guard !reason.isEmpty, reason.utf8.count <= Self.reasonBytes, self.body == body else { return nil }
    }

    /// Destroys the text of a submission. Every digest, proof and checkpoint stays as it is; the entry keeps everything but the text.
    /// - Returns: where the erasure was recorded.
    public static func erase(_ position: LedgerPosition, reason: String, in store: some LedgerStore) throws(LedgerError) -> LedgerPosition {
        guard !reason.isEmpty, reason.utf8.count <= reasonBytes else {
            throw LedgerError(
                .outOfRange, cause: "an erasure needs a reason of 1 to \(reasonBytes) bytes", hint: "say who asked for it, and on what ground")
        }
        guard position >= 0, let entry = try store.entry(at: position), entry.apart != nil else {
            throw LedgerError(.outOfRange, cause: "entry \(position) keeps no text apart", hint: "name a submission", position: position)
        }
        guard !entry.isErased else { throw LedgerError(.outOfRange, cause: "the text of entry \(position) is erased already", position: position) }
        let draft = EntryDraft(
            kind: .erasure, time: store.headTime ?? Timestamp(seconds: 0), body: TextErasure(position: position, reason: reason).body)
        try store.append(draft, erasingTextOf: position)
        return store.count - 1
    }
}

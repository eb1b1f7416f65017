internal import CanonicalJSON

/// The few facts of a verdict that folds over a whole ledger need, found in its bytes without building the rest.
public struct VerdictGlance: Hashable, Sendable {
    /// The position of the event's entry.
    public let position: LedgerPosition
    public let outcome: Outcome
    /// How many entries the detectors had seen.
    public let watermark: LedgerPosition

    /// Nil where `Verdict` must be asked, which says what is wrong. O(body), no allocation.
    init?(scanning body: UnsafeRawBufferPointer) {
        var cursor = JSONCursor(body)
        var position: Int?
        var watermark: Int?
        var outcome: Outcome?
        guard cursor.take(UInt8(ascii: "{")) else { return nil }
        repeat {
            guard let name = cursor.plainString(), cursor.take(UInt8(ascii: ":")) else { return nil }
            if JSONCursor.equal(cursor.slice(name), "position") {
                position = Self.natural(&cursor)
            } else if JSONCursor.equal(cursor.slice(name), "watermark") {
                watermark = Self.natural(&cursor)
            } else if JSONCursor.equal(cursor.slice(name), "verdict") {
                outcome = cursor.plainString().flatMap { word in Outcome.allCases.first { $0.rawValue.utf8.elementsEqual(body[word]) } }
            } else {
                guard cursor.skipValue() else { return nil }
            }
        } while cursor.take(UInt8(ascii: ","))
        guard let position, let watermark, let outcome else { return nil }
        self.position = position
        self.outcome = outcome
        self.watermark = watermark
    }

    private static func natural(_ cursor: inout JSONCursor) -> Int? {
        cursor.number().flatMap { cursor.integer($0) }.flatMap { $0 < 0 ? nil : Int($0) }
    }

    init(_ verdict: Verdict) {
        position = verdict.position
        outcome = verdict.outcome
        watermark = verdict.watermark
    }
}

extension LedgerRecord {
    /// The facts of a verdict; nil for another kind of entry, and for a body that is none.
    public var verdictGlance: VerdictGlance? {
        guard kind == .verdict else { return nil }
        if let glance = VerdictGlance(scanning: body) { return glance }
        guard case .verdict(let verdict)? = try? EntryBody(.verdict, decoding: Array(body)) else { return nil }
        return VerdictGlance(verdict)
    }
}

extension LedgerEntry {
    /// The facts of a verdict; nil for another kind of entry, and for a body that is none.
    public var verdictGlance: VerdictGlance? {
        guard kind == .verdict else { return nil }
        if let glance = body.withUnsafeBytes({ VerdictGlance(scanning: $0) }) { return glance }
        guard case .verdict(let verdict)? = try? EntryBody(.verdict, decoding: body) else { return nil }
        return VerdictGlance(verdict)
    }
}

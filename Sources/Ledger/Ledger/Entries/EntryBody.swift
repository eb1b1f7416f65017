public import CanonicalJSON
public import Contributions

/// What an entry says, typed: one case for each kind, written here and read back here. Nobody above the ledger looks into bodies.
public enum EntryBody: Hashable, Sendable {
    case event(ContributionEvent)
    case ruleSet(RuleSetDocument)
    case screening(ScreeningRecord)
    case verdict(Verdict)
    case finding(Cluster)
    case posting(Posting)
    case erasure(TextErasure)

    public var kind: EntryKind {
        switch self {
        case .event: .event
        case .ruleSet: .ruleSet
        case .screening: .screening
        case .verdict: .verdict
        case .finding: .finding
        case .posting: .posting
        case .erasure: .erasure
        }
    }

    /// In canonical JSON: the bytes that the ledger keeps.
    public var bytes: [UInt8] {
        switch self {
        case .event(let event): event.canonicalBytes
        case .ruleSet(let document): JSONWriter.bytes(document.json)
        case .screening(let record): JSONWriter.bytes(record.json)
        case .verdict(let verdict): JSONWriter.bytes(verdict.json)
        case .finding(let cluster): JSONWriter.bytes(cluster.json)
        case .posting(let posting): posting.body
        case .erasure(let erasure): erasure.body
        }
    }

    /// Reads a stored body. What is accepted, `bytes` writes back the same; `LedgerVerifier` holds the ledger to that.
    init(_ kind: EntryKind, decoding body: [UInt8]) throws(EntryBodyError) {
        switch kind {
        case .event:
            switch LedgerEntry.decodeEvent(body) {
            case .success(let event): self = .event(event)
            case .failure(let reason): throw reason
            }
        case .ruleSet: self = .ruleSet(try RuleSetDocument(json: try Self.json(body)))
        case .screening: self = .screening(try ScreeningRecord(json: try Self.json(body)))
        case .verdict: self = .verdict(try Verdict(json: try Self.json(body)))
        case .finding: self = .finding(try Cluster(json: try Self.json(body)))
        case .posting: do throws(PostingError) { self = .posting(try Posting(decoding: body)) } catch { throw EntryBodyError(error.cause) }
        case .erasure:
            guard let erasure = TextErasure(decoding: body) else { throw EntryBodyError("an erasure that names no entry, or no reason") }
            self = .erasure(erasure)
        }
    }

    private static func json(_ body: [UInt8]) throws(EntryBodyError) -> JSONValue {
        do throws(JSONSyntaxError) { return try JSONParser.parse(body) } catch { throw EntryBodyError("it does not hold JSON: \(error.cause)") }
    }
}

/// Why a stored body is not what its entry's kind says.
public struct EntryBodyError: Error, Hashable, Sendable {
    public let cause: String

    init(_ cause: String) { self.cause = cause }
}

extension LedgerEntry {
    /// What the entry says.
    /// - Throws: `ledger/corrupt` with the entry's position.
    public func decoded() throws(LedgerError) -> EntryBody {
        do throws(EntryBodyError) { return try EntryBody(kind, decoding: body) } catch { throw unreadable(error.cause) }
    }

    package func unreadable(_ cause: String) -> LedgerError {
        LedgerError(
            .corrupt, cause: "entry \(position), a \(kind.name), cannot be read: \(cause)",
            hint: "run `assay ledger verify` to find the first entry that was changed", position: position)
    }

    /// The body as exports show it.
    public func bodyJSON() throws(LedgerError) -> JSONValue {
        do throws(JSONSyntaxError) { return try JSONParser.parse(body) } catch { throw unreadable(error.cause) }
    }
}

/// A rule set as the ledger keeps it, whole, so that verdicts can be recomputed. What it says is the business of the room that decides by it.
public struct RuleSetDocument: Hashable, Sendable {
    /// Names what the rules say; verdicts name it.
    public let digest: Digest
    /// The rules, the digest included.
    public let json: JSONValue

    package init(digest: Digest, json: JSONValue) {
        self.digest = digest
        self.json = json
    }

    /// - Throws: where the document names no digest.
    init(json: JSONValue) throws(EntryBodyError) {
        guard let digest = (json["digest"] ?? json["ruleset"])?.stringValue.flatMap({ Digest(hex: $0) }) else {
            throw EntryBodyError("a rule set without its digest")
        }
        self.digest = digest
        self.json = json
    }
}

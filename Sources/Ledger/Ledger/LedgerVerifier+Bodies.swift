internal import CanonicalJSON
internal import Contributions

extension LedgerVerifier {
    /// A text kept apart against the salted digest that the entry commits to.
    mutating func checkText(_ record: LedgerRecord, _ text: StoredText?, _ precheck: Precheck?) -> Bool {
        guard record.hasTextApart else {
            return text == nil || stop(.textChanged, "a text stands beside it that it knows nothing of")
        }
        guard let apart = record.apart else { return stop(.malformedBody, "it says that a text was cut out where none can have stood") }
        guard let text else {
            missingTexts.insert(next)
            return true
        }
        presentTexts.insert(next)
        guard precheck?.textDigest ?? TextCommitment.digest(salt: text.salt, text: text.bytes) == apart.digest else {
            return stop(.textChanged, "its text was changed: with its salt it does not hash to \(apart.digest.short)…")
        }
        return true
    }

    /// Postings and erasures are always read, since accounts and texts rest on them; other bodies where contents are asked for.
    mutating func checkBody(_ record: LedgerRecord, _ kind: EntryKind, _ text: StoredText?, _ precheck: Precheck?) -> Bool {
        switch kind {
        case .posting: return checkPosting(Array(record.body))
        case .erasure: return checkErasure(Array(record.body))
        case .event:
            if depth == .chain { return true }
            return precheck?.name.map { claim($0, record) } ?? checkEvent(record, record.wholeBody(text))
        case .verdict: return depth == .chain || checkVerdict(Array(record.body))
        case .screening: return checkScreening(Array(record.body))
        case .ruleSet, .finding: return depth == .chain || checkTyped(kind, Array(record.body)) != nil
        }
    }

    private mutating func checkScreening(_ body: [UInt8]) -> Bool {
        guard case .screening(let screening)? = checkTyped(.screening, body) else { return false }
        guard screening.watermark == next else {
            return stop(.malformedBody, "its screening saw \(screening.watermark) entries, not those before it")
        }
        return true
    }

    /// The body as what its kind says; nil, with the fault recorded, where it is not that or would be written otherwise.
    private mutating func checkTyped(_ kind: EntryKind, _ body: [UInt8]) -> EntryBody? {
        guard checkJSON(body) != nil else { return nil }
        do throws(EntryBodyError) {
            let typed = try EntryBody(kind, decoding: body)
            guard typed.bytes == body else {
                _ = stop(.notCanonical, "its body holds members that a \(kind.name) does not have")
                return nil
            }
            return typed
        } catch {
            _ = stop(.malformedBody, error.cause)
            return nil
        }
    }

    private mutating func checkErasure(_ body: [UInt8]) -> Bool {
        guard let erasure = TextErasure(decoding: body), erasure.position < next else {
            return stop(.malformedBody, "its erasure names no entry before it, or no reason")
        }
        erasedTexts.insert(erasure.position)
        return true
    }

    private mutating func checkPosting(_ body: [UInt8]) -> Bool {
        do throws(PostingError) {
            let posting = try Posting(decoding: body)
            if let early = posting.transfers.first(where: { $0.cause >= next }) {
                return stop(.accounts, "a transfer names entry \(early.cause) as its cause, which is not before it")
            }
            try accounts.apply(posting)
        } catch {
            if case .malformed = error { return stop(.malformedBody, error.cause) }
            return stop(.accounts, error.cause)
        }
        guard accounts.total == 0 else { return stop(.accounts, "the accounts add up to \(accounts.total), not to zero") }
        return true
    }

    private mutating func checkEvent(_ record: LedgerRecord, _ body: [UInt8]) -> Bool {
        switch LedgerEntry.decodeEvent(body) {
        case .failure(let reason): return stop(.malformedBody, reason.cause)
        case .success(let event):
            guard event.canonicalBytes == body else { return stop(.notCanonical, "its body is not in canonical form") }
            return claim(Digest.sha256(parts: [Array(event.key.source.utf8), [0], Array(event.key.id.utf8)]), record)
        }
    }

    /// Enters the digest of an event's name; false where it was there.
    private mutating func claim(_ name: Digest, _ record: LedgerRecord) -> Bool {
        nameHash = EventKey.hash(ofDigest: name)
        guard let earlier = eventPositions.insert(name, next) else { return true }
        let key = LedgerEntry.eventKey(ofBody: record.body)
        return stop(.duplicateEvent, "the event \(key.map(\.description) ?? "of this name") is entry \(earlier) already")
    }

    private mutating func checkVerdict(_ body: [UInt8]) -> Bool {
        guard let value = checkJSON(body) else { return false }
        guard let position = value["position"]?.integerValue, position >= 0, position < Int64(next) else {
            return stop(.malformedBody, "its verdict names no event before it")
        }
        return true
    }

    /// The body as a value; nil, with the fault recorded, where it is not canonical JSON.
    private mutating func checkJSON(_ body: [UInt8]) -> JSONValue? {
        do throws(JSONSyntaxError) {
            let value = try JSONParser.parse(body)
            guard JSONWriter.bytes(value) == body else {
                _ = stop(.notCanonical, "its body is not in canonical form")
                return nil
            }
            return value
        } catch {
            _ = stop(.malformedBody, "its body is not JSON: \(error.cause)")
            return nil
        }
    }
}

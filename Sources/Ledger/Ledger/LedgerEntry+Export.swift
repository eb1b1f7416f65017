internal import CanonicalJSON
internal import Contributions

extension EntryKind {
    /// The kind as exports and reports write it.
    public var name: String {
        switch self {
        case .event: "event"
        case .ruleSet: "rule-set"
        case .verdict: "verdict"
        case .finding: "finding"
        case .posting: "posting"
        case .screening: "screening"
        case .erasure: "erasure"
        }
    }
}

extension LedgerEntry {
    /// One line of an export, without its line feed: canonical JSON with the members body, digest, kind, position, previous, time, and
    /// `salt` and `text_offset` where a text is kept apart (the salt only while the text is there).
    ///
    /// The body stands in it with its text, so that whoever has the export can compute every digest.
    public var exportLine: [UInt8] {
        var out = Array("{\"body\":".utf8)
        out.reserveCapacity(body.count + 320)
        out.append(contentsOf: body)
        out.append(contentsOf: ",\"digest\":\"\(digest)\",\"kind\":\"\(kind.name)\",\"position\":\(position)".utf8)
        // Ledger time is kept in microseconds; RFC 3339 here is for people and loses none of them.
        out.append(contentsOf: ",\"previous\":\"\(previous)\"".utf8)
        if let apart {
            if let salt { out.append(contentsOf: ",\"salt\":\"\(salt.hex)\"".utf8) }
            out.append(contentsOf: ",\"text_digest\":\"\(apart.digest)\",\"text_offset\":\(apart.offset)".utf8)
        }
        out.append(contentsOf: ",\"time\":\"\(time.rfc3339)\"}".utf8)
        return out
    }
}

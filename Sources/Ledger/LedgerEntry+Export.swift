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
        }
    }
}

extension LedgerEntry {
    /// One line of an export, without its line feed: canonical JSON with the members body, digest, kind, position, previous, time.
    ///
    /// The body stands in it as it is stored, so that whoever has the export can compute every digest.
    public var exportLine: [UInt8] {
        var out = Array("{\"body\":".utf8)
        out.reserveCapacity(body.count + 320)
        out.append(contentsOf: body)
        out.append(contentsOf: ",\"digest\":\"\(digest)\",\"kind\":\"\(kind.name)\",\"position\":\(position)".utf8)
        // Ledger time is kept in microseconds; RFC 3339 here is for people and loses none of them.
        out.append(contentsOf: ",\"previous\":\"\(previous)\",\"time\":\"\(time.rfc3339)\"}".utf8)
        return out
    }
}

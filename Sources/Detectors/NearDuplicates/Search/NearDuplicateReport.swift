public import CanonicalJSON
public import Contributions

/// A text to be compared with others.
public struct NearDuplicateDocument: Sendable, Hashable {
    public let id: String
    public let text: String
    public let contributor: String?
    public let time: Timestamp?

    public init(id: String, text: String, contributor: String? = nil, time: Timestamp? = nil) {
        self.id = id
        self.text = text
        self.contributor = contributor
        self.time = time
    }
}

/// Two documents that overlap, measured exactly on their shingle sets.
public struct NearDuplicatePair: Sendable, Hashable {
    /// The smaller id, by UTF-8 bytes.
    public let a: String
    public let b: String
    public let jaccard: Double
    /// The share of a's shingles that stand in b.
    public let containmentA: Double
    public let containmentB: Double
    /// Whether the two have the same words in the same order once case, white space, punctuation and disguises are folded away.
    public let exact: Bool

    /// The line that `assay detect near-duplicates` prints (docs/contracts.md, "One detector alone").
    public var json: JSONValue {
        .object(
            JSONObject([
                ("a", .string(a)), ("b", .string(b)), ("jaccard", .measurement(jaccard)), ("containment_a", .measurement(containmentA)),
                ("containment_b", .measurement(containmentB)), ("exact", .bool(exact)),
            ]))
    }
}

extension NearDuplicatePair {
    /// Appends the bytes of `json`, without making the value.
    public func appendJSON(to out: inout [UInt8]) {
        out.append(contentsOf: "{\"a\":".utf8)
        JSONWriter.appendString(a, to: &out)
        out.append(contentsOf: ",\"b\":".utf8)
        JSONWriter.appendString(b, to: &out)
        out.append(contentsOf: ",\"containment_a\":".utf8)
        JSONWriter.append(.measurement(containmentA), to: &out)
        out.append(contentsOf: ",\"containment_b\":".utf8)
        JSONWriter.append(.measurement(containmentB), to: &out)
        out.append(contentsOf: exact ? ",\"exact\":true,\"jaccard\":".utf8 : ",\"exact\":false,\"jaccard\":".utf8)
        JSONWriter.append(.measurement(jaccard), to: &out)
        out.append(UInt8(ascii: "}"))
    }
}

/// Documents connected by reported pairs.
public struct NearDuplicateCluster: Sendable, Hashable {
    /// `copies:` and the original's id.
    public let id: String
    /// The earliest by time, then by line; documents without a time come after those with one.
    public let original: String
    /// Sorted, the original among them.
    public let members: [String]
    /// The smallest similarity without which the cluster would fall apart: low where chaining made it.
    public let weakestLink: Double
    /// Steps between the original and the member farthest from it, over reported pairs; 1 where all are its direct copies.
    public let radius: Int

    /// The line that `assay detect near-duplicates` prints (docs/contracts.md, "One detector alone").
    public var json: JSONValue {
        .object(
            JSONObject([
                ("cluster", .string(id)), ("original", .string(original)), ("members", .array(members.map { .string($0) })),
                ("weakest_link", .measurement(weakestLink)), ("radius", .integer(Int64(radius))),
            ]))
    }
}

/// The answer of a search, with what was cut short on the way.
public struct NearDuplicateReport: Sendable, Hashable {
    /// Sorted by (a, b); each pair once.
    public var pairs: [NearDuplicatePair] = []
    /// Sorted by original.
    public var clusters: [NearDuplicateCluster] = []
    public var documentCount = 0
    /// Documents without a single word; they match nothing.
    public var wordlessCount = 0
    /// Documents that had invisible, look-alike or stand-in characters folded away.
    public var disguisedCount = 0
    /// Buckets in which only the newest documents and the first were compared.
    public var cappedBucketCount = 0
    /// Groups of equal texts of which not every pair is listed.
    public var starredGroupCount = 0

    public init() {}
}

/// Why a document was refused.
public enum NearDuplicateError: Error, Hashable, Sendable {
    /// The id came before. Both are counted from 0 in the order of adding.
    case repeatedID(id: String, first: Int, again: Int)
}

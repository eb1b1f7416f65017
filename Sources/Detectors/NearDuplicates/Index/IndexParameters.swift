public import CanonicalJSON
internal import Contributions
internal import Sketches

/// Everything that two sketches must have in common to be compared: an index holds sketches of one kind only.
public struct IndexParameters: Hashable, Sendable {
    public let permutationCount: Int
    public let bandCount: Int
    public let rowCount: Int
    public let shingleWidth: Int
    public let containmentScale: Int
    /// What folding does to a text; raised whenever a text would be folded differently.
    public let foldingVersion: Int
    /// Names the seed without giving it away.
    public let seedName: String

    /// Raised whenever the same text would get another sketch.
    static let currentFolding = 1

    public init(_ options: NearDuplicateOptions) {
        let banding = Banding(threshold: options.threshold, permutationCount: options.permutationCount)
        permutationCount = options.permutationCount
        (bandCount, rowCount) = (banding.bandCount, banding.rowCount)
        shingleWidth = options.shingleWidth
        containmentScale = NearDuplicateOptions.containmentScale
        foldingVersion = Self.currentFolding
        seedName = Digest.sha256(Array("assay near-duplicate seed \(options.seed)".utf8)).short
    }

    public var json: JSONValue {
        .object(
            JSONObject([
                ("permutations", .integer(Int64(permutationCount))), ("bands", .integer(Int64(bandCount))), ("rows", .integer(Int64(rowCount))),
                ("shingle", .integer(Int64(shingleWidth))), ("containment_scale", .integer(Int64(containmentScale))),
                ("folding", .integer(Int64(foldingVersion))), ("seed_name", .string(seedName)),
            ]))
    }

    /// What differs between the parameters of an index and these, in words; nil where nothing does.
    public func difference(fromRecorded recorded: JSONValue) -> String? {
        guard let own = json.objectValue else { return nil }
        let differing = own.members.filter { recorded[$0.key] != $0.value }
        guard !differing.isEmpty else { return nil }
        return differing.map { member in
            let there = recorded[member.key].map(JSONWriter.text) ?? "nothing"
            return "\(member.key) is \(there) there and \(JSONWriter.text(member.value)) here"
        }.joined(separator: ", ")
    }
}

/// Why an index cannot be used.
public struct IndexError: Error, Hashable, Sendable {
    /// Stable slug: `index/damaged`, `index/other-version`, `index/other-parameters`, `index/repeated-id`.
    public let code: String
    public let cause: String
    public let hint: String?

    public init(_ code: String, _ cause: String, hint: String? = nil) {
        self.code = code
        self.cause = cause
        self.hint = hint
    }

    static func damaged(_ what: String) -> IndexError {
        IndexError("index/damaged", what, hint: "remove the index and build it anew from the submissions; nothing else is lost")
    }
}

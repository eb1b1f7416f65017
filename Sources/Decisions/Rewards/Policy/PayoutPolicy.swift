public import CanonicalJSON
public import Contributions
internal import Configuration
public import Diagnostics
public import Ledger

/// How fees are split: shares in parts per million of each fee; what no rule gives away goes to the treasury.
public struct PayoutPolicy: Hashable, Sendable {
    /// What happens to near-duplicates that stand in one answer.
    public enum Copies: String, Hashable, Sendable, CaseIterable {
        /// A cluster counts once, and its earliest cleared owner is paid.
        case earliest
        /// Every copy counts by itself: for comparison, since copying then pays.
        case each
    }

    public let name: String
    public let version: Int
    /// Share of a retrieval's fee that goes to the sources of the answer.
    public let retrievalPPM: Int64
    /// Share of an inference's fee that goes to those whom its credits name.
    public let inferencePPM: Int64
    /// Share of every fee that is pooled for what interactions claim.
    public let interactionPPM: Int64
    public let copies: Copies
    /// How long a reward can be challenged before it becomes final.
    public let challengeWindowDays: Int

    public static let wholePPM: Int64 = 1_000_000

    public init(
        name: String, version: Int, retrievalPPM: Int64, inferencePPM: Int64, interactionPPM: Int64, copies: Copies, challengeWindowDays: Int
    ) {
        precondition(retrievalPPM + interactionPPM <= Self.wholePPM && inferencePPM + interactionPPM <= Self.wholePPM, "shares exceed the fee")
        self.name = name
        self.version = version
        self.retrievalPPM = retrievalPPM
        self.inferencePPM = inferencePPM
        self.interactionPPM = interactionPPM
        self.copies = copies
        self.challengeWindowDays = challengeWindowDays
    }

    public var json: JSONValue {
        [
            "policy": .string(name), "version": .integer(Int64(version)), "retrieval_ppm": .integer(retrievalPPM),
            "inference_ppm": .integer(inferencePPM), "interaction_ppm": .integer(interactionPPM), "copies": .string(copies.rawValue),
            "challenge_window_days": .integer(Int64(challengeWindowDays)),
        ]
    }

    /// Reads back what `json` wrote, as the ledger keeps it with a settlement; nil for anything else.
    public init?(json: JSONValue) {
        guard let name = json["policy"]?.stringValue, let version = json["version"]?.integerValue,
            let retrieval = json["retrieval_ppm"]?.integerValue, let inference = json["inference_ppm"]?.integerValue,
            let interaction = json["interaction_ppm"]?.integerValue, let copies = json["copies"]?.stringValue.flatMap(Copies.init(rawValue:)),
            let days = json["challenge_window_days"]?.integerValue, ChallengeWindow.allowedDays.contains(days),
            [retrieval, inference, interaction].allSatisfy({ (0...Self.wholePPM).contains($0) }),
            max(retrieval, inference) + interaction <= Self.wholePPM
        else { return nil }
        self.init(
            name: name, version: Int(version), retrievalPPM: retrieval, inferencePPM: inference, interactionPPM: interaction, copies: copies,
            challengeWindowDays: Int(days))
        guard self.json == json else { return nil }
    }

    /// When the challenge window of what is proposed at this time ends.
    public func windowEnd(from time: Timestamp) -> Timestamp { window.end(of: time) }

    /// The same before windows ended at midnight, for settlements that do not state their window.
    public func plainWindowEnd(from time: Timestamp) -> Timestamp { time.advanced(bySeconds: Int64(challengeWindowDays) * 86_400) }

    public var window: ChallengeWindow { ChallengeWindow(days: challengeWindowDays) }

    public var digest: Digest { Digest.sha256(JSONWriter.bytes(json)) }

    /// Reads a policy file; mistakes name their place.
    public init(yaml bytes: [UInt8], file: String) throws(Diagnostic) {
        let fields = try MappingReader(try YAMLParser.parse(bytes, file: file), as: "a payout policy")
        try fields.allowOnly(["policy", "version", "retrieval_ppm", "inference_ppm", "interaction_ppm", "copies", "challenge_window_days"])
        let retrieval = try fields.integer("retrieval_ppm", in: 0...Self.wholePPM)
        let inference = try fields.integer("inference_ppm", in: 0...Self.wholePPM)
        let interaction = try fields.integer("interaction_ppm", in: 0...Self.wholePPM)
        for (key, share) in [("retrieval_ppm", retrieval), ("inference_ppm", inference)] where share + interaction > Self.wholePPM {
            throw Diagnostic(
                code: "policy/shares-exceed-fee", at: fields.node(key)?.span,
                cause: "\(key) and interaction_ppm together give away \(share + interaction) millionths of a fee",
                hint: "keep the sum at or below 1000000")
        }
        self.init(
            name: try fields.text("policy"), version: Int(try fields.integer("version", in: 1...1_000_000)), retrievalPPM: retrieval,
            inferencePPM: inference, interactionPPM: interaction, copies: try fields.choice("copies", default: .earliest),
            challengeWindowDays: Int(try fields.integer("challenge_window_days", in: ChallengeWindow.allowedDays)))
    }
}

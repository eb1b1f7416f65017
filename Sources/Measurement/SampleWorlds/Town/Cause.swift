/// Why an event is not plain honest traffic: the attack or the look-alike that it belongs to. The name is what labels.jsonl says.
public enum Cause: String, CaseIterable, Sendable {
    case exactCopy = "exact-copy"
    case lightEdit = "light-edit"
    case truncation
    case mosaic
    case zeroWidth = "zero-width"
    case homoglyph
    case templateFlood = "template-flood"
    case keywordStuffing = "keyword-stuffing"
    case queryEcho = "query-echo"
    case selfRetrievalLoop = "self-retrieval-loop"
    case lockstepSwarm = "lockstep-swarm"
    case washTrading = "wash-trading"
    // Context of an attack: what the attackers do besides, and the ordinary documents that they push.
    case lockstepCamouflage = "lockstep-camouflage"
    case lockstepTarget = "lockstep-target"
    case selfRetrievalCamouflage = "self-retrieval-camouflage"
    case selfRetrievalTarget = "self-retrieval-target"
    // Look-alikes.
    case classAssignment = "class-assignment"
    case officeNetwork = "office-network"
    case quotation
    case popularReference = "popular-reference"
    case nonNativeWriter = "non-native-writer"
    case templatedNotice = "templated-notice"
    case ownRevision = "own-revision"
    case honestFAQ = "honest-faq"
    case tradingPartners = "trading-partners"

    public enum Kind: String, Sendable { case attack, context, benign }

    /// An attack, what surrounds one, or an honest look-alike.
    public var kind: Kind {
        switch self {
        case .exactCopy, .lightEdit, .truncation, .mosaic, .zeroWidth, .homoglyph, .templateFlood, .keywordStuffing, .queryEcho, .selfRetrievalLoop,
            .lockstepSwarm, .washTrading:
            .attack
        case .lockstepCamouflage, .lockstepTarget, .selfRetrievalCamouflage, .selfRetrievalTarget: .context
        default: .benign
        }
    }

    static let attacks = allCases.filter { $0.kind == .attack }
    static let lookAlikes = allCases.filter { $0.kind == .benign }
}

public import CanonicalJSON

/// What is known to be true of a world: which events belong to an attack and which only look like one.
///
/// Everything that no label names is plain honest. Format: corpora/README.md.
public struct WorldLabels: Hashable, Sendable {
    /// What a label says of an event.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Part of an attack.
        case attack
        /// What surrounds an attack, such as the camouflage of its members: neither a catch nor a false accusation.
        case context
        /// Honest, though it looks like an attack.
        case benign
    }

    public struct Entry: Hashable, Sendable {
        /// `source#id`, as verdicts write it.
        public let event: String
        public let kind: Kind
        /// e.g. `light-edit` or `honest-quotation`.
        public let name: String
        public let participant: String?
        /// The submission that the event brings, where it brings one.
        public let submission: String?
        /// Attacks of one kind by one party.
        public let group: String?

        public init(event: String, kind: Kind, name: String, participant: String? = nil, submission: String? = nil, group: String? = nil) {
            self.event = event
            self.kind = kind
            self.name = name
            self.participant = participant
            self.submission = submission
            self.group = group
        }
    }

    public let entries: [Entry]
    let byEvent: [String: Entry]

    public init(_ entries: [Entry]) {
        self.entries = entries
        // An event that is part of an attack stays one even where it also looks like something benign.
        byEvent = Dictionary(entries.map { ($0.event, $0) }) { $0.kind == .attack ? $0 : $1 }
    }
}

extension WorldLabels {
    /// The label of each submission; that of an attack where there are several.
    var bySubmission: [String: Entry] {
        var found: [String: Entry] = [:]
        for entry in entries {
            guard let submission = entry.submission else { continue }
            if found[submission]?.kind != .attack { found[submission] = entry }
        }
        return found
    }
}

extension WorldLabels.Entry {
    /// Whose money a claim is: an attack's where its event or what it credits is labelled so.
    static func governing(event: WorldLabels.Entry?, source: WorldLabels.Entry?) -> WorldLabels.Entry? {
        event?.kind == .attack ? event : source?.kind == .attack ? source : event ?? source
    }

    /// Nil unless `event`, `kind` and `name` are there.
    public init?(json: JSONValue) {
        guard let event = json["event"]?.stringValue, let name = json["name"]?.stringValue,
            let kind = json["kind"]?.stringValue.flatMap(WorldLabels.Kind.init(rawValue:))
        else { return nil }
        self.init(
            event: event, kind: kind, name: name, participant: json["participant"]?.stringValue,
            submission: json["submission"]?.stringValue, group: json["group"]?.stringValue)
    }
}

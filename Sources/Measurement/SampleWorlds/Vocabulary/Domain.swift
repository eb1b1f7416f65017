/// What people in one field talk about: the words from which its documents and questions are made.
struct Domain: Sendable {
    let name: String
    let slug: String
    let roles: [String]
    /// Countable things, singular, without an article.
    let tools: [String]
    /// Plural or mass nouns.
    let stuffs: [String]
    let adjectives: [String]
    /// Transitive verbs in the past tense.
    let verbs: [String]
    /// Units that follow a number.
    let units: [String]
    let topics: [Topic]

    init(
        _ name: String, slug: String, roles: String, tools: String, stuffs: String, adjectives: String, verbs: String, units: String, topics: [Topic]
    ) {
        self.name = name
        self.slug = slug
        self.roles = Self.list(roles)
        self.tools = Self.list(tools)
        self.stuffs = Self.list(stuffs)
        self.adjectives = Self.list(adjectives)
        self.verbs = Self.list(verbs)
        self.units = Self.list(units)
        self.topics = topics
    }

    static func list(_ text: String) -> [String] { text.split(separator: ",").map { $0.trimmed } }

    static let all: [Domain] = [harbour, bees, glaze, rescue, looms, tides, radio, bakery, orchard, clocks]
}

/// One subject inside a domain.
struct Topic: Sendable {
    let name: String
    /// Noun phrases that follow "the".
    let terms: [String]
    /// What goes wrong: noun phrases without an article.
    let problems: [String]
    /// Gerund phrases.
    let actions: [String]

    init(_ name: String, terms: String, problems: String, actions: String) {
        self.name = name
        self.terms = Domain.list(terms)
        self.problems = Domain.list(problems)
        self.actions = Domain.list(actions)
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var slice = self
        while let first = slice.first, first.isWhitespace { slice.removeFirst() }
        while let last = slice.last, last.isWhitespace { slice.removeLast() }
        return String(slice)
    }
}

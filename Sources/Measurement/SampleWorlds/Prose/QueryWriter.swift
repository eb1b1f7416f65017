/// Questions that people type, in their own words, about a topic.
enum QueryWriter {
    private static let forms = Pattern.lines(
        """
        how do I stop {problem}
        what causes {problem}
        why do I get {problem} in {season}
        is {action} worth the trouble
        how to check the {term}
        what does the {term} tell you
        how often should the {term} be looked at
        best way of {action}
        {action} or {action2}, which first
        can a {adj} {tool} cause {problem}
        {topic}: how much does the {term} matter
        what is a good {term}
        who should watch the {term}, the {role} or the {role2}
        {problem} after replacing the {tool}
        difference between the {term} and the {term2}
        tips on {action} with a {tool}
        does {action} help against {problem}
        how do you measure the {term}
        need help with {problem} and {problem2}
        how many {unit} before the {term} goes wrong
        what to do first about {problem}
        {topic} advice for a new {role}
        signs of {problem}
        when should I start {action}
        """)

    /// How many questions of a topic are asked again and again, word for word.
    static let popularPerTopic = 7

    /// The town's wording of one popular question.
    static func popular(_ rank: Int, domain: Domain, topic: Topic, townSeed: UInt64) -> String {
        var random = PathRandom(townSeed, 0x51, UInt64(rank), UInt64(topic.name.utf8.count), PathRandom.hash(topic.name))
        return question(domain: domain, topic: topic, &random)
    }

    static func question(domain: Domain, topic: Topic, _ random: inout PathRandom) -> String {
        var out = ""
        for piece in random.pick(forms).pieces {
            switch piece {
            case .text(let text): out += text
            case .slot(let slot): out += fill(slot, domain, topic, &random)
            }
        }
        switch random.below(5) {
        case 0: return Slips.capitalised(out) + "?"
        case 1: return out + "?"
        case 2: return Slips.capitalised(out)
        default: return out
        }
    }

    private static func fill(_ slot: Pattern.Slot, _ domain: Domain, _ topic: Topic, _ random: inout PathRandom) -> String {
        switch slot {
        case .problem, .problem2: random.pick(topic.problems)
        case .action, .action2: random.pick(topic.actions)
        case .term, .term2: random.pick(topic.terms)
        case .role, .role2: random.pick(domain.roles)
        case .tool, .tool2: random.pick(domain.tools)
        case .adj, .adj2: random.pick(domain.adjectives)
        case .unit, .unit2: random.pick(domain.units)
        case .season: random.pick(Calendar.seasons)
        default: topic.name
        }
    }
}

extension PathRandom {
    /// FNV-1a over the text's bytes, as a seed.
    static func hash(_ text: String) -> UInt64 {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return value
    }
}

/// Text made from a frame: the flood of an attacker, the notices of an office, the plain sentences of a learner.
enum StockWriter {
    /// One of a template flood: the same skeleton each time, a few wordings per place, names of the field dropped in.
    static func flood(domain: Domain, topic: Topic, looseness: Int, _ random: inout PathRandom) -> String {
        var paragraphs: [String] = []
        for (index, wordings) in floodFrame.enumerated() {
            if index > 0, index < floodFrame.count - 1, random.chance(0.15) { continue }
            paragraphs.append(fill(random.pick(Array(wordings.prefix(looseness))), domain, topic, &random))
        }
        return paragraphs.joined(separator: random.chance(0.7) ? "\n\n" : " ")
    }

    private static let floodFrame: [[Pattern]] = [
        Pattern.lines(
            """
            In today's fast-moving world of {domain}, understanding the {term} is more important than ever. Whether you are a {role} or a {role2}, mastering {topic} can make all the difference.
            When it comes to {domain}, few subjects matter as much as {topic}. This comprehensive guide explores the {term} and offers practical insights for every {role}.
            {topic} plays a crucial role in modern {domain}. In this article, we will delve into the {term}, the {term2} and everything a {role} needs to know.
            """),
        Pattern.lines(
            """
            First and foremost, it is important to consider the {term}. A well-maintained {tool} not only prevents {problem} but also ensures consistent results over time.
            To begin with, let us look at the {term}. By paying close attention to the {tool}, you can effectively reduce {problem} and enhance overall performance.
            One key factor is the {term}. It is worth noting that {action} can significantly reduce {problem} while improving efficiency.
            """),
        Pattern.lines(
            """
            Another essential aspect is {action}. This approach allows the {role} to address {problem} proactively, leading to better outcomes for everyone involved.
            Furthermore, {action} offers numerous benefits. It helps to prevent {problem} and supports a more sustainable approach to {topic}.
            Additionally, it is essential to understand {action}. By leveraging the {term2}, every {role} can achieve reliable and repeatable results.
            """),
        Pattern.lines(
            """
            Moreover, the relationship between the {term} and {stuff} should not be overlooked. A balanced approach ensures that {problem} is kept to a minimum.
            It is also worth considering the role of {stuff}. When combined with {action}, the {tool} becomes a powerful asset for any {role}.
            In addition, {stuff} can have a significant impact on the {term2}. Careful planning and regular checks are key to long-term success.
            """),
        Pattern.lines(
            """
            In conclusion, {topic} is a vital part of {domain}. By focusing on the {term} and embracing {action}, you can unlock the full potential of your {tool}.
            To sum up, success in {topic} depends on the {term}, {action} and a commitment to continuous improvement. With these strategies in mind, any {role} can thrive.
            Overall, understanding the {term} and applying {action} will help you to navigate the challenges of {domain} with confidence.
            """),
    ]

    /// Words of the field again and again, in no sentence.
    static func stuffing(domain: Domain, topic: Topic, intensity: Int, _ random: inout PathRandom) -> String {
        var out = Slips.capitalised(topic.name) + " guide. "
        let keywords = [random.pick(topic.terms), random.pick(topic.problems), random.pick(topic.actions), topic.name]
        for index in 0..<(28 + 9 * intensity) {
            out += random.chance(0.72) ? keywords[random.below(keywords.count)] : random.pick(topic.terms + topic.problems)
            out += index % 9 == 8 ? ". " : [", ", " ", " ", " best "][random.below(4)]
        }
        return out
    }

    /// A notice of an office: always the same frame, always other facts, each of them needed.
    static func notice(office: String, number: Int, day: Int, frame: Int, domain: Domain, topic: Topic, _ random: inout PathRandom) -> String {
        let place = NameMaker.place(&random)
        let vessel = NameMaker.town(&random)
        let from = Calendar.clock(&random)
        let fact: String
        switch random.below(4) {
        case 0: fact = "The berth will be closed to vessels drawing more than \(random.within(3...9)).\(random.within(0...9)) metres."
        case 1: fact = "A tow with the barge \(vessel) will pass; wash is to be kept down."
        case 2: fact = "Divers work on the \(random.pick(domain.tools)); keep \(random.within(30...250)) metres clear."
        default:
            fact =
                "High water stands at \(random.within(2...6)).\(random.within(10...99)) metres at \(Calendar.clock(&random)); the gate opens \(random.within(20...90)) minutes before."
        }
        let reason = random.pick(topic.actions)
        return """
            NOTICE TO USERS OF THE HARBOUR No. \(number)/2026

            \(office) gives notice that on \(day) \(frame == 0 ? "March" : "April") 2026 from \(from) the following applies at \(place).
            \(fact)
            Reason: \(reason). Responsible: \(NameMaker.fullName(&random)), telephone extension \(random.within(100...999)).
            Masters and agents shall keep watch on channel \(random.within(6...77)). This notice replaces No. \(max(1, number - random.within(1...3)))/2026 and ends \(random.within(2...48)) hours after its start.
            """
    }

    /// Short plain sentences from few words, as somebody writes who still learns the language; every fact is the writer's own.
    static func learner(domain: Domain, topic: Topic, seed: UInt64, _ random: inout PathRandom) -> String {
        var out = ""
        let person = NameMaker.person(&random)
        for index in 0..<random.within(14...26) {
            let pattern = learnerLines[random.below(learnerLines.count)]
            out += Slips.capitalised(fill(pattern, domain, topic, &random, person: person)) + ". "
            if index % 6 == 5 { out += "\n" }
        }
        return out
    }

    private static let learnerLines = Pattern.lines(
        """
        I work with the {tool} in {month}
        it is very {adj}
        my friend {person} say: look at the {term}
        I have {num} {unit} this year
        first I do not know what is {problem}
        now I know it is from the {tool}
        I am {role} since {year}
        {problem} is not good for us
        I ask {person} and he help me
        we make {action} every {weekday}
        the {term} is important for me
        in my country we do not have the {term}
        I buy one {tool} for {num} crowns
        it is good when you do {action}
        you must not forget the {term}
        at {clock} I see {problem}
        I have only {small} {stuff}, it is not much
        many people here have {problem}
        this is all I know about {topic}
        I write it because I want to learn
        after {small} days it is better
        the old man at {place} show me the {tool}
        sorry for my English
        I think the {tool} is more easy than the {tool2}
        on {date} we have {num} {unit}
        """)

    static func fill(_ pattern: Pattern, _ domain: Domain, _ topic: Topic, _ random: inout PathRandom, person: String? = nil) -> String {
        var out = ""
        for piece in pattern.pieces {
            switch piece {
            case .text(let text): out += text
            case .slot(let slot):
                switch slot {
                case .term, .term2: out += random.pick(topic.terms)
                case .problem, .problem2: out += random.pick(topic.problems)
                case .action, .action2: out += random.pick(topic.actions)
                case .tool, .tool2: out += random.pick(domain.tools)
                case .stuff, .stuff2: out += random.pick(domain.stuffs)
                case .role, .role2: out += random.pick(domain.roles)
                case .adj, .adj2: out += random.pick(domain.adjectives)
                case .unit, .unit2: out += random.pick(domain.units)
                case .num, .num2: out += Calendar.number(&random)
                case .small: out += Calendar.small[random.below(Calendar.small.count)]
                case .month: out += random.pick(Calendar.months)
                case .weekday: out += random.pick(Calendar.weekdays)
                case .year: out += String(random.within(1990...2025))
                case .date: out += String(random.within(1...28)) + " " + random.pick(Calendar.months)
                case .clock: out += Calendar.clock(&random)
                case .place: out += NameMaker.place(&random)
                case .person, .other: out += person ?? NameMaker.person(&random)
                case .domain: out += domain.name
                default: out += topic.name
                }
            }
        }
        return out
    }
}

/// Writes one honest document: an author's habits, a topic, and a cast and figures of its own.
struct ProseWriter {
    let style: AuthorStyle
    let domain: Domain
    let topic: Topic
    var random: PathRandom
    private let cast: [String]
    private let places: [String]
    private var out = ""
    private var wordCount = 0
    /// What filled the gaps of the phrase at hand, so that no thing is compared with itself.
    private var used: [String] = []
    /// The phrases of the last sentences, so that a document does not repeat itself soon.
    private var recent: [Int] = []
    private static let memory = 24

    init(style: AuthorStyle, domain: Domain, topic: Topic, random: PathRandom) {
        self.style = style
        self.domain = domain
        self.topic = topic
        var random = random
        cast = (0..<4).map { _ in NameMaker.person(&random) }
        places = (0..<3).map { _ in NameMaker.place(&random) } + [NameMaker.town(&random)]
        self.random = random
    }

    /// The whole document. O(words).
    mutating func document(words: Int? = nil) -> String {
        out.reserveCapacity(3000)
        let target = words ?? random.within(style.words)
        if random.chance(0.6) { heading() }
        opening()
        var entry = 0
        while wordCount < target {
            entry += 1
            prefixEntry(entry)
            for _ in 0..<random.within(style.sentencesInParagraph) where wordCount < target + 30 { sentence() }
            out += style.form == .steps || style.form == .log ? "\n" : "\n\n"
        }
        closing()
        while out.hasSuffix("\n") || out.hasSuffix(" ") { out.removeLast() }
        return style.typoShare > 0 ? Slips.typos(in: out, share: style.typoShare, &random) : out
    }

    /// A few sentences, for text that stands among other text.
    mutating func passage(sentences: Int) -> String {
        out = ""
        for _ in 0..<sentences { sentence() }
        while out.hasSuffix(" ") { out.removeLast() }
        return out
    }

    private mutating func heading() {
        emit(random.pick(Phrasebook.titles), capital: true)
        out += "\n\n"
    }

    private mutating func opening() {
        switch style.form {
        case .letter: out += random.pick(["Dear ", "To ", "Good morning, ", "Hello "]) + cast[0] + ",\n\n"
        case .argument where random.chance(0.5):
            out += random.pick(["Against habit. ", "A complaint. ", "An opinion, nothing more. ", "Two sides. "])
        default: break
        }
    }

    private mutating func prefixEntry(_ entry: Int) {
        switch style.form {
        case .log: out += fill(.weekday) + " " + String(random.within(1...30)) + " " + fill(.month) + random.pick([": ", " \u{2013} ", ". "])
        case .steps: out += String(entry) + random.pick([". ", ") "])
        case .notes: out += "- "
        default: break
        }
    }

    private mutating func closing() {
        guard style.form == .letter else { return }
        out += random.pick(["Yours, ", "With regards, ", "Until spring, ", "Best, ", "In haste, "]) + cast[1] + "\n" + places[0]
    }

    private mutating func sentence() {
        if random.chance(style.questionShare) {
            emit(random.pick(Phrasebook.questions), capital: true)
            out += " "
            return
        }
        var first = true
        if random.chance(style.habitShare) {
            out += first && !style.lowersStarts ? Slips.capitalised(random.pick(style.habits)) : random.pick(style.habits)
            out += ", "
            wordCount += 2
            first = false
        }
        if random.chance(style.openingShare) {
            emit(random.pick(style.openers), capital: first)
            out += random.chance(0.8) ? ", " : " "
            first = false
        }
        emit(clause(), capital: first && !style.lowersStarts)
        var joins = 0
        while joins < 2, random.chance(style.joinShare / Double(joins + 1)) {
            emit(random.pick(style.joins), capital: false)
            emit(clause(), capital: false)
            joins += 1
        }
        if random.chance(style.tailShare) { emit(random.pick(style.tails), capital: false) }
        out += style.exclaims && random.chance(0.12) ? "! " : ". "
    }

    private mutating func emit(_ pattern: Pattern, capital: Bool) {
        var capital = capital
        used.removeAll(keepingCapacity: true)
        for piece in pattern.pieces {
            switch piece {
            case .text(let text):
                wordCount += 1
                out += capital ? Slips.capitalised(text) : text
            case .slot(let slot):
                wordCount += 2
                let text = fill(slot)
                Slips.fixArticle(before: text, in: &out)
                out += capital ? Slips.capitalised(text) : text
            }
            capital = false
        }
    }

    private mutating func fill(_ slot: Pattern.Slot) -> String {
        switch slot {
        case .person: cast[random.below(2)]
        case .other: cast[2 + random.below(2)]
        case .role, .role2: fresh(domain.roles)
        case .place: places[random.below(3)]
        case .town: places[3]
        case .tool, .tool2: fresh(domain.tools)
        case .stuff, .stuff2: fresh(domain.stuffs)
        case .adj, .adj2: fresh(domain.adjectives)
        case .verbed, .verbed2: fresh(domain.verbs)
        case .unit, .unit2: fresh(domain.units)
        case .term, .term2: fresh(topic.terms)
        case .problem, .problem2: fresh(topic.problems)
        case .action, .action2: fresh(topic.actions)
        case .num, .num2: Calendar.number(&random)
        case .small: Calendar.small[random.below(Calendar.small.count)]
        case .date: String(random.within(1...28)) + " " + random.pick(Calendar.months)
        case .month: random.pick(Calendar.months)
        case .year: String(random.within(1978...2025))
        case .weekday: random.pick(Calendar.weekdays)
        case .clock: Calendar.clock(&random)
        case .season: random.pick(Calendar.seasons)
        case .domain: domain.name
        case .topic: topic.name
        case .about, .because, .often, .very, .but, .also, .people, .need, .show, .think: style.word(for: slot)
        }
    }

    private mutating func clause() -> Pattern {
        var index = random.below(style.clauses.count)
        for _ in 0..<6 where recent.contains(index) { index = random.below(style.clauses.count) }
        recent.append(index)
        if recent.count > Self.memory { recent.removeFirst() }
        return style.clauses[index]
    }

    /// An item that this phrase does not hold yet, where three draws find one.
    private mutating func fresh(_ items: [String]) -> String {
        var item = random.pick(items)
        for _ in 0..<3 where used.contains(item) { item = random.pick(items) }
        used.append(item)
        return item
    }
}

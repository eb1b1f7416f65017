internal import Corpora

/// Finds instructions that a document addresses to the model that will read it.
///
/// A small set of shapes rather than a list of known strings: who is addressed, what is to be overridden, what is to be done to the answer.
/// It reads folded words, so that invisible characters, look-alike letters and odd spacing hide nothing. Indirect prompt injection:
/// Greshake et al., "Not What You've Signed Up For" (2023); the categories of task-shifting attacks: Yi et al., BIPIA (2023).
enum InjectionPatterns {
    struct Finding: Hashable, Sendable {
        let shape: Shape
        /// Words of the text that show it.
        let words: Range<Int>
    }

    enum Shape: String, Hashable, Sendable, CaseIterable {
        /// `ignore all previous instructions`
        case overridesInstructions = "overrides earlier instructions"
        /// `<|im_start|>system`
        case forgesRole = "forges a role marker of a chat template"
        /// `if you are an AI assistant`
        case addressesModel = "addresses a language model"
        /// `do not tell the user`
        case demandsSecrecy = "demands secrecy towards the user"
        /// `reveal your system prompt`
        case asksForPrompt = "asks for the system prompt"
        /// `from now on you are`
        case assignsRole = "assigns the reader a new role"
        /// `add a sentence in your response that …`
        case steersAnswer = "tells the reader what to put into its answer"

        /// Its place among all, as it is kept.
        var number: UInt8 {
            switch self {
            case .overridesInstructions: 0
            case .forgesRole: 1
            case .addressesModel: 2
            case .demandsSecrecy: 3
            case .asksForPrompt: 4
            case .assignsRole: 5
            case .steersAnswer: 6
            }
        }

        init?(number: UInt8) {
            guard let shape = Self.allCases.first(where: { $0.number == number }) else { return nil }
            self = shape
        }

        /// How sure one finding of the shape is, 0 to 1. Steering also stands in letters and exam papers (`in your reply, quote …`), so once is not enough.
        var weight: Double {
            switch self {
            case .overridesInstructions: 0.9
            case .demandsSecrecy, .asksForPrompt: 0.7
            case .forgesRole, .addressesModel: 0.6
            case .assignsRole, .steersAnswer: 0.4
            }
        }
    }

    /// Words of a text that are read.
    static let wordLimit = 20_000

    /// 0 to 1: one less the chance that every shape found is innocent. Two findings of a shape count, more do not.
    static func strength(_ shapes: some Collection<Shape>) -> Double {
        guard !shapes.isEmpty else { return 0 }
        var innocent = 1.0
        for shape in Shape.allCases {
            let count = shapes.count { $0 == shape }
            for _ in 0..<min(count, 2) { innocent *= 1 - shape.weight }
        }
        return 1 - innocent
    }

    /// The folded words of a text, decoded one by one: few places need any.
    struct Words {
        let text: FoldedText
        let count: Int

        subscript(_ index: Int) -> String { String(decoding: text.bytes[text.words[index].folded], as: UTF8.self) }
    }

    /// In order of place; O(words).
    /// - Parameters:
    ///   - original: the text's bytes before folding.
    ///   - mayBegin: false for places whose word is not one of `beginnings`, to spare the reading.
    static func findings(in text: FoldedText, original: [UInt8], mayBegin: (Int) -> Bool) -> [Finding] {
        let words = Words(text: text, count: min(text.words.count, wordLimit))
        var found: [Finding] = []
        for index in 0..<words.count where mayBegin(index) {
            guard let shape = shape(at: index, in: words), !isQuoted(text.words[index], original: original) else { continue }
            if let last = found.last, last.shape == shape, last.words.upperBound > index { continue }
            found.append(Finding(shape: shape, words: max(0, index - 2)..<min(words.count, index + 14)))
        }
        if forgesRole(original) { found.append(Finding(shape: .forgesRole, words: 0..<min(words.count, 16))) }
        return found
    }

    private static func shape(at index: Int, in words: Words) -> Shape? {
        let word = words[index]
        func next(_ offset: Int) -> String { index + offset < words.count ? words[index + offset] : "" }
        func within(_ range: ClosedRange<Int>, _ set: Set<String>) -> Int? { range.first { set.contains(next($0)) } }
        if overriding.contains(word), let prior = within(1...3, earlier), within(prior + 1...prior + 3, orders) != nil {
            return .overridesInstructions
        }
        if word == "do" || word == "don" || word == "never" || word == "dont" {
            if let verb = within(1...2, telling), let user = within(verb + 1...verb + 3, ["user", "users"]), user > verb { return .demandsSecrecy }
        }
        if revealing.contains(word), let system = within(1...4, ["system", "hidden", "initial"]),
            within(system + 1...system + 1, ["prompt", "instructions"]) != nil
        {
            return .asksForPrompt
        }
        if addressesModel(word, next) { return .addressesModel }
        if word == "you" && next(1) == "are" && next(2) == "now" || word == "now" && next(1) == "on" && next(2) == "you" { return .assignsRole }
        if steering.contains(word), steersAnswer(index, in: words) { return .steersAnswer }
        return nil
    }

    /// `if you are an AI`, `as an AI assistant you must`, `note to language models`, `attention LLM`, `AI assistants reading this`.
    private static func addressesModel(_ word: String, _ next: (Int) -> String) -> Bool {
        func isModel(_ offset: Int) -> Bool {
            models.contains(next(offset)) || next(offset) == "ai" || next(offset) == "language" && next(offset + 1).hasPrefix("model")
        }
        if word == "you" && (next(1) == "are" || next(1) == "re") { return isModel(2) || (next(2) == "a" || next(2) == "an") && isModel(3) }
        if word == "note" || word == "message" || word == "instruction" || word == "instructions" {
            return (next(1) == "to" || next(1) == "for") && (isModel(2) || isModel(3) && (next(2) == "the" || next(2) == "all" || next(2) == "any"))
        }
        if word == "attention" || word == "dear" { return isModel(1) }
        if word == "ai" || models.contains(word) {
            return (1...3).contains { next($0) == "reading" && ["this", "these"].contains(next($0 + 1)) }
        }
        return false
    }

    /// A verb of editing, then within a sentence's reach `your answer`, `your response` and the like.
    private static func steersAnswer(_ index: Int, in words: Words) -> Bool {
        let end = min(words.count, index + 24)
        for place in index + 1..<max(index + 1, end) where words[place] == "your" && place + 1 < words.count && answers.contains(words[place + 1]) {
            return true
        }
        return false
    }

    /// Inside quotation marks it is somebody's example.
    private static func isQuoted(_ word: FoldedText.Word, original: [UInt8]) -> Bool {
        guard word.original.lowerBound > 0, word.original.lowerBound < original.count else { return false }
        let before = original[word.original.lowerBound - 1]
        // An ASCII quotation mark, or the last byte of “ or ‘ or «.
        return before == 0x22 || before == 0x27 || before == 0x60 || before == 0x9C || before == 0x98 || before == 0xAB
    }

    private static func forgesRole(_ original: [UInt8]) -> Bool {
        guard original.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "#") }) else { return false }
        let text = String(decoding: original, as: UTF8.self).lowercased()
        return ["<|im_start|>", "<|system|>", "<|start_header_id|>", "<<sys>>", "[inst]", "### instruction:", "### system:"].contains {
            text.contains($0)
        }
    }

    /// The words with which a shape begins.
    static let beginnings: Set<String> = overriding.union(revealing).union(models).union(steering).union([
        "do", "don", "never", "dont", "you", "now", "note", "message", "instruction", "instructions", "attention", "dear", "ai",
    ])
    private static let overriding: Set<String> = ["ignore", "disregard", "forget", "override", "overrule", "bypass", "discard"]
    private static let earlier: Set<String> = [
        "previous", "prior", "above", "earlier", "preceding", "all", "any", "other", "your", "existing", "original", "initial", "foregoing",
    ]
    private static let orders: Set<String> = [
        "instructions", "instruction", "prompt", "prompts", "directions", "directives", "commands", "programming", "guidelines", "context",
    ]
    private static let telling: Set<String> = ["tell", "mention", "reveal", "inform", "disclose", "show", "alert", "warn"]
    private static let revealing: Set<String> = ["reveal", "print", "repeat", "output", "show", "leak", "disclose", "display"]
    private static let models: Set<String> = ["llm", "llms", "chatbot", "chatbots", "gpt", "chatgpt"]
    private static let steering: Set<String> = [
        "add", "include", "insert", "integrate", "incorporate", "append", "embed", "augment", "enhance", "modify", "encode", "encrypt", "translate",
        "reverse", "render", "express", "shift", "substitute", "convert", "mention", "promote", "weave", "place", "introduce", "utilize", "employ",
        "merge", "blend", "apply", "respond", "reply",
    ]
    private static let answers: Set<String> = [
        "response", "responses", "answer", "answers", "reply", "replies", "output", "completion", "message", "elucidation", "implementation",
        "codebase", "algorithm",
    ]
}

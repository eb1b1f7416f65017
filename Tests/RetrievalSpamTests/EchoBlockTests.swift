import SearchIndex
import Testing

@testable import RetrievalSpam

@Suite("Typed queries in a row, and questions with answers")
struct EchoBlockTests {
    typealias Screen = RetrievalSpamScreen

    static let questions = [
        "how often should the sluice gate be greased", "what causes ice on the mill race", "who should watch the wheel pit at night",
        "is raising the paddles in spring worth the trouble", "what to do first about a cracked gudgeon",
    ]
    static let answers = [
        "Twice a year, before the floods and after them, with tallow rather than oil, which the river washes out within a week.",
        "Slow water and clear nights. Keep the race moving, break the edges every morning and leave the trash rack open until noon.",
        "The pond warden does, and in his absence the eldest apprentice, who signs the book and rings the bell if the level rises.",
        "Mostly not. The wood swells by itself when the water warms, and whoever raises them early pays for new wedges in autumn.",
        "Stop the wheel, shore the shaft with two oak blocks and send for the smith; a cracked gudgeon never lasts out the day.",
    ]

    static func page(_ numbers: Range<Int> = 0..<5) -> String { numbers.map { questions[$0] + "?\n" + answers[$0] }.joined(separator: "\n\n") }

    static func queries(_ numbers: [Int] = Array(0..<5)) -> [Screen.Query] {
        numbers.flatMap { number in (0..<4).map { Screen.Query(id: "q\(number)-\($0)", text: questions[number], consumer: "c\($0)") } }
    }

    static func strength(_ text: String, asked: [Int] = Array(0..<5), among others: [Screen.Document] = []) -> Double {
        let documents = [Screen.Document(id: "d", text: text, owner: "writer")] + others + DocumentSpamTests.prose(30)
        let answer = Screen.assess(documents: documents, queries: queries(asked))[0]
        return answer.reasons.first { $0.signal == "retrieval_spam.query_echo" }?.value ?? 0
    }

    @Test("A page of questions and answers stays clear however many others echo its questions")
    func answeredAmongBait() {
        let bait = (0..<5).map { Screen.Document(id: "b\($0)", text: Self.questions.joined(separator: "\n") + "\nCome to us.", owner: "baiter") }
        for title in ["Questions that visitors ask about mills\n\n", ""] {
            #expect(Self.strength(title + Self.page(), among: bait) < 0.5)
            #expect(Self.strength(title + Self.page()) < 0.5)
        }
    }

    @Test("A table of contents above its own answers is not bait")
    func tableOfContents() {
        #expect(Self.strength(Self.questions.joined(separator: "\n") + "\n\n" + Self.page()) < 0.5)
    }

    @Test("Related questions below a long article, and curt answers, are not bait")
    func relatedQuestionsAndCurtAnswers() {
        var world = RetrievalWorld(seed: 23)
        #expect(Self.strength(world.prose(sentences: 60) + "\nRelated: " + Self.questions[..<3].joined(separator: "? ")) < 0.5)
        let curt = zip(
            Self.questions, ["Twice a year with tallow.", "Slow and clear nights.", "The pond warden alone.", "No, the wood swells.", "Stop."])
        #expect(Self.strength("Mill questions\n" + curt.map { $0 + "? " + $1 }.joined(separator: "\n")) < 0.5)
    }

    @Test(
        "Queries strung together are bait, numbered or not, though nobody asked for some of them",
        arguments: [[0, 1, 2, 3, 4], [0, 1, 2], [0, 1, 3, 4], [0, 1, 3]])
    func strung(asked: [Int]) {
        let own = "\nThe miller knows more and tells it to those who visit the shop on a quiet evening in the narrow valley."
        #expect(Self.strength(Self.questions.joined(separator: "\n") + own, asked: asked) >= 0.5)
        #expect(Self.strength(Self.questions.joined(separator: " ") + own, asked: asked) >= 0.5)
        let numbered = Self.questions.enumerated().map { "\($0.offset + 1). \($0.element)" }.joined(separator: "\n")
        #expect(Self.strength(numbered + own, asked: asked) >= 0.5)
    }

    @Test("Pages of different people under one common question are no crowd")
    func commonQuestion() {
        let others = (0..<4).map { Screen.Document(id: "o\($0)", text: Self.questions[0] + "? " + Self.answers[$0], owner: "o\($0)") }
        #expect(Self.strength(Self.questions[0] + "? " + Self.answers[4], asked: [0], among: others) < 0.5)
    }

    @Test("Windows counted by numbered words agree with sorting each window", arguments: [1, 2, 3] as [UInt64])
    func windows(seed: UInt64) {
        var world = RetrievalWorld(seed: seed)
        let terms = (0..<300).map { _ in Vocabulary.Term(world.random(40) * world.random(40) / 20) }
        var tally = WindowTally(terms) { $0 % 3 != 0 }
        for start in stride(from: 0, to: 220, by: 17) {
            let range = start..<start + 80
            let counts = terms[range].reduce(into: [:]) { $0[$1, default: 0] += 1 }
            let expected = counts.filter { $0.key % 3 != 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3)
            let window = tally.count(range)
            #expect(window.top.map(\.count) == expected.map(\.value))
            #expect(window.top.map { tally.distinctTerms[$0.word] } == expected.map(\.key))
            #expect(window.distinct == counts.count && tally.distinct(range) == counts.count)
            let runs = Set((start..<start + 79).map { [terms[$0], terms[$0 + 1]] })
            #expect(tally.repeatedShare(range, length: 2) == 1 - Double(runs.count) / 79)
        }
    }
}

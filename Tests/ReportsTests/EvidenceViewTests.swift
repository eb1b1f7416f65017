import Ledger
import CanonicalJSON
import Contributions
import Detection
import Testing

@testable import Reports

@Suite("Evidence on the page")
struct EvidenceViewTests {
    private static func passage(_ text: String, _ matches: [Range<Int>]) -> MarkedPassage {
        MarkedPassage(Evidence.Passage(submission: "s", owner: "o", time: nil, text: text, matches: matches))
    }

    @Test("Matching words are marked, differing words underlined, spaces between matches bridged")
    func spans() {
        let marked = Self.passage("one two red four", [0..<3, 4..<7, 12..<16])
        #expect(marked.html.markup == "<mark>one two</mark> <span class=\"diff\">red</span> <mark>four</mark>")
    }

    @Test("A range that cuts through a character marks only whole characters")
    func misaligned() {
        #expect(Self.passage("é€x", [1..<3]).html.markup == "<span class=\"diff\">é</span><mark>€</mark><span class=\"diff\">x</span>")
    }

    @Test("Without recorded matches nothing counts as differing")
    func unmatched() {
        #expect(Self.passage("one two", []).html.markup == "one two")
    }

    @Test("A zero-width character and a look-alike letter are shown, named and counted")
    func disguise() {
        let marked = Self.passage("p\u{430}y\u{200B}\u{200B}ment", [])
        #expect(marked.html.markup.contains("title=\"U+0430 CYRILLIC SMALL LETTER A, looks like a\">\u{430}</span>"))
        #expect(marked.html.markup.contains("title=\"U+200B ZERO WIDTH SPACE\">∅×2</span>"))
        #expect(marked.disguiseSummary == "2 invisible characters, 1 look-alike letter")
    }

    @Test("Look-alikes: full-width and mathematical letters and whole disguised words in Latin text")
    func lookAlikes() {
        for text in ["ｐayment now", "\u{1D429}ayment now", "the price of \u{441}\u{43E}\u{440} is fair", "n\u{3BF}rth"] {
            #expect(DisguiseMarks(Array(text.unicodeScalars)).lookAlikeCount > 0, "\(text)")
        }
    }

    @Test(
        "Honest text in other scripts has no disguise",
        arguments: [
            "Москва стоит на реке", "see the word Россия in this text", "Η Αθήνα είναι πόλη", "東京は大きい", "می\u{200C}خواهم", "👩\u{200D}💻 codes",
            "naïve café Łódź", "Ærøskøbing", "the angle α and the base β",
        ])
    func honestScripts(text: String) {
        #expect(Self.passage(text, []).disguiseSummary == nil)
    }

    @Test("Look-alike letters map to the Latin letter they resemble")
    func twins() {
        let pairs: [(Unicode.Scalar, Character)] = [
            ("а", "a"), ("у", "y"), ("А", "A"), ("Ү", "Y"), ("κ", "k"), ("Χ", "X"), ("ց", "g"), ("ｚ", "z"), ("\u{1D41A}", "a"), ("\u{1D400}", "A"),
        ]
        for (scalar, twin) in pairs { #expect(DisguiseMarks.latinTwin(scalar) == twin, "\(VisibleText.name(scalar))") }
        #expect(DisguiseMarks.latinTwin("a") == nil)
    }

    @Test("A swarm's meetings are found within the window only")
    func meetings() {
        func action(_ seconds: Int64, _ actor: String, _ target: String) -> ActorTimeline.Action {
            .init(time: Timestamp(seconds: seconds), actor: actor, target: target)
        }
        let timeline = ActorTimeline(
            actions: [
                action(1000, "b", "x"), action(0, "a", "x"), action(30, "b", "x"), action(2000, "a", "x"), action(2030, "a", "x"),
                action(5, "c", "y"),
            ],
            windowSeconds: 60)
        #expect(timeline.actors == ["a", "c", "b"])
        #expect(timeline.targets == ["x", "y"])
        #expect(timeline.meetings.map(\.first.seconds) == [0] && timeline.meetings.map(\.last.seconds) == [30])
    }

    @Test("A timeline of one moment, of many actors and of many targets stays a picture")
    func crowds() {
        let many = (0..<500).map { (time: Timestamp(seconds: 7), actor: "actor \($0)", target: "target \($0 % 30)") }
        let html = EvidenceView(id: "f1", evidence: [.timeline(many, windowSeconds: 0)]).html.markup
        #expect(MarkupChecker(html).problems == [])
        #expect(html.contains("100 more actions are in report.json"))
        #expect(html.contains("The first 40 actors are drawn"))
        #expect(html.contains("22 other targets"))
    }

    @Test("Measures in one unit share a plot; another unit gets its own")
    func expectations() {
        let html = EvidenceView(
            id: "f1",
            evidence: [
                .expectation("a", observed: 4, expected: 2, unit: "visits"), .expectation("b", observed: 1, expected: 0, unit: "visits"),
                .expectation("c", observed: 0.5, expected: 0.1, unit: "share"),
            ]
        ).html.markup
        #expect(html.split(separator: "<figure ").count == 2)
        #expect(html.contains("× 2.0") && html.contains("–"))
    }

    @Test("Pieces that measure the same share a bar, a list of what they share and a table of what differs")
    func repeated() {
        func piece(_ document: String, _ observed: Double) -> Evidence {
            .expectation(
                "share", observed: observed, expected: 0.1, unit: "share",
                details: JSONObject([
                    ("document", .string(document)), ("owner", .string("p-7")), ("text", .string(String(repeating: "long ", count: 20))),
                ]))
        }
        let same = EvidenceView(id: "f1", evidence: [piece("d1", 0.9), piece("d2", 0.9)]).html.markup
        #expect(same.split(separator: "class=\"t-observed\"").count - 1 == 2, "one bar and one mark in the legend")
        #expect(same.split(separator: "p-7").count == 2)
        #expect(same.contains("<dt>document, by piece of evidence</dt><dd>d1, d2</dd>"))
        let other = EvidenceView(id: "f1", evidence: [piece("d1", 0.9), piece("d2", 0.8)]).html.markup
        #expect(other.contains("share (d1)") && other.contains("share (d2)"))
        #expect(!other.contains("Where the pieces of evidence differ"))
        let twoFields = [("a", 1.0), ("b", 2.0)].map { name, value in
            Evidence.expectation(
                "x", observed: 1, expected: 1, unit: "", details: JSONObject([("document", .string(name)), ("n", .measurement(value))]))
        }
        #expect(EvidenceView(id: "f1", evidence: twoFields).html.markup.contains("Where the pieces of evidence differ"))
        #expect(MarkupChecker(same).problems == [] && MarkupChecker(other).problems == [])
    }

    @Test("Details carry their units: durations, amounts, what was left out")
    func details() {
        let action = (time: Timestamp(seconds: 1), actor: "a", target: "t")
        let html = EvidenceView(
            id: "f1",
            evidence: [
                .timeline([action], windowSeconds: 60, details: JSONObject([("shown", 1), ("of", 90)])),
                .expectation(
                    "x", observed: 1, expected: 1, unit: "u",
                    details: JSONObject([
                        ("gap_seconds", JSONValue.integer(5400)), ("fee_micros", JSONValue.integer(2_500_000)),
                        ("largest", JSONValue.array([["payee": "p", "visits": 3]])), ("p_value", JSONValue.decimal("1e-9")),
                    ])),
            ]
        ).html.markup
        for part in ["1 of 90 actions", "1 h 30 min", "2.50 credits", "payee p, visits 3", "<dt>chance among honest</dt><dd>1.0e-09</dd>"] {
            #expect(html.contains(part), "\(part)")
        }
    }

    @Test("Unreadable evidence is said to be so, and surplus evidence is counted")
    func broken() {
        let unreadable = Evidence(kind: .passages, JSONObject([("copy", "nonsense")]))
        #expect(EvidenceView(id: "f1", evidence: [unreadable]).html.markup.contains("no readable passages"))
        let notes = (0..<11).map { Evidence.note("n\($0)") }
        #expect(EvidenceView(id: "f1", evidence: notes).html.markup.contains("3 more pieces"))
        for kind in Evidence.Kind.allCases {
            #expect(MarkupChecker(EvidenceView(id: "f1", evidence: [Evidence(kind: kind, JSONObject())]).html.markup).problems == [])
        }
    }
}

import CanonicalJSON
import Contributions
import Ledger
import Numerics

/// Invented authors for tests: nothing here was taken from anybody's text.
enum Writing {
    /// Loose, uneven, personal.
    static func person(_ random: inout SeededRandom, sentences: Int = 8) -> String {
        let openings = ["well", "i think", "so anyway", "last week", "my brother said", "no idea why but", "honestly", "we", "then"]
        let middles = [
            "the pump broke again", "nobody came to fix the gate", "i ate two plums", "it rained on the tents", "the dog hid my left boot",
            "we lost the key", "dad laughed till he cried", "the kettle's been whistling", "somebody painted the shed blue",
        ]
        let endings = ["", " and that was it", " , which is typical", " ... twice", " because of course", " (don't ask)", " i guess"]
        var text: [String] = []
        for _ in 0..<sentences {
            var sentence = random.choice(openings) ?? ""
            for _ in 0..<random.int(in: 1...3) { sentence += " " + (random.choice(middles) ?? "") + (random.choice(endings) ?? "") }
            text.append(sentence + (random.choice([".", "!", "?", ""]) ?? ""))
        }
        return text.joined(separator: " ")
    }

    /// Even, hedged, general.
    static func machine(_ random: inout SeededRandom, sentences: Int = 6) -> String {
        let openings = ["Additionally,", "Furthermore,", "Overall,", "In conclusion,", "Moreover,", "It is important to note that"]
        let subjects = ["effective communication", "a balanced approach", "the community", "continuous improvement", "sustainable development"]
        let verbs = ["plays a crucial role in ensuring", "can significantly enhance", "provides valuable insights into", "fosters a sense of"]
        let objects = ["positive outcomes and lasting growth", "the overall quality of life", "collaboration and innovation", "meaningful progress"]
        return (0..<sentences).map { _ in
            [openings, subjects, verbs, objects].map { random.choice($0) ?? "" }.joined(separator: " ") + "."
        }.joined(separator: " ")
    }

    /// A learner's English: few words, plain sentences, the odd missing article.
    static func learner(_ random: inout SeededRandom, sentences: Int = 12) -> String {
        let people = ["I", "my sister", "my teacher", "the man in shop", "we", "my friend from work"]
        let verbs = ["go to", "like", "work in", "see", "want to visit", "walk to", "clean"]
        let things = ["the market", "big city", "school", "the house of my family", "small garden", "the bus station", "church"]
        let tails = ["because is cheap", "every day", "with my son", "when I have time", "and it is good", "but is too far", "on Sunday"]
        return (0..<sentences).map { _ in
            [people, verbs, things, tails].map { random.choice($0) ?? "" }.joined(separator: " ") + "."
        }.joined(separator: " ")
    }

    /// A product review made from one template and short lists.
    static func filled(_ random: inout SeededRandom) -> String {
        let adjective = random.choice(["great", "fine", "solid", "superb"]) ?? ""
        let thing = random.choice(["lamp", "chair", "kettle", "radio"]) ?? ""
        let place = random.choice(["kitchen", "office", "bedroom"]) ?? ""
        return "This \(adjective) \(thing) is the best choice for every \(place) and it arrives quickly in a sturdy box. We have used the \(thing) "
            + "for several weeks now and would recommend this \(adjective) product to anybody who wants a \(adjective) \(thing) at home."
    }

    /// A harbour office's tide notice: fixed form, new facts each day.
    static func notice(_ random: inout SeededRandom, day: Int) -> String {
        let vessel = (0..<2).map { _ in syllables(&random) }.joined(separator: " ")
        return "Notice to mariners. On day \(day) of the season the \(vessel) will berth at quay \(random.int(in: 1...90)) at "
            + "\(random.int(in: 0...23)) hours \(random.int(in: 0...59)). High water is \(random.int(in: 100...999)) centimetres; the pilot is "
            + "\(syllables(&random)) and cargo \(random.int(in: 1000...99_999)) bound for \(syllables(&random)) must be cleared by \(syllables(&random))."
    }

    private static func syllables(_ random: inout SeededRandom) -> String {
        (0..<random.int(in: 2...4)).map { _ in
            (random.choice(Array("bdfgklmnprstv")).map(String.init) ?? "") + (random.choice(Array("aeiou")).map(String.init) ?? "")
        }.joined()
    }
}

/// Submission events in a row.
struct Submissions {
    private(set) var records: [RecordedEvent] = []
    private var minutes = 0

    mutating func add(_ text: String, by contributor: String, after minutes: Int = 1, origin: String? = nil, language: String? = nil) throws {
        self.minutes += minutes
        let start = Timestamp(rfc3339: "2026-03-01T00:00:00Z")?.microseconds ?? 0
        let time = Timestamp(microseconds: start + Int64(self.minutes) * 60_000_000)
        var data = JSONObject([
            ("submission", .string("s-\(records.count)")), ("contributor", .string(contributor)), ("dataset", "d"), ("text", .string(text)),
        ])
        if let origin { data["origin"] = .string(origin) }
        if let language { data["language"] = .string(language) }
        let envelope: JSONValue = [
            "specversion": "1.0", "id": .string("e-\(records.count)"), "source": "test", "type": "assay.submission.v1",
            "time": .string(time.rfc3339), "data": .object(data),
        ]
        records.append(RecordedEvent(position: records.count, event: try ContributionEvent(decoding: envelope)))
    }
}

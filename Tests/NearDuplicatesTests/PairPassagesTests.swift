import NearDuplicates
import Testing

@Suite("Passages of a pair")
struct PairPassagesTests {
    @Test("the words that one text has alone are outside the matches, whatever disguise the others wear")
    func differing() {
        let original = "The harbour master keeps a ledger of every vessel that comes in before dawn with the name of the captain"
        let copy = "The h\u{430}rbour master keeps a ledger of each ves\u{200B}sel that comes in before dawn with the name of the captain"
        let passages = PairPassages(original, copy, options: NearDuplicateOptions())
        func alone(_ excerpt: PairPassages.Excerpt) -> String {
            var bytes = Array(excerpt.text.utf8)
            for range in excerpt.matches.reversed() { bytes.replaceSubrange(range, with: Array("|".utf8)) }
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(alone(passages.a) == "| every |")
        #expect(alone(passages.b) == "| each |")
    }

    @Test("texts that share nothing have no matches; long ones are cut to an excerpt around what they share")
    func excerpts() {
        let none = PairPassages("one two three four five six", "seven eight nine ten eleven twelve", options: NearDuplicateOptions())
        #expect(none.a.matches.isEmpty && none.b.matches.isEmpty)
        let filler = (0..<2000).map { "filler\($0)" }.joined(separator: " ")
        let shared = "what the two have in common stands far behind the beginning of the first"
        let cut = PairPassages(filler + " " + shared, shared, options: NearDuplicateOptions())
        #expect(cut.a.text.contains("what the two have in common") && cut.a.text.utf8.count <= 800)
    }
}

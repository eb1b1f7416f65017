import Ledger
import CanonicalJSON
import Contributions
import Detection

@testable import Reports

/// Findings with every kind of evidence, for pages to look at.
enum SampleFindings {
    static let all = [copies, swarm, flood, spam, selfRetrieval]

    static let originalText =
        "The lamp oil of the northern harbour is pressed from linseed in the second week of autumn. Three families hold the right to the press, and each keeps the ledger of its own barrels. A barrel that stands longer than two winters turns dark and may not be sold as lamp oil."
    static let copyText =
        "The l\u{430}mp oil of the north\u{200B}ern harbour is pressed from linseed in the third week of autumn. Three families hold the right to the press, and each keeps the record of its own barrels. \u{202E}A barrel that stands longer than two winters turns dark and may not be sold as <b>lamp oil</b>."

    /// Ranges of whole words that stand in both texts, by a plain longest-common-subsequence of words.
    static func matches(_ text: String, _ other: String) -> [Range<Int>] {
        func key(_ word: Substring) -> String {
            String(word.unicodeScalars.filter { $0.value < 0x80 && $0.properties.isAlphabetic }.map(Character.init)).lowercased()
        }
        let theirs = Set(other.split(separator: " ").map(key))
        var out: [Range<Int>] = []
        for word in text.split(separator: " ") where theirs.contains(key(word)) || word.contains("\u{430}") {
            let start = text.utf8.distance(from: text.startIndex, to: word.startIndex)
            out.append(start..<start + word.utf8.count)
        }
        return out
    }

    static let passages = Evidence.passages(
        copy: .init(
            submission: "sub-0412", owner: "mill-17", time: SampleReport.time("2026-03-12T09:15:02Z"), text: copyText,
            matches: matches(copyText, originalText)),
        original: .init(
            submission: "sub-0077", owner: "writer-08", time: SampleReport.time("2026-03-02T17:40:00Z"), text: originalText,
            matches: matches(originalText, copyText)),
        details: JSONObject([
            ("jaccard", .measurement(0.8312)), ("containment_copy", .measurement(0.914)), ("containment_original", .measurement(0.902)),
            ("folded", "1 zero-width, 1 look-alike"),
        ]))

    static let copies = FraudReport.Finding(
        id: "near_duplicate:copies:sub-0077", detector: "near_duplicate", kind: "copies",
        title: "19 submissions share most of their text with an earlier one",
        participants: ["mill-17", "writer-08", "<img src=x onerror=alert(1)>"], eventCount: 19, verdicts: VerdictCounts(hold: 1, reject: 18),
        moneyTouched: MicroCredits(149_800_000),
        summary: "Submissions of mill-17 repeat 83 % to 100 % of the word sequences of sub-0077, which writer-08 submitted ten days earlier.",
        rules: [
            .init(
                id: "near-duplicate/exact-copy", version: "1.0.0", outcome: .reject,
                reason: "the folded text equals that of an earlier submission of another owner, and nothing is declared in derived_from.", events: 18),
            .init(
                id: "near-duplicate/light-edit", version: "1.2.0", outcome: .hold,
                reason: "nine tenths of the text stand in an earlier submission, with invisible characters inside words.", events: 1),
        ], evidence: [passages])

    static let swarm: FraudReport.Finding = {
        let actors = (1...9).map { "agent-ring-0\($0)" }
        let targets = ["dataset-harbour", "dataset-tides", "dataset-ropes", "dataset-sails"]
        var actions: [(time: Timestamp, actor: String, target: String)] = []
        for (burst, start) in ["2026-03-11T08:00:00Z", "2026-03-12T21:30:00Z", "2026-03-15T13:10:00Z", "2026-03-23T02:45:00Z"].enumerated() {
            for (index, actor) in actors.enumerated() where (index + burst) % 5 != 0 {
                actions.append((SampleReport.time(start).advanced(bySeconds: Int64((index * 37 + burst * 11) % 240)), actor, targets[burst]))
            }
        }
        for (index, actor) in actors.enumerated() {
            actions.append((SampleReport.time("2026-03-13T06:00:00Z").advanced(bySeconds: Int64(index * index * 9341)), actor, "popular-reference"))
        }
        actions.sort { $0.time < $1.time }
        return FraudReport.Finding(
            id: "swarm:lockstep:agent-ring-01", detector: "swarm", kind: "lockstep",
            title: "Nine agents act on the same four datasets within minutes",
            participants: actors, eventCount: 85, verdicts: VerdictCounts(hold: 85), moneyTouched: MicroCredits(87_410_250),
            summary:
                "Nine agents met on four datasets within four minutes each time; by the popularity of those datasets, 0.8 such meetings would be expected.",
            pValue: 3.1e-9,
            rules: [
                .init(
                    id: "swarm/lockstep", version: "2.0.1", outcome: .hold,
                    reason: "the actor met the same others far more often than the popularity of the targets explains.", events: 85)
            ],
            evidence: [
                .timeline(actions, windowSeconds: 600), .expectation("meetings within 10 min", observed: 28, expected: 0.8, unit: "meetings"),
                .expectation("distinct targets met at", observed: 4, expected: 0.3, unit: "meetings"),
                .expectation("share of actions in meetings", observed: 0.78, expected: 0.05, unit: "share of actions"),
            ])
    }()

    static let flood = FraudReport.Finding(
        id: "synthetic_text:flood:mill-17", detector: "synthetic_text", kind: "flood", title: "61 submissions in one hour follow one template",
        participants: ["mill-17"], eventCount: 61, verdicts: VerdictCounts(clear: 55, hold: 6), moneyTouched: MicroCredits(61_200_000),
        summary: "The contributor's batch scores above every one of 1 240 human calibration batches; the texts are declared as human.",
        pValue: 0.0008,
        rules: [
            .init(
                id: "synthetic/flood", version: "1.0.0", outcome: .hold,
                reason: "the batch as a whole reads like template output and is not declared as synthetic.", events: 6)
        ],
        evidence: [
            .expectation("distinct sentence openings", observed: 7, expected: 49, unit: "openings"),
            .note("Declared origin: human. Median gap between submissions: 41 s."),
        ])

    static let spam = FraudReport.Finding(
        id: "retrieval_spam:stuffing:sub-0931", detector: "retrieval_spam", kind: "stuffing",
        title: "A document repeats the words of frequent questions",
        participants: ["<script>alert(1)</script>"], eventCount: 43, verdicts: VerdictCounts(hold: 43), moneyTouched: MicroCredits(2_500_000),
        summary: "Eight terms of the most frequent questions fill a third of the document.", pValue: 0.004,
        rules: [
            .init(
                id: "retrieval/keyword-stuffing", version: "1.0.0", outcome: .hold,
                reason: "terms of frequent questions stand far denser than in comparable documents.", events: 43)
        ],
        evidence: [
            .terms(
                [("harbour", 31, 2.1), ("permit", 28, 1.4), ("fee", 25, 3.0), ("deadline", 22, 0.9), ("\u{202E}gnorts", 9, 0.01)],
                details: JSONObject([("words", 410)]))
        ])

    static let selfRetrieval = FraudReport.Finding(
        id: "retrieval_spam:self-retrieval:agent-5", detector: "retrieval_spam", kind: "self-retrieval",
        title: "A consumer's questions are answered almost only from its own funder's submissions", participants: ["agent-5", "writer-12"],
        eventCount: 61, eventIDs: (1...61).map { "engine/rag-eu-1#evt-\(4000 + $0 * 7)" },
        verdicts: VerdictCounts(hold: 61), moneyTouched: MicroCredits(1_830_000),
        summary: "57 of 61 questions of agent-5 cite writer-12, who shares its funder.",
        pValue: 1.2e-14, evidence: [.expectation("citations of linked submissions", observed: 57, expected: 3.2, unit: "citations")])
}

import Ledger
import CanonicalJSON
import Contributions
import Detection
import Testing

@Suite("Evidence") struct EvidenceTests {
    @Test("Passages survive the way through the ledger's bytes")
    func passages() throws {
        let copy = Evidence.Passage(submission: "s2", owner: "bob", time: Timestamp(seconds: 10), text: "héllo world", matches: [0..<6])
        let original = Evidence.Passage(submission: "s1", owner: "ann", time: nil, text: "hello", matches: [])
        let evidence = Evidence.passages(copy: copy, original: original, details: JSONObject([("jaccard", .measurement(0.5))]))
        let back = try #require(Evidence(json: try JSONParser.parse(JSONWriter.bytes(.object(evidence.fields)))))
        #expect(back.kind == .passages)
        #expect(back.copy == copy)
        #expect(back.original == original)
    }

    @Test("Matches outside the text are dropped when evidence is read back")
    func badMatches() throws {
        let json = try JSONParser.parse(#"{"submission":"s","owner":"o","text":"abc","matches":[[0,2],[2,9],[-1,1],[2,1]]}"#)
        #expect(Evidence.Passage(json: json)?.matches == [0..<2])
    }

    @Test("Evidence without a known kind is refused")
    func unknownKind() {
        #expect(Evidence(json: ["kind": "hearsay"]) == nil)
        #expect(Evidence(json: ["text": "x"]) == nil)
    }

    @Test("A timeline comes back in order")
    func timeline() {
        let actions = [(time: Timestamp(seconds: 1), actor: "a", target: "t"), (time: Timestamp(seconds: 2), actor: "b", target: "t")]
        let back = Evidence.timeline(actions, windowSeconds: 600).timelineActions
        #expect(back.map(\.actor) == ["a", "b"])
        #expect(back.map(\.time) == actions.map(\.time))
    }
}

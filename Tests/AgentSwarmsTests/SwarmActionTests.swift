import AgentSwarms
import CanonicalJSON
import Contributions
import Testing

@Suite("Reading actions and writing lines")
struct SwarmActionTests {
    @Test("a full action is read, with a time in either form")
    func reads() throws {
        let value: JSONValue = [
            "actor": "a", "target": "t", "time": "2026-03-01T09:15:02Z", "payee": "p", "amount": 7, "network": "hmac:n", "device": .null, "extra": [],
        ]
        let action = try SwarmAction(decoding: value)
        #expect(action.payee == "p" && action.amount == MicroCredits(7) && action.identifiers == Identifiers(network: "hmac:n"))
        let seconds = try SwarmAction(decoding: ["actor": "a", "target": "t", "time": 1_772_356_502])
        #expect(seconds.time == action.time)
    }

    @Test(
        "what is wrong is said with its place",
        arguments: [
            ("[]", SwarmActionError.Code.notAnObject, ""), (#"{"target":"t","time":1}"#, .missingField, ""),
            (#"{"actor":"a","target":"t"}"#, .missingField, ""), (#"{"actor":5,"target":"t","time":1}"#, .wrongType, "actor"),
            (#"{"actor":"","target":"t","time":1}"#, .badName, "actor"), (#"{"actor":"a","target":"t","time":"noon"}"#, .badTime, "time"),
            (#"{"actor":"a","target":"t","time":-4}"#, .badTime, "time"), (#"{"actor":"a","target":"t","time":1.5}"#, .badTime, "time"),
            (#"{"actor":"a","target":"t","time":1,"amount":-1}"#, .badAmount, "amount"),
            (#"{"actor":"a","target":"t","time":1,"amount":0.5}"#, .badAmount, "amount"),
        ])
    func refuses(text: String, code: SwarmActionError.Code, place: String) throws {
        let value = try JSONParser.parse(text)
        let error = #expect(throws: SwarmActionError.self) { try SwarmAction(decoding: value) }
        #expect(error?.code == code)
        #expect(error?.path.dotted == place)
    }

    @Test("the report has a line for each cluster, each actor and each event, under the given line numbers")
    func lines() throws {
        var batch = SwarmBatch()
        for line in [10, 20] { batch.add(SwarmAction(actor: "a\(line)", target: "t", time: Timestamp(seconds: 3)), line: line) }
        var lines: [String] = []
        batch.report().forEachLine { lines.append(JSONWriter.text($0)) }
        #expect(
            lines == [
                #"{"actor":"a10","driven_share":0,"kind":"actor","score":0}"#, #"{"actor":"a20","driven_share":0,"kind":"actor","score":0}"#,
                #"{"hold":false,"kind":"event","line":10}"#, #"{"hold":false,"kind":"event","line":20}"#,
            ])
    }

    @Test("a cluster's line holds members, targets, a p-value and evidence")
    func clusterLine() throws {
        let names = SwarmAdversaryTests.members("evader", 12)
        let ring = SwarmAdversaryTests.ring("paid", members: names, targets: 12, jitter: 3600, cover: 0.5, seed: 8)
        let cluster = try #require(SwarmWorld.report(SwarmAdversaryTests.honest.actions + ring).clusters.first)
        #expect(cluster.id == "swarm:lockstep:evader-0")
        #expect(cluster.targets.count == 12)
        #expect(cluster.pValue < 0.01)
        #expect(cluster.evidence.map(\.kind) == [.expectation, .timeline])
        #expect((1...60).contains(cluster.evidence[1].timelineActions.count))
        #expect(cluster.json["evidence"]?.arrayValue?.count == 3)
    }
}

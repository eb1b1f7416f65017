import Contributions
import Identities
import Detection
import Testing

@testable import RetrievalSpam

@Suite("Self-retrieval loops")
struct SelfRetrievalTests {
    private static let signal = "retrieval_spam.self_retrieval"

    @Test("an owner who retrieves its own document again and again is held for every such retrieval, the first included")
    func ownLoop() throws {
        var world = RetrievalWorld()
        world.honestTraffic()
        world.participant("greedy", device: "dev-g")
        world.submit("bait", by: "greedy", world.prose())
        let loop = (0..<30).map { _ in world.retrieve("greedy", "bait query", ["bait", "doc-0-0"]) }
        let findings = world.detector.findings()
        for position in loop {
            let signal = try #require(findings.signals[position]?.first { $0.name == Self.signal })
            #expect(signal.value >= 0.5)
            #expect(try #require(signal.pValue) < 1e-6)
        }
        let cluster = try #require(findings.clusters.first { $0.kind == "self-retrieval" })
        #expect(cluster.participants == ["greedy"])
        #expect(cluster.events == loop)
        #expect(cluster.summary.contains("0.030000"))
        #expect(world.greatest("retrieval_spam.query_diversity", among: loop) > 0.9)
    }

    @Test(
        "puppets that share a device or a funder with the owner are seen, whatever honest retrievals they mix in",
        arguments: ["device", "funder"], [0, 1, 3])
    func puppets(shared: String, camouflage: Int) {
        var world = RetrievalWorld(seed: 11)
        world.honestTraffic()
        func identify(_ name: String) {
            world.participant(name, device: shared == "device" ? "ring" : "dev-\(name)", funder: shared == "funder" ? "ring" : "fund-\(name)")
        }
        identify("boss")
        for number in 0..<4 { identify("puppet-\(number)") }
        for number in 0..<3 { world.submit("ring-\(number)", by: "boss", world.prose()) }
        var loop: [Int] = []
        for round in 0..<40 {
            let puppet = "puppet-\(round % 4)"
            loop.append(world.retrieve(puppet, world.query(), ["ring-\(round % 3)", "doc-1-1"]))
            for _ in 0..<camouflage { world.honestRetrieval(by: puppet) }
        }
        let signals = world.detector.findings().signals
        #expect(loop.allSatisfy { position in (signals[position] ?? []).contains { $0.name == Self.signal && $0.value >= 0.5 } })
        let others = world.records.map(\.position).filter { !loop.contains($0) }
        #expect(world.greatest(Self.signal, among: others) < 0.5)
    }

    @Test("links are followed through a third participant")
    func transitive() {
        var world = RetrievalWorld()
        world.honestTraffic()
        world.participant("boss", device: "d1")
        world.participant("middle", device: "d1", funder: "f1")
        world.participant("far", funder: "f1")
        world.submit("bait", by: "boss", world.prose())
        let loop = (0..<25).map { _ in world.retrieve("far", world.query(), ["bait"]) }
        #expect(world.greatest(Self.signal, among: loop) >= 0.5)
    }

    @Test("looking up one's own document a few times is checking", arguments: [1, 2, 3, 5])
    func checking(times: Int) {
        var world = RetrievalWorld()
        world.honestTraffic()
        world.participant("author")
        world.submit("fresh", by: "author", world.prose())
        for _ in 0..<times { world.retrieve("author", "is my document found", ["fresh"]) }
        #expect(world.greatest(Self.signal) < 0.5)
    }

    @Test("an office behind one network address is not accused, though colleagues retrieve one another's documents", arguments: [6, 12, 30])
    func office(people: Int) {
        var world = RetrievalWorld(seed: 23)
        world.honestTraffic()
        for number in 0..<people {
            world.participant("clerk-\(number)", network: "office", device: "desk-\(number)")
            world.submit("memo-\(number)", by: "clerk-\(number)", world.prose())
        }
        for round in 0..<people * 20 {
            // Their own field: nine in ten answers come from the office, and hardly anybody else needs them.
            let colleague = world.random(people)
            if round % 10 == 0 {
                world.honestRetrieval(by: "clerk-\(colleague)")
            } else {
                var other = world.random(people)
                if other == colleague { other = (other + 1) % people }
                world.retrieve("clerk-\(colleague)", world.query(), ["memo-\(other)"])
            }
        }
        #expect(world.greatest(Self.signal) < 0.5)
        #expect(world.detector.findings().clusters.allSatisfy { $0.kind != "self-retrieval" })
    }

    @Test("owners of popular reference documents may use them too")
    func popularReference() {
        var world = RetrievalWorld(seed: 5)
        world.honestTraffic(300)
        world.participant("editor", device: "dev-editor")
        world.submit("handbook", by: "editor", world.prose(sentences: 30))
        for round in 0..<400 { world.honestRetrieval(by: "consumer-\(round % 25)", with: ["handbook"]) }
        for _ in 0..<20 { world.retrieve("editor", world.query(), ["handbook", "doc-3-1"]) }
        #expect(world.greatest(Self.signal) < 0.5)
        #expect(world.greatest("retrieval_spam.hubness") < 0.3)
    }

    @Test("a class that opens the same assigned documents is not a loop, even from one network and lab devices")
    func classOfStudents() {
        var world = RetrievalWorld(seed: 31)
        world.honestTraffic()
        world.participant("teacher", network: "school", device: "desk")
        for number in 0..<4 { world.submit("lesson-\(number)", by: "teacher", world.prose()) }
        for student in 0..<30 {
            world.participant("student-\(student)", network: "school", device: "lab-\(student % 15)")
            for number in 0..<4 { world.retrieve("student-\(student)", "lesson \(number) reading", ["lesson-\(number)"]) }
        }
        #expect(world.greatest(Self.signal) < 0.5)
    }

    @Test("a campus device or an exchange that many share links nobody")
    func hubIdentifier() {
        var uses = IdentifierUses()
        for participant in 0..<100 { uses.add(Identifiers(device: "hmac:kiosk"), of: Int32(participant)) }
        let links = IdentityLinks(uses, participantCount: 100)
        #expect(links.strength(0, 1) == 0)
        #expect(links.components() == (0..<100).map { Int32($0) })
    }

    @Test("link strength falls with the number of holders and rises with the number of shared identifiers")
    func strengths() {
        var uses = IdentifierUses()
        for participant in 0..<2 { uses.add(Identifiers(network: "hmac:a", device: "hmac:b"), of: Int32(participant)) }
        for participant in 2..<12 { uses.add(Identifiers(network: "hmac:c"), of: Int32(participant)) }
        let links = IdentityLinks(uses, participantCount: 12)
        #expect(links.strength(0, 0) == 1)
        #expect(links.strength(0, 1) > 0.9)
        #expect(links.strength(2, 3) < 0.5)
        #expect(links.strength(0, 2) == 0)
    }

    @Test("unpaid retrievals count for nothing where others are paid")
    func unpaid() {
        var world = RetrievalWorld()
        world.honestTraffic()
        world.participant("tester")
        world.submit("own", by: "tester", world.prose())
        for _ in 0..<50 { world.retrieve("tester", "smoke test", ["own"], fee: 0) }
        #expect(world.greatest(Self.signal) == 0)
    }
}

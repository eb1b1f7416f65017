import AgentSwarms
import CanonicalJSON
import Contributions
import Detection
import Ledger
import Numerics
import Testing

@Suite("The swarm detector as a fold")
struct AgentSwarmDetectorTests {
    /// A small platform: sixty consumers and a ring that asks again and again for seven documents of one owner, in waves, with as many asks for show.
    struct Platform {
        var events: [(time: Int, type: String, data: JSONValue)] = []
        var random: SeededRandom
        static let start: Int64 = 1_772_323_200

        init(seed: UInt64, ring: Int) {
            random = SeededRandom(seed: seed)
            for name in 0..<60 { join("person-\(name)", funder: nil) }
            for name in 0..<ring { join("ring-\(name)", funder: name.isMultiple(of: 2) ? "hmac:purse" : nil) }
            for _ in 0..<1100 { ask("person-\(random.int(in: 0..<60))", at: random.int(in: 0..<2_500_000)) }
            if ring > 0 { plant(ring) }
            // The documents are told of last: payees must be resolved at the watermark.
            for document in 0..<240 { submit("doc-\(document)", owner: "writer-\(document % 30)") }
            for document in 0..<7 { submit("paid-\(document)", owner: "writer-77") }
        }

        mutating func plant(_ ring: Int) {
            for wave in 0..<12 {
                let centre = random.int(in: 200_000..<2_400_000)
                for name in 0..<ring where random.chance(0.86) {
                    ask("ring-\(name)", at: centre + random.int(in: 0..<14_400), paid: "paid-\(wave % 7)")
                }
            }
            for name in 0..<ring { for _ in 0..<11 { ask("ring-\(name)", at: random.int(in: 0..<2_500_000)) } }
        }

        mutating func join(_ name: String, funder: String?) {
            var data: JSONObject = JSONObject([("participant", .string(name)), ("roles", .array(["consumer"]))])
            if let funder { data["identifiers"] = ["funder": .string(funder)] }
            events.append((0, "assay.participant.v1", .object(data)))
        }

        mutating func submit(_ name: String, owner: String) {
            events.append(
                (
                    2_600_000, "assay.submission.v1",
                    ["submission": .string(name), "contributor": .string(owner), "dataset": "d", "text": "words and words"]
                ))
        }

        /// Three results, of which two or three are cited, popular ones more often.
        mutating func ask(_ actor: String, at time: Int, paid: String? = nil) {
            var found = (0..<3).map { _ in "doc-\(Int(random.unit() * random.unit() * 240))" }
            if let paid { found[0] = paid }
            let results: [JSONValue] = found.enumerated().map { place, submission in
                ["submission": .string(submission), "rank": .integer(Int64(place + 1)), "cited": .bool(place < 2)]
            }
            events.append(
                (
                    time, "assay.retrieval.v1",
                    [
                        "retrieval": .string("r\(events.count)"), "consumer": .string(actor), "index": "i", "query": "q",
                        "results": .array(results), "fee": 1000,
                    ]
                ))
        }

        func records() throws -> [RecordedEvent] {
            try events.sorted { $0.time < $1.time }.enumerated().map { position, event in
                let envelope: JSONValue = [
                    "specversion": "1.0", "id": .string("e\(position)"), "source": "test", "type": .string(event.type),
                    "time": .string(Timestamp(seconds: Self.start + Int64(event.time)).rfc3339), "data": event.data,
                ]
                return RecordedEvent(position: position, event: try ContributionEvent(decoding: envelope))
            }
        }
    }

    static func findings(_ records: [RecordedEvent]) -> Findings {
        var detector = AgentSwarmDetector()
        for record in records { detector.observe(record) }
        return detector.findings()
    }

    @Test("a ring that comes back to seven documents is found among seventy people", arguments: [201, 202, 203])
    func ring(seed: UInt64) throws {
        let records = try Platform(seed: seed, ring: 13).records()
        let findings = Self.findings(records)
        let lockstep = findings.clusters.filter { $0.kind == "lockstep" }
        #expect(lockstep.count == 1, "seed \(seed)")
        let members = Set(lockstep.first?.participants ?? [])
        #expect(members.count { $0.hasPrefix("ring") } >= 12 && members.allSatisfy { $0.hasPrefix("ring") }, "seed \(seed)")
        for (position, signals) in findings.signals {
            guard case .retrieval(let retrieval) = records[position].event.payload else {
                Issue.record("a signal on something else than a retrieval")
                continue
            }
            if signals.contains(where: { $0.name == "swarm.event_driven" }) { #expect(members.contains(retrieval.consumer)) }
        }
        let paid = records.filter { record in
            guard case .retrieval(let retrieval) = record.event.payload else { return false }
            return retrieval.results[0].submission.hasPrefix("paid")
        }
        let held = paid.count { record in (findings.signals[record.position] ?? []).contains { $0.name == "swarm.event_driven" } }
        #expect(Double(held) >= 0.9 * Double(paid.count), "seed \(seed)")
    }

    @Test("without the ring nobody has a signal", arguments: [204, 205, 206])
    func quiet(seed: UInt64) throws {
        let findings = Self.findings(try Platform(seed: seed, ring: 0).records())
        #expect(findings == Findings(), "seed \(seed)")
    }

    @Test("every signal is declared, on the event types that it declares, and answering twice gives the same")
    func declared() throws {
        let records = try Platform(seed: 207, ring: 13).records()
        var detector = AgentSwarmDetector()
        for record in records { detector.observe(record) }
        let findings = detector.findings()
        #expect(findings == detector.findings())
        let types = Dictionary(uniqueKeysWithValues: AgentSwarmDetector.signals.map { ($0.name, Set($0.eventTypes)) })
        #expect(!findings.signals.isEmpty)
        for (position, signals) in findings.signals {
            #expect(Set(signals.map(\.name)).count == signals.count)
            for signal in signals { #expect(types[signal.name]?.contains(records[position].event.type) == true) }
        }
    }

    @Test("claims that go round get the loop signal on the claims between members")
    func loop() throws {
        let trades = LoopTests.market(seed: 41) + LoopTests.wash(members: 4, rounds: 16, seed: 42)
        let records = try trades.sorted { $0.time < $1.time }.enumerated().map { position, trade in
            let envelope: JSONValue = [
                "specversion": "1.0", "id": .string("e\(position)"), "source": "test", "type": "assay.interaction.v1",
                "time": .string(trade.time.rfc3339),
                "data": [
                    "from": .string(trade.actor), "to": .string(trade.payee ?? ""), "resource": "service", "kind": "payment",
                    "amount": .integer(trade.amount?.micros ?? 0),
                ],
            ]
            return RecordedEvent(position: position, event: try ContributionEvent(decoding: envelope))
        }
        let findings = Self.findings(records)
        #expect(findings.clusters.map(\.kind) == ["loop"])
        #expect(findings.clusters.first?.participants == ["w0", "w1", "w2", "w3"])
        #expect(findings.signals.count == 64)
        #expect(findings.signals.values.allSatisfy { $0.contains { $0.name == "swarm.loop" && $0.value > 0.9 } })
    }
}

import CanonicalJSON
import Detection
import Diagnostics
import Rules
import Testing

private let declared = [
    SignalDeclaration(name: "near.jaccard", eventTypes: ["assay.submission.v1", "assay.retrieval.v1"], meaning: "share")
]

private struct Seen {
    let type: String
    let second: Int64
    let data: JSONValue
}

/// Draws events of two types, two keys and a few values, some late by up to six windows.
private func world(seed: UInt64) -> [Seen] {
    var state = seed
    func draw(_ bound: UInt64) -> Int64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int64((state >> 33) % bound)
    }
    return (0..<400).map { index in
        let late = draw(5) == 0 ? draw(600) : 0
        return Seen(
            type: draw(3) == 0 ? "b" : "a", second: Int64(index) * 7 - late,
            data: draw(10) == 0 ? [:] : ["who": .string("k\(draw(2))"), "what": .integer(draw(4))])
    }
}

/// The contract, written out over the whole prefix.
private func plain(_ aggregate: Aggregate, _ events: ArraySlice<Seen>, _ event: Seen) -> AggregateFold.Answer? {
    guard let key = event.data["who"] else { return nil }
    if let latest = events.map(\.second).max(), event.second < latest - 3 * aggregate.windowSeconds { return nil }
    let counted = events.filter {
        $0.type == aggregate.eventType && $0.data["who"] == key && $0.second >= event.second - aggregate.windowSeconds && $0.second < event.second
    }
    let values = counted.compactMap { $0.data["what"] }
    switch aggregate.kind {
    case .count: return .known(Double(counted.count))
    case .rate: return .known(Double(counted.count) / Double(aggregate.windowSeconds) * 3600)
    case .distinct: return .known(Double(Set(values).count))
    case .sum: return .known(values.compactMap(\.doubleValue).reduce(0, +))
    case .share: return .known(counted.isEmpty ? 0 : Double(values.filter { $0 == event.data["what"] }.count) / Double(counted.count))
    case .firstSeen: return .known(counted.map(\.second).min().map { Double(event.second - $0) } ?? 0)
    }
}

@Suite("Aggregates over earlier events") struct AggregateTests {
    @Test("The fold agrees with the contract written out plainly, late events included", arguments: Aggregate.Kind.allCases, [UInt64(1), 2, 3])
    func contract(kind: Aggregate.Kind, seed: UInt64) throws {
        let aggregate = Aggregate(
            name: "x", kind: kind, eventType: "a", key: ["who"], value: kind.needsValue ? ["what"] : [], windowSeconds: 100)
        let events = world(seed: seed)
        var fold = AggregateFold(aggregate)
        var (known, unknown) = (0, 0)
        for (index, event) in events.enumerated() {
            let answer = fold.answer(at: event.second * 1_000_000, data: event.data)
            switch (plain(aggregate, events[..<index], event), answer) {
            case (.known(let expected)?, .known(let found)):
                #expect(abs(expected - found) < 1e-9, "event \(index), seed \(seed)")
                known += 1
            case (nil, .unknown): unknown += 1
            case (let expected, let found): Issue.record("event \(index), seed \(seed): \(String(describing: expected)) and \(found)")
            }
            fold.observe(type: event.type, at: event.second * 1_000_000, data: event.data)
        }
        #expect(known > 100 && unknown > 10)
    }

    private static func read(_ aggregates: String, _ when: String = "aggregates.x > 3") -> RuleSetReader {
        var reader = RuleSetReader(declared: declared)
        let text =
            "aggregates:\n  x: \(aggregates)\nrules:\n  - id: r\n    version: 1\n    status: live\n    outcome: hold\n"
            + "    on: [assay.retrieval.v1]\n    when: \(when)\n    reason: r\n    owner: o\n"
        reader.read(Array(text.utf8), file: "r.yaml")
        return reader
    }

    @Test("An aggregate is declared in YAML, read by conditions, and read back from a ledger")
    func declaration() throws {
        let reader = Self.read("{count: assay.retrieval.v1, by: event.data.consumer, last: 36h}")
        #expect(reader.diagnostics == [])
        let set = try #require(reader.ruleSet())
        #expect(set.aggregates == [Aggregate(name: "x", kind: .count, eventType: "assay.retrieval.v1", key: ["consumer"], windowSeconds: 129_600)])
        #expect(try RuleSet(json: set.json) == set)
        #expect(set.digest != RuleSet(set.rules).digest)
    }

    @Test(
        "A mistake in an aggregate is named with its place",
        arguments: [
            ("{count: assay.retrieval.v1, by: event.data.consumer}", "rules/aggregate-window", 3),
            ("{count: assay.retrieval.v1, by: event.data.consumer, last: -1h}", "rules/aggregate-window", 65),
            ("{count: assay.retrieval.v1, by: event.data.consumer, last: next 1h}", "rules/aggregate-window", 65),
            ("{count: assay.retrieval.v1, by: event.data.consumer, last: 400d}", "rules/aggregate-window", 65),
            ("{count: assay.retrieval.v2, by: event.data.consumer, last: 1h}", "rules/unknown-event-type", 14),
            ("{count: assay.retrieval.v1, by: consumer, last: 1h}", "rules/bad-aggregate", 38),
            ("{distinct: assay.retrieval.v1, by: event.data.consumer, last: 1h}", "rules/bad-aggregate", 3),
            ("{by: event.data.consumer, last: 1h}", "rules/bad-aggregate", 3),
        ])
    func mistakes(text: String, code: String, column: Int) throws {
        let fault = try #require(Self.read(text).diagnostics.first)
        #expect(fault.code == code)
        #expect(fault.span?.line == 2)
        #expect(fault.span?.column == column)
    }

    @Test("A condition that names an aggregate nobody declared is refused")
    func undeclared() throws {
        let reader = Self.read("{count: assay.retrieval.v1, by: event.data.consumer, last: 1h}", "aggregates.y > 3")
        #expect(reader.diagnostics.count == 1)
        #expect(reader.ruleSet() == nil)
    }
}

import CanonicalJSON
import Contributions
import Corpora
import Detection
import Diagnostics
import Glibc
import Numerics
import Ledger
import Rules
import Operations

/// Times the deciding of rules, over signals drawn from a seed.
enum RulesBenchJob {
    static func run(_ options: RulesBenchOptions, _ terminal: Terminal) throws -> ExitCode {
        let rules = try ShippedFiles.ruleSet(options.rules)
        let program = RuleProgram(rules)
        let facts = try options.signals.map(Self.facts(in:)) ?? Self.facts(seed: UInt64(options.seed))
        var fired = 0
        let start = clock()
        for index in 0..<options.events { fired += program.decide(facts[index % facts.count]).firings.count }
        let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
        let rows = terminal.rows(["rules", "events", "firings", "cpu_seconds", "events_per_second"])
        var row = JSONObject([("rules", .integer(Int64(rules.rules.count { $0.status == .live }))), ("events", .integer(Int64(options.events)))])
        row["firings"] = .integer(Int64(fired))
        row["cpu_seconds"] = .measurement((seconds * 1000).rounded() / 1000)
        row["events_per_second"] = .integer(Int64(Double(options.events) / max(seconds, 1e-6)))
        row["ruleset"] = .string(rules.digest.description)
        rows.write(row)
        rows.finish()
        return .clean
    }

    /// Events of every measured type. Each signal of the type is measured on one in four of them, with a value from 0 to 1, and refused on one in fifty.
    private static func facts(seed: UInt64) -> [EventFacts] {
        let types = Set(DetectorBench.declaredSignals.flatMap(\.eventTypes)).sorted()
        var random = SeededRandom(seed: seed)
        return (0..<eventsDrawn).map { index in
            let type = types[index % types.count]
            var signals: [Signal] = []
            var abstained: Set<String> = []
            for signal in DetectorBench.declaredSignals where signal.eventTypes.contains(type) {
                if random.chance(0.25) {
                    signals.append(Signal(name: signal.name, value: random.unit(), pValue: random.unit(), evidence: .note("drawn")))
                } else if random.chance(0.02) {
                    abstained.insert(signal.name)
                }
            }
            return EventFacts(eventType: type, signals: EventSignals(signals, abstained: abstained))
        }
    }

    private static func facts(in path: String) throws -> [EventFacts] {
        try RecordReader(paths: [path]) { record throws(Diagnostic) in
            guard let type = record.object["type"]?.stringValue, let signals = record.object["signals"]?.objectValue else {
                throw record.fault("bench/malformed", cause: "an event to time has a \"type\" and \"signals\"")
            }
            var measured: [Signal] = []
            for member in signals.members {
                guard let value = member.value.doubleValue else {
                    throw record.fault("bench/malformed", cause: "the signal \(member.key) is no number")
                }
                measured.append(Signal(name: member.key, value: value, pValue: nil, evidence: .note("given")))
            }
            return EventFacts(eventType: type, signals: EventSignals(measured, abstained: []))
        }.readAll().map(\.item)
    }

    /// Few enough to stay in a cache, so that the rules are timed and not the memory.
    private static let eventsDrawn = 4096
}

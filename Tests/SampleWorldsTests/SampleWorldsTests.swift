import CanonicalJSON
import Contributions
import SampleWorlds
import Testing

@Suite("Sample worlds")
struct SampleWorldsTests {
    @Test("A seed fixes every byte, and another seed changes them")
    func isDeterministic() throws {
        let first = try GeneratedWorld.demo.get()
        let again = try GeneratedWorld(seed: 20_260_301, scale: 1)
        let other = try GeneratedWorld(seed: 20_260_302, scale: 1)
        #expect(Digest.sha256(first.eventBytes) == Digest.sha256(again.eventBytes))
        #expect(Digest.sha256(first.labelBytes) == Digest.sha256(again.labelBytes))
        #expect(Digest.sha256(first.eventBytes) != Digest.sha256(other.eventBytes))
    }

    @Test("Each line is its own canonical form")
    func linesAreCanonical() throws {
        let world = try GeneratedWorld.demo.get()
        for (line, event) in zip(GeneratedWorld.lines(world.eventBytes), world.events) { #expect(line == event.canonicalBytes) }
    }

    @Test("Events keep the order of time, names are unique, and sequences rise by one", arguments: [UInt64(20_260_301), 5])
    func isOrdered(seed: UInt64) throws {
        let world = try seed == 5 ? GeneratedWorld(seed: seed, scale: 3) : GeneratedWorld.demo.get()
        #expect(zip(world.events, world.events.dropFirst()).allSatisfy { $0.time <= $1.time })
        #expect(Set(world.events.map(\.key)).count == world.events.count)
        var last: [String: UInt64] = [:]
        for event in world.events {
            guard let sequence = event.sequence else { continue }
            #expect(sequence == last[event.key.source, default: 0] + 1)
            last[event.key.source] = sequence
        }
        #expect(last.count >= 2)
        let submissions = world.events.count { if case .submission = $0.payload { true } else { false } }
        #expect(world.submissions.count == submissions, "submission names are unique")
    }

    @Test("The demo is large enough and holds every type of event")
    func countsAreAboveTheFloors() throws {
        let world = try GeneratedWorld.demo.get()
        #expect(world.summary.participants >= 80)
        #expect(world.events.count >= 4_000)
        #expect(world.eventBytes.count <= 4 << 20)
        let types = Set(world.events.map(\.type))
        for type in ["participant", "submission", "tuning", "retrieval", "inference", "interaction", "label"] {
            #expect(types.contains("assay.\(type).v1"))
        }
        #expect(world.events.contains { $0.payload == .unknown && $0.fee == .zero }, "one unknown type, to show that it is kept")
        let first = try #require(Timestamp(rfc3339: "2026-03-01T00:00:00Z"))
        #expect(world.events.allSatisfy { $0.time >= first && $0.time < first.advanced(bySeconds: 30 * 86_400) })
    }

    @Test("Nothing is used before it exists", arguments: [UInt64(20_260_301), 11])
    func referencesPointBack(seed: UInt64) throws {
        let world = try seed == 11 ? GeneratedWorld(seed: seed, scale: 2) : GeneratedWorld.demo.get()
        var members: Set<String> = []
        var submissions: Set<String> = []
        var adapters: Set<String> = []
        for event in world.events {
            switch event.payload {
            case .participant(let participant): members.insert(participant.participant)
            case .submission(let submission):
                #expect(members.contains(submission.contributor))
                #expect(submission.derivedFrom.allSatisfy(submissions.contains))
                submissions.insert(submission.submission)
            case .tuning(let tuning):
                #expect(members.contains(tuning.tuner) && !tuning.datasets.isEmpty)
                adapters.insert(tuning.adapter)
            case .retrieval(let retrieval):
                #expect(members.contains(retrieval.consumer))
                #expect(!retrieval.results.isEmpty && retrieval.results.map(\.rank) == Array(1...retrieval.results.count))
                #expect(retrieval.results.allSatisfy { submissions.contains($0.submission) })
                #expect(Set(retrieval.results.map(\.submission)).count == retrieval.results.count)
                #expect(zip(retrieval.results, retrieval.results.dropFirst()).allSatisfy { ($0.score ?? 0) >= ($1.score ?? 0) })
            case .inference(let inference):
                #expect(members.contains(inference.consumer))
                for credit in inference.credits {
                    switch credit.beneficiary {
                    case .submission(let name): #expect(submissions.contains(name))
                    case .adapter(let name): #expect(adapters.contains(name))
                    case .participant(let name): #expect(members.contains(name))
                    }
                }
                #expect(inference.credits.map(\.weightPPM).reduce(0, +) <= 1_000_000)
            case .interaction(let interaction): #expect(members.contains(interaction.from) && members.contains(interaction.to))
            case .label(let label): #expect(submissions.contains(label.subject))
            case .unknown: break
            }
        }
    }

    @Test("Some answers carry effects and others do not")
    func effectsAreMixed() throws {
        let world = try GeneratedWorld.demo.get()
        var counts = [0, 0]
        for event in world.events {
            guard case .retrieval(let retrieval) = event.payload else { continue }
            let measured = retrieval.results.count { $0.effectPPM != nil }
            #expect(measured == 0 || measured == retrieval.results.count)
            counts[measured == 0 ? 0 : 1] += 1
        }
        #expect(counts[0] > 500 && counts[1] > 500)
    }

    @Test("Attacks stand to gain a visible share of the fees")
    func moneyIsAtStake() throws {
        let world = try GeneratedWorld.demo.get()
        #expect(world.events.map(\.fee).sum().micros == world.summary.feesMicros)
        let share = Double(world.summary.attackFeesMicros) / Double(world.summary.feesMicros)
        #expect((0.12...0.30).contains(share), "share \(share)")
        #expect(world.events.allSatisfy { $0.fee == .zero || (2_000...51_000).contains($0.fee.micros) })
    }

    @Test("A larger world has as many times the people, the events and the attacks")
    func scales() throws {
        let one = try GeneratedWorld.demo.get().summary
        let four = SampleWorld(seed: 20_260_301, scale: 4).write(events: { _ in }, labels: { _ in })
        #expect((3.6...4.4).contains(Double(four.events) / Double(one.events)))
        #expect((3.6...4.4).contains(Double(four.participants) / Double(one.participants)))
        for cause in Cause.allCases { #expect(four.labelsByCause[cause, default: 0] > 2 * one.labelsByCause[cause, default: 0], "\(cause)") }
        #expect(SampleWorld.scale(forEvents: 100_000, seed: 1) > 20)
        #expect(SampleWorld.scale(forEvents: 1, seed: 1) == 1)
    }
}

import CanonicalJSON
import Contributions
import SampleWorlds
import Testing

@Suite("Labels of a sample world")
struct LabelTests {
    @Test("Each label names one event that exists, and its participant")
    func labelsPointAtEvents() throws {
        let world = try GeneratedWorld.demo.get()
        let known = Dictionary(uniqueKeysWithValues: world.events.map { ($0.key.description, $0) })
        #expect(Set(world.labels.map(\.event)).count == world.labels.count)
        for label in world.labels {
            let event = try #require(known[label.event])
            switch event.payload {
            case .submission(let submission): #expect(submission.submission == label.submission && submission.contributor == label.participant)
            case .retrieval(let retrieval): #expect(retrieval.consumer == label.participant)
            case .interaction(let interaction): #expect(interaction.from == label.participant)
            default: Issue.record("a label on \(event.type)")
            }
        }
    }

    @Test("Every attack and every look-alike is there, several times", arguments: Cause.allCases)
    func everyCaseIsPlanted(cause: Cause) throws {
        let world = try GeneratedWorld.demo.get()
        let found = world.labels.filter { $0.name == cause.rawValue }
        #expect(found.count >= 2)
        #expect(found.allSatisfy { $0.kind == cause.kind.rawValue && $0.group.hasPrefix(cause.rawValue) })
    }

    @Test("Labels are kept out of the events")
    func eventsDoNotTell() throws {
        let text = String(decoding: try GeneratedWorld.demo.get().eventBytes, as: UTF8.self)
        for word in ["attack", "benign", "lockstep", "template-flood", "self-retrieval"] { #expect(!text.contains(word), "\(word)") }
    }

    @Test("Copies come after what they copy, from another owner, and resemble it as their kind says")
    func copiesResembleTheirSources() throws {
        let world = try GeneratedWorld.demo.get()
        let submissions = world.submissions
        for label in world.labels where !label.sources.isEmpty {
            let name = try #require(label.submission)
            let copy = try #require(submissions[name])
            let own = GeneratedWorld.shingles(copy.submission.text)
            var covered = 0.0
            for name in label.sources {
                let source = try #require(submissions[name])
                #expect(source.time < copy.time)
                #expect((source.submission.contributor == copy.submission.contributor) == (label.name == "own-revision"))
                let other = GeneratedWorld.shingles(source.submission.text)
                covered += Double(own.intersection(other).count) / Double(max(1, own.count))
                switch label.name {
                case "exact-copy": #expect(copy.submission.text == source.submission.text)
                case "zero-width":
                    let marks: Set<Unicode.Scalar> = ["\u{200B}", "\u{200C}", "\u{2060}", "\u{FEFF}"]
                    var plain = String.UnicodeScalarView()
                    for scalar in copy.submission.text.unicodeScalars where !marks.contains(scalar) { plain.append(scalar) }
                    #expect(String(plain) == source.submission.text && copy.submission.text != source.submission.text)
                case "homoglyph":
                    #expect(copy.submission.text.count == source.submission.text.count && copy.submission.text != source.submission.text)
                default: break
                }
            }
            switch label.name {
            case "light-edit": #expect(covered > 0.35 && covered < 1)
            case "truncation": #expect(covered > 0.9)
            case "mosaic": #expect(covered > 0.7)
            case "quotation": #expect((0.03...0.3).contains(covered), "\(covered)")
            default: break
            }
        }
    }

    @Test("Two honest documents of different owners hardly overlap")
    func honestDocumentsDiffer() throws {
        let world = try GeneratedWorld.demo.get()
        let labelled = Set(world.labels.compactMap(\.submission))
        let honest = world.submissions.values.filter { !labelled.contains($0.submission.submission) }
            .sorted { $0.submission.submission < $1.submission.submission }.map {
                ($0.submission.contributor, GeneratedWorld.shingles($0.submission.text))
            }
        #expect(honest.count > 150)
        var largest = 0.0
        for left in honest.indices {
            for right in honest.indices[(left + 1)...] where honest[left].0 != honest[right].0 {
                largest = max(largest, GeneratedWorld.jaccard(honest[left].1, honest[right].1))
            }
        }
        #expect(largest < 0.1, "largest \(largest)")
    }

    @Test("Honest documents are of a readable length")
    func lengthsArePlausible() throws {
        let world = try GeneratedWorld.demo.get()
        let labelled = Set(world.labels.compactMap(\.submission))
        let words = world.submissions.values.filter { !labelled.contains($0.submission.submission) }.map {
            $0.submission.text.split(separator: " ").count
        }.sorted()
        #expect(words[words.count / 20] >= 100 && words[words.count * 19 / 20] <= 420)
    }

    @Test("The flood is one contributor's, large and undeclared")
    func floodIsLarge() throws {
        let world = try GeneratedWorld.demo.get()
        let flood = world.labels.filter { $0.name == "template-flood" }
        #expect(flood.count >= 120 && Set(flood.map(\.participant)).count == 1)
        let submissions = world.submissions
        #expect(flood.allSatisfy { submissions[$0.submission ?? ""]?.submission.origin != .synthetic })
    }

    @Test("The swarms have a dozen agents each and hide among as many other events")
    func swarmsAreLargeAndHidden() throws {
        let world = try GeneratedWorld.demo.get()
        let groups = Dictionary(grouping: world.labels.filter { $0.name == "lockstep-swarm" }, by: \.group)
        #expect(groups.count == 2)
        for (_, events) in groups {
            #expect(Set(events.map(\.participant)).count >= 12)
            let agents = Set(events.map(\.participant))
            let camouflage = world.labels.count { $0.name == "lockstep-camouflage" && agents.contains($0.participant) }
            #expect((0.7...1.4).contains(Double(camouflage) / Double(events.count)))
        }
    }

    @Test("Each retrieval by which a loop's consumer pays the loop's own documents is labelled, planned or not")
    func loopsAreLabelledWhole() throws {
        let world = try GeneratedWorld.demo.get()
        func instance(_ group: String) -> Substring? { group.split(separator: "-").last }
        var consumers: [String: Set<Substring?>] = [:]
        for label in world.labels where label.name == "self-retrieval-loop" {
            consumers[label.participant, default: []].insert(instance(label.group))
        }
        var documents: [String: Substring?] = [:]
        for label in world.labels where label.name == "self-retrieval-target" { documents[label.submission ?? ""] = instance(label.group) }
        let names = Dictionary(uniqueKeysWithValues: world.labels.map { ($0.event, $0.name) })
        var unplanned = 0
        for event in world.events {
            guard case .retrieval(let retrieval) = event.payload, let groups = consumers[retrieval.consumer] else { continue }
            let paysItsOwn = retrieval.results.contains { result in documents[result.submission].map(groups.contains) ?? false }
            let name = names[event.key.description]
            #expect(paysItsOwn ? name == "self-retrieval-loop" || name == "self-retrieval-camouflage" : name == nil)
            if name == "self-retrieval-camouflage" { unplanned += 1 }
        }
        #expect(unplanned > 0)
    }

    @Test("The class opens six resources within two hours, twenty-five strong")
    func classIsTogether() throws {
        let world = try GeneratedWorld.demo.get()
        let names = Set(world.labels.filter { $0.name == "class-assignment" }.map(\.event))
        let opened = world.events.filter { names.contains($0.key.description) }
        #expect(opened.count == 150)
        let first = try #require(opened.first?.time)
        let last = try #require(opened.last?.time)
        #expect(last.seconds - first.seconds <= 7_200)
    }

    @Test("The committed demo is what the generator makes today")
    func demoIsCurrent() throws {
        let world = try GeneratedWorld.demo.get()
        let folder = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/corpora/demo"
        #expect(try CommittedFile.bytes(folder + "/events.jsonl") == world.eventBytes)
        #expect(try CommittedFile.bytes(folder + "/labels.jsonl") == world.labelBytes)
        let readme = WorldDescription.markdown(SampleWorld(seed: 20_260_301, scale: 1), world.summary)
        #expect(try CommittedFile.bytes(folder + "/README.md") == Array(readme.utf8))
    }
}

import Ledger
import CanonicalJSON
import Contributions
import Foundation
import Testing

@testable import RetrievalSpam

/// Poisoned passages written by a language model (PoisonedRAG), mixed into public collections of honest documents with their own queries.
@Suite("Poisoned passages in honest collections", .serialized)
struct PoisonedCollectionTests {
    struct Outcome {
        var recall = 0.0
        var falseFlagRate = 0.0
        var falseFlags = 0
        var honest = 0
        var areaUnderCurve = 0.0
        /// Recall at the score that two in a thousand honest documents reach.
        var recallAtTwoPerMille = 0.0
    }

    static func world(_ collection: String, _ poison: String, questionFirst: Bool, copies: Int = 5) throws
        -> (documents: [RetrievalSpamScreen.Document], queries: [RetrievalSpamScreen.Query], honest: Int)?
    {
        guard let docs = try LabelledData.lines("c_ir_\(collection)/docs.jsonl"),
            let attacks = try LabelledData.lines("c_poisonedrag/\(poison).jsonl")
        else { return nil }
        let own = collection == "med_docs" ? [] : try LabelledData.lines("c_ir_\(collection)/queries.jsonl") ?? []
        func string(_ value: JSONValue, _ key: String) -> String { value[key]?.stringValue ?? "" }
        var documents = docs.map { item in
            let title = string(item, "title")
            return RetrievalSpamScreen.Document(
                id: "honest-" + string(item, "id"), text: title.isEmpty ? string(item, "text") : title + "\n" + string(item, "text"))
        }
        let honest = documents.count
        var queries = own.map { RetrievalSpamScreen.Query(id: "own-" + string($0, "id"), text: string($0, "text")) }
        for attack in attacks {
            let question = string(attack, "question")
            queries.append(.init(id: string(attack, "id"), text: question))
            for (number, payload) in (attack["adv_texts"]?.arrayValue ?? []).prefix(copies).enumerated() {
                let text = payload.stringValue ?? ""
                documents.append(.init(id: "\(string(attack, "id"))-\(number)", text: questionFirst ? question + ". " + text : text))
            }
        }
        return (documents, queries, honest)
    }

    static func outcome(_ world: (documents: [RetrievalSpamScreen.Document], queries: [RetrievalSpamScreen.Query], honest: Int)) -> Outcome {
        let assessments = RetrievalSpamScreen.assess(documents: world.documents, queries: world.queries)
        let honest = assessments.prefix(world.honest)
        let poisoned = assessments.dropFirst(world.honest)
        var outcome = Outcome()
        outcome.honest = honest.count
        outcome.falseFlags = honest.filter { $0.decision == .flag }.count
        outcome.falseFlagRate = Double(outcome.falseFlags) / Double(honest.count)
        outcome.recall = Double(poisoned.filter { $0.decision == .flag }.count) / Double(poisoned.count)
        let scores = honest.map(\.score).sorted()
        let bar = scores[scores.count - 1 - Int(0.002 * Double(scores.count))]
        outcome.recallAtTwoPerMille = Double(poisoned.filter { $0.score > bar }.count) / Double(poisoned.count)
        var wins = 0.0
        for item in poisoned {
            let below = scores.partitioningIndex { $0 >= item.score }
            let upTo = scores.partitioningIndex { $0 > item.score }
            wins += Double(below) + 0.5 * Double(upTo - below)
        }
        outcome.areaUnderCurve = wins / Double(poisoned.count) / Double(scores.count)
        for item in honest where item.decision == .flag {
            print(
                "  flagged honest \(item.id):",
                item.reasons.first.map { "\($0.signal) \($0.value) \(JSONWriter.text(.object($0.evidence.fields)))" } ?? "")
        }
        return outcome
    }

    // The steps of the detector were chosen on questions of nq in cranfield; these floors are on others.
    @Test(
        "the question before the payload gives it away, and honest documents stay clear", arguments: [("hotpotqa", "cisi"), ("msmarco", "med_docs")])
    func questionFirst(poison: String, collection: String) throws {
        guard let world = try Self.world(collection, poison, questionFirst: true) else { return }
        let outcome = Self.outcome(world)
        print("question first, \(poison) in \(collection): \(outcome)")
        #expect(outcome.falseFlagRate <= 0.002)
        #expect(outcome.recall >= 0.85)
        #expect(outcome.areaUnderCurve >= 0.99)
    }

    @Test("one poisoned passage per question still ranks above honest documents")
    func oneCopy() throws {
        guard let world = try Self.world("cisi", "msmarco", questionFirst: true, copies: 1) else { return }
        let outcome = Self.outcome(world)
        print("question first, one copy: \(outcome)")
        #expect(outcome.falseFlagRate <= 0.002)
        #expect(outcome.recall >= 0.5)
        #expect(outcome.recallAtTwoPerMille >= 0.9)
    }

    @Test("without the question nothing is flagged, but the payload ranks above honest documents")
    func payloadAlone() throws {
        guard let world = try Self.world("cisi", "hotpotqa", questionFirst: false) else { return }
        let outcome = Self.outcome(world)
        print("payload alone: \(outcome)")
        #expect(outcome.falseFlagRate <= 0.002)
        #expect(outcome.areaUnderCurve >= 0.9)
    }
}

extension Array where Element == Double {
    /// The first place whose element satisfies the condition, in a sorted array.
    func partitioningIndex(where condition: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

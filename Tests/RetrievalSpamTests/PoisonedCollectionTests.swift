import Ledger
import CanonicalJSON
import Contributions
import EvaluationData
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

    /// Which passages are put into which collection.
    struct Mixture: CustomTestStringConvertible, Sendable {
        let poison: String
        let collection: String
        var files: [String] { ["c_ir_\(collection)/docs.jsonl", "c_poisonedrag/\(poison).jsonl"] }
        var testDescription: String { "\(poison) in \(collection)" }
        var isOutside: Bool { files.allSatisfy { EvaluationData.outside.has($0) } }
    }

    // The steps of the detector were chosen on questions of nq in cranfield; these floors are on others.
    static let mixtures = [Mixture(poison: "hotpotqa", collection: "cisi"), Mixture(poison: "msmarco", collection: "med_docs")]
    static let oneEach = Mixture(poison: "msmarco", collection: "cisi")

    static func world(_ mixture: Mixture, _ data: EvaluationData, questionFirst: Bool, copies: Int = 5) throws
        -> (documents: [RetrievalSpamScreen.Document], queries: [RetrievalSpamScreen.Query], honest: Int)
    {
        func records(_ name: String) throws -> [JSONValue] { try data.lines(name).map { try JSONParser.parse($0) } }
        let docs = try records(mixture.files[0])
        let attacks = try records(mixture.files[1])
        let ownQueries = "c_ir_\(mixture.collection)/queries.jsonl"
        let own = data.has(ownQueries) ? try records(ownQueries) : []
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

    @Test("the question before the payload gives it away, and honest documents stay clear", arguments: mixtures)
    func questionFirst(mixture: Mixture) throws { try checkQuestionFirst(mixture, .own) }

    @Test("so it does in public collections", .enabled(if: mixtures.allSatisfy(\.isOutside)), arguments: mixtures)
    func questionFirstOutside(mixture: Mixture) throws { try checkQuestionFirst(mixture, .outside) }

    private func checkQuestionFirst(_ mixture: Mixture, _ data: EvaluationData) throws {
        let outcome = Self.outcome(try Self.world(mixture, data, questionFirst: true))
        print("question first, \(mixture.testDescription): \(outcome)")
        #expect(outcome.falseFlagRate <= 0.002)
        #expect(outcome.recall >= 0.85)
        #expect(outcome.areaUnderCurve >= 0.99)
    }

    @Test("one poisoned passage per question still ranks above honest documents")
    func oneCopy() throws { try checkOneCopy(.own, flagged: 0.3) }

    @Test("so does one in a public collection", .enabled(if: oneEach.isOutside))
    func oneCopyOutside() throws { try checkOneCopy(.outside, flagged: 0.5) }

    /// The fewer documents, the less rare their words, and the fewer single passages reach the step; so our small collection has its own floor.
    private func checkOneCopy(_ data: EvaluationData, flagged: Double) throws {
        let outcome = Self.outcome(try Self.world(Self.oneEach, data, questionFirst: true, copies: 1))
        print("question first, one copy: \(outcome)")
        #expect(outcome.falseFlagRate <= 0.002)
        #expect(outcome.recall >= flagged)
        #expect(outcome.recallAtTwoPerMille >= 0.9)
    }

    @Test("without the question nothing is flagged, but the payload ranks above honest documents")
    func payloadAlone() throws { try checkPayloadAlone(.own) }

    @Test("nor is anything in a public collection", .enabled(if: mixtures[0].isOutside))
    func payloadAloneOutside() throws { try checkPayloadAlone(.outside) }

    private func checkPayloadAlone(_ data: EvaluationData) throws {
        let outcome = Self.outcome(try Self.world(Self.mixtures[0], data, questionFirst: false))
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

internal import CanonicalJSON
internal import Contributions
public import Detection
public import Ledger

/// Documents made to be retrieved rather than read, and consumers who retrieve what pays themselves.
///
/// A fold: `observe` stores compact facts, `findings` judges them with everything that is known at the watermark, so that the first
/// retrieval of a loop is seen for what it is once the loop is. State grows linearly with the stored words and results, see `RetrievalLog`.
public struct RetrievalSpamDetector: Detector {
    public static let name = "retrieval_spam"

    public static let signals: [SignalDeclaration] = [
        .init(
            name: "retrieval_spam.stuffing", eventTypes: ["assay.submission.v1"], range: 0...1,
            meaning: "Repetition of a few content words in the worst stretch of the text, 0 to 1; 0.5 is far beyond prose."),
        .init(
            name: "retrieval_spam.query_echo", eventTypes: ["assay.submission.v1"], range: 0...1,
            meaning: "How far the text repeats, word for word, the queries for which it is retrieved, 0 to 1; 0.5 is far beyond titles."),
        .init(
            name: "retrieval_spam.hubness", eventTypes: ["assay.submission.v1"], range: 0...1,
            meaning: "Excess of different queries that bring up the text, times the narrowness of who asks, 0 to 1; a lead, not a finding."),
        .init(
            name: "retrieval_spam.injection", eventTypes: ["assay.submission.v1"], range: 0...1,
            meaning: "How surely the text gives instructions to the model that reads it, 0 to 1."),
        .init(
            name: "retrieval_spam.self_retrieval", eventTypes: ["assay.retrieval.v1", "assay.inference.v1"], range: 0...1,
            meaning: "Link between the consumer and an owner of its results, times volume and concentration of such retrievals, 0 to 1."),
        .init(
            name: "retrieval_spam.echoed_result", eventTypes: ["assay.retrieval.v1"], range: 0...1,
            meaning: "The echo strength of a result that repeats this very query, 0 to 1."),
        .init(
            name: "retrieval_spam.query_diversity", eventTypes: ["assay.retrieval.v1"], range: 0...1,
            meaning: "How little the queries differ with which this consumer got the same result again and again, 0 (all differ) to 1."),
    ]

    private var log = RetrievalLog()

    public init() {}

    public mutating func observe(_ batch: [RecordedEvent]) {
        for record in batch { take(record) }
    }

    private mutating func take(_ record: RecordedEvent) {
        switch record.event.payload {
        case .participant(let participant):
            log.link(participant.participant, participant.identifiers)
        case .submission(let submission):
            log.submit(submission.submission, owner: submission.contributor, text: submission.text, position: record.position)
        case .retrieval(let retrieval):
            let ranked = retrieval.results.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
            log.use(
                position: record.position, consumer: retrieval.consumer, query: log.query(retrieval.query), feeMicros: retrieval.fee.micros,
                results: ranked.map(\.element.submission))
        case .inference(let inference):
            let credited = inference.credits.enumerated().sorted { (-$0.element.weightPPM, $0.offset) < (-$1.element.weightPPM, $1.offset) }
            let names: [String] = credited.compactMap {
                guard case .submission(let name) = $0.element.beneficiary else { return nil }
                return name
            }
            guard !names.isEmpty else { return }
            log.use(position: record.position, consumer: inference.consumer, query: -1, feeMicros: inference.fee.micros, results: names)
        case .tuning, .interaction, .label, .unknown:
            return
        }
    }

    public func findings(on asked: AskedEvents) -> Findings { RetrievalAnalysis(log).findings().limited(to: asked) }
}

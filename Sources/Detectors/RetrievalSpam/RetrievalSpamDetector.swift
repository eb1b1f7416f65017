internal import CanonicalJSON
public import Collections
public import Contributions
internal import Corpora
public import Detection
public import Ledger
internal import Parallelism

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

    public static let clusterKinds = [
        ClusterKind(
            name: "self-retrieval", one: "retrieval by one linked to the owner", several: "retrievals by one linked to the owner"),
        ClusterKind(name: "echo", one: "event that echoes queries", several: "events that echo queries"),
        ClusterKind(name: "stuffing", one: "event with stuffed keywords", several: "events with stuffed keywords"),
    ]

    public static let stateVersion = 1

    /// There is nothing to set.
    public var configuration: Digest { .zero }

    private var log = RetrievalLog()

    public init() {}

    /// Events whose texts are held in their folded form at a time.
    private static let chunkEvents = 2048
    /// Texts that one thread folds or measures at a time.
    private static let textsPerTask = 16

    public mutating func observe(_ batch: [RecordedEvent]) {
        var start = 0
        while start < batch.count {
            let end = min(batch.count, start + Self.chunkEvents)
            observe(batch[start..<end])
            start = end
        }
    }

    /// Folds every text by itself, numbers the words in order, and measures every new text by itself.
    private mutating func observe(_ chunk: ArraySlice<RecordedEvent>) {
        let folded = ParallelMap.map(chunk.count, itemsPerTask: Self.textsPerTask) { index in
            Self.text(chunk[chunk.startIndex + index].event).map(TextFolder.fold)
        }
        var submitted: [RetrievalLog.Submitted] = []
        for (record, folded) in zip(chunk, folded) { take(record, folded, &submitted) }
        let (kinds, texts) = (log.wordKinds, submitted)
        let measured = ParallelMap.map(texts.count, itemsPerTask: Self.textsPerTask) { kinds.measure(texts[$0]) }
        for (text, measured) in zip(texts, measured) { log.end(text, measured) }
    }

    private static func text(_ event: ContributionEvent) -> String? {
        switch event.payload {
        case .submission(let submission): submission.text
        case .retrieval(let retrieval): retrieval.query
        default: nil
        }
    }

    private mutating func take(_ record: RecordedEvent, _ folded: FoldedText?, _ submitted: inout [RetrievalLog.Submitted]) {
        switch record.event.payload {
        case .participant(let participant):
            log.link(participant.participant, participant.identifiers)
        case .submission(let submission):
            guard let folded else { return }
            let begun = log.begin(
                submission.submission, owner: submission.contributor, text: submission.text, folded: folded, position: record.position)
            if let begun { submitted.append(begun) }
        case .retrieval(let retrieval):
            guard let folded else { return }
            var results = retrieval.results
            // Most lists come in the order of their ranks; equal ranks stay as they stand.
            if zip(results, results.dropFirst()).contains(where: { $0.rank > $1.rank }) {
                results = results.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element)
            }
            log.use(
                position: record.position, consumer: retrieval.consumer, query: log.query(retrieval.query, folded: folded),
                feeMicros: retrieval.fee.micros, results: results.lazy.map(\.submission))
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

    public func findings(on asked: AskedEvents) -> Findings { RetrievalAnalysis(log).findings(on: asked) }

    public func write(to state: inout ColumnWriter) { log.write(to: &state) }

    public mutating func restore(from state: inout ColumnReader) throws(ColumnError) { log = try RetrievalLog(from: &state) }
}

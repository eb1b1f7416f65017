internal import Collections
public import Detection
public import DetectorStorage
public import Ledger
public import Rules
internal import Screening

/// Puts the events that have no verdict yet, and those whose challenge window is open, through the fraud layer, and records what came out.
public struct ScreenLedger {
    /// What a screening came to.
    public struct Summary: Hashable, Sendable {
        /// First verdicts by outcome.
        public var clear = 0
        public var held = 0
        public var rejected = 0
        /// Verdicts that were looked at again because their window is open, and those of them that changed.
        public var again = 0
        public var revised = 0
        /// Why the whole ledger was walked through although something was kept; nil where it was not, or where nothing was.
        public var refolded: KeptState.Refusal?

        public var screened: Int { clear + held + rejected }

        public init() {}
    }

    private let rules: RuleSet
    private let detectors: () -> [any Detector]
    private let window: ChallengeWindow
    private let kept: KeptState?

    /// - Parameters:
    ///   - detectors: makes fresh ones, in the order in which they are asked.
    ///   - window: the policy's, which says what is still open.
    ///   - kept: where the state is kept between screenings; nil keeps none.
    public init(rules: RuleSet, detectors: @escaping () -> [any Detector], window: ChallengeWindow, kept: KeptState? = nil) {
        self.rules = rules
        self.detectors = detectors
        self.window = window
        self.kept = kept
    }

    /// - Parameter progress: told how many entries were taken in.
    public func run(_ store: some LedgerStore, progress: (Int) -> Void = { _ in }) throws(LedgerError) -> Summary {
        var summary = Summary()
        var screener = resumed(store, &summary)
        try screener.catchUp(with: store, window, progress: progress)
        guard let result = screener.screen(window) else { return summary }
        try store.append(result.drafts)
        for verdict in result.verdicts where verdict.revises == nil {
            switch verdict.outcome {
            case .clear: summary.clear += 1
            case .hold: summary.held += 1
            case .reject: summary.rejected += 1
            }
        }
        summary.again = result.record.again
        summary.revised = result.record.revised
        keep(screener, of: store)
        return summary
    }

    private func fresh() -> Screener { Screener(ruleSet: rules, detectors: detectors()) }

    /// From where the last screening stopped, where that was kept and can be believed; else from the start.
    private func resumed(_ store: some LedgerStore, _ summary: inout Summary) -> Screener {
        var screener = fresh()
        guard let kept, screener.isKept else { return screener }
        do throws(KeptState.Refusal) {
            try kept.read(digest: { (try? store.entry(at: $0))?.digest }) { (state) throws(ColumnError) in try screener.restore(from: &state) }
            return screener
        } catch {
            if error != .missing { summary.refolded = error }
            return fresh()
        }
    }

    private func keep(_ screener: Screener, of store: some LedgerStore) {
        guard let kept, screener.isKept, screener.watermark == store.count else { return }
        _ = kept.write(screener.state(), entries: store.count, digest: store.headDigest)
    }
}

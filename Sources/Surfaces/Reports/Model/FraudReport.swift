public import Contributions
public import Ledger

/// What the fraud layer saw, decided and would pay, as plain values: the one thing that every report format is rendered from.
///
/// It holds no wall clock and no path of the machine, so equal ledgers, rule sets and policies give equal reports to the byte.
/// Rows are sorted when the report is made, and renderers keep that order.
public struct FraudReport: Hashable, Sendable {
    public let identity: Identity
    public let coverage: Coverage
    public let money: Money
    /// One row per day that has events, sorted by day.
    public let days: [DayCounts]
    /// Sorted by money touched (falling), then number of events (falling), then id.
    public let findings: [Finding]
    /// How the verdicts compare with labels; nil where there are none.
    public let measurement: Measurement?
    /// Command lines that recompute what the report says, in the order in which to run them.
    public let recomputeCommands: [String]
    /// Sentences on what this run could not see or decide, beyond what coverage shows.
    public let limits: [String]

    public init(
        identity: Identity, coverage: Coverage, money: Money, days: [DayCounts] = [], findings: [Finding] = [], measurement: Measurement? = nil,
        recomputeCommands: [String] = [], limits: [String] = []
    ) {
        self.identity = identity
        self.coverage = coverage
        self.money = money
        self.days = days.sorted { $0.day < $1.day }
        self.findings = findings.sorted(by: Finding.comesFirst)
        self.measurement = measurement
        self.recomputeCommands = recomputeCommands
        self.limits = limits
    }

    /// What a verdict says about one event (docs/contracts.md, "Verdicts").
    public enum Verdict: String, Hashable, Sendable, CaseIterable {
        case clear, hold, reject
    }

    /// What the report was computed from: enough to compute it again.
    public struct Identity: Hashable, Sendable {
        /// The page's title, e.g. `Fraud report: engine/rag-eu-1, March 2026`.
        public let title: String
        public let toolVersion: String
        public let ledgerID: String
        public let ledgerHead: Digest
        public let entryCount: Int
        /// The position up to which the ledger was read.
        public let watermark: LedgerPosition
        public let ruleSetDigest: Digest
        public let policyName: String
        public let policyDigest: Digest
        /// Times of the first and the last event; nil for an empty ledger.
        public let firstEvent: Timestamp?
        public let lastEvent: Timestamp?

        public init(
            title: String = "Fraud report", toolVersion: String, ledgerID: String, ledgerHead: Digest, entryCount: Int, watermark: LedgerPosition,
            ruleSetDigest: Digest, policyName: String, policyDigest: Digest, firstEvent: Timestamp?, lastEvent: Timestamp?
        ) {
            self.title = title
            self.toolVersion = toolVersion
            self.ledgerID = ledgerID
            self.ledgerHead = ledgerHead
            self.entryCount = entryCount
            self.watermark = watermark
            self.ruleSetDigest = ruleSetDigest
            self.policyName = policyName
            self.policyDigest = policyDigest
            self.firstEvent = firstEvent
            self.lastEvent = lastEvent
        }
    }

    /// Verdicts on the events of one day.
    public struct DayCounts: Hashable, Sendable {
        /// `2026-03-01`, UTC.
        public let day: String
        public let counts: VerdictCounts

        public init(day: String, counts: VerdictCounts) {
            self.day = day
            self.counts = counts
        }
    }
}

/// How many events ended in each verdict.
public struct VerdictCounts: Hashable, Sendable {
    public var clear: Int
    public var hold: Int
    public var reject: Int

    public init(clear: Int = 0, hold: Int = 0, reject: Int = 0) {
        self.clear = clear
        self.hold = hold
        self.reject = reject
    }

    public var total: Int { clear + hold + reject }

    /// Reads or changes the count of one verdict.
    public subscript(verdict: FraudReport.Verdict) -> Int {
        get {
            switch verdict {
            case .clear: clear
            case .hold: hold
            case .reject: reject
            }
        }
        set {
            switch verdict {
            case .clear: clear = newValue
            case .hold: hold = newValue
            case .reject: reject = newValue
            }
        }
    }

    public static func + (left: VerdictCounts, right: VerdictCounts) -> VerdictCounts {
        VerdictCounts(clear: left.clear + right.clear, hold: left.hold + right.hold, reject: left.reject + right.reject)
    }

    public static func += (left: inout VerdictCounts, right: VerdictCounts) { left = left + right }
}

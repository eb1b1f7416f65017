import CanonicalJSON
import Contributions
import Detection

@testable import Reports

/// A realistic report for looking at pages and for tests: every section filled, every kind of evidence, hostile text among it.
enum SampleReport {
    static func time(_ text: String) -> Timestamp { Timestamp(rfc3339: text) ?? Timestamp(seconds: 0) }

    static let identity = FraudReport.Identity(
        title: "Fraud report: engine/rag-eu-1, March 2026", toolVersion: "0.1.0", ledgerID: "demo", ledgerHead: Digest.sha256("head"),
        entryCount: 8412, watermark: 8411, ruleSetDigest: Digest.sha256("rules"), policyName: "default", policyDigest: Digest.sha256("policy"),
        firstEvent: time("2026-03-01T00:03:11Z"), lastEvent: time("2026-03-30T23:58:40Z"))

    static let empty = FraudReport(
        identity: .init(
            toolVersion: "0.1.0", ledgerID: "empty", ledgerHead: .zero, entryCount: 0, watermark: 0, ruleSetDigest: .zero, policyName: "default",
            policyDigest: .zero, firstEvent: nil, lastEvent: nil), coverage: .init(),
        money: .init(fees: .zero, asked: .zero, paid: .zero, held: .zero, rejected: .zero, treasury: .zero))

    static let coverage = FraudReport.Coverage(
        eventTypes: [
            .init(type: "assay.submission.v1", seen: 612, verdicts: VerdictCounts(clear: 561, hold: 33, reject: 18)),
            .init(type: "assay.retrieval.v1", seen: 2210, verdicts: VerdictCounts(clear: 2090, hold: 104, reject: 16)),
            .init(type: "assay.inference.v1", seen: 640, verdicts: VerdictCounts(clear: 640)),
            .init(type: "assay.interaction.v1", seen: 731, verdicts: VerdictCounts(clear: 689, hold: 42)),
            .init(type: "assay.participant.v1", seen: 84, verdicts: VerdictCounts(clear: 84)),
            .init(type: "assay.tuning.v1", seen: 24, verdicts: VerdictCounts(clear: 23, hold: 1)),
            .init(
                type: "com.example.heartbeat", seen: 31, skipped: [.init("unknown event type: kept, never priced", count: 31)], unpriced: 31,
                verdicts: VerdictCounts()),
        ],
        detectors: [
            .init(
                name: "near_duplicate", measured: 598, abstained: 14,
                reasons: [.init("text shorter than 5 words", count: 12), .init("empty text", count: 2)]),
            .init(
                name: "synthetic_text", measured: 402, abstained: 209, failed: 1,
                reasons: [
                    .init("fewer than 100 words", count: 180), .init("language without calibration: sw", count: 29),
                    .init("time limit reached", count: 1),
                ]),
            .init(name: "retrieval_spam", measured: 2210),
            .init(name: "swarm", measured: 1933, abstained: 277, reasons: [.init("actor seen fewer than 3 times", count: 277)]),
        ],
        rules: [
            .init(id: "near-duplicate/exact-copy", version: "1.0.0", outcome: .reject, evaluated: 612, fired: 18, unknown: 14),
            .init(id: "near-duplicate/light-edit", version: "1.2.0", outcome: .hold, evaluated: 612, fired: 27, unknown: 14),
            .init(id: "synthetic/flood", version: "1.0.0", outcome: .hold, evaluated: 612, fired: 6, unknown: 210),
            .init(id: "retrieval/self-retrieval", version: "1.0.0", outcome: .hold, evaluated: 2210, fired: 61),
            .init(id: "retrieval/query-echo", version: "1.0.0", outcome: .hold, evaluated: 2210, fired: 0),
            .init(id: "swarm/lockstep", version: "2.0.1", outcome: .hold, evaluated: 2941, fired: 85, unknown: 277),
            .init(id: "payments/wash-loop", version: "1.0.0", outcome: .hold, evaluated: 731, fired: 0),
        ])

    static let participants: [FraudReport.ParticipantMoney] = {
        var rows: [FraudReport.ParticipantMoney] = (1...38).map { index in
            .init(
                participant: "writer-\(index < 10 ? "0" : "")\(index)", role: "contributor", asked: MicroCredits(Int64(index) * 1_310_417),
                paid: MicroCredits(Int64(index) * 1_340_001))
        }
        rows.append(
            .init(
                participant: "mill-17", role: "contributor", asked: MicroCredits(211_000_000), paid: .zero, held: MicroCredits(61_200_000),
                rejected: MicroCredits(149_800_000)))
        rows.append(
            .init(
                participant: "agent-ring-03", role: "agent", asked: MicroCredits(88_410_250), paid: MicroCredits(1_000_000),
                held: MicroCredits(87_410_250)))
        rows.append(.init(participant: "=HYPERLINK(\"http://x\")", role: "contributor", asked: MicroCredits(12), paid: MicroCredits(12)))
        rows.append(
            .init(
                participant: "<script>alert(1)</script>", role: "indexer", asked: MicroCredits(5_000_000), paid: MicroCredits(2_500_000),
                held: MicroCredits(2_500_000)))
        return rows
    }()

    static let money: FraudReport.Money = {
        let paid = participants.map(\.paid).sum()
        let held = participants.map(\.held).sum()
        let rejected = participants.map(\.rejected).sum()
        let treasury = MicroCredits(17_340_118)
        return FraudReport.Money(
            fees: paid + held + rejected + treasury, asked: participants.map(\.asked).sum(), paid: paid, held: held, rejected: rejected,
            treasury: treasury, unpriced: MicroCredits(3_000_000), participants: participants)
    }()

    static let days: [FraudReport.DayCounts] = (1...30).map { day in
        let isBurst = day == 11 || day == 12 || day == 23
        return .init(
            day: "2026-03-\(day < 10 ? "0" : "")\(day)",
            counts: VerdictCounts(clear: 120 + day * 7 % 31, hold: isBurst ? 46 : day % 4, reject: isBurst ? 11 : 0))
    }

    static let report = FraudReport(
        identity: identity, coverage: coverage, money: money, days: days, findings: SampleFindings.all,
        measurement: .init(
            labels: "4 332 labelled events of corpora/demo", precision: .init(count: 189, of: 196), recall: .init(count: 189, of: 214),
            attacks: [
                .init(name: "exact copies", flagged: .init(count: 18, of: 18)), .init(name: "light edits", flagged: .init(count: 25, of: 30)),
                .init(name: "homoglyph disguise", flagged: .init(count: 11, of: 12)),
                .init(name: "lockstep swarm", flagged: .init(count: 85, of: 96)),
                .init(name: "query echo", flagged: .init(count: 0, of: 8)),
            ],
            lookAlikes: [
                .init(name: "class with assigned resources", flagged: .init(count: 0, of: 120)),
                .init(name: "honest quotation", flagged: .init(count: 2, of: 40)),
                .init(name: "non-native writer", flagged: .init(count: 1, of: 25)),
            ]),
        recomputeCommands: [
            "assay ledger verify --ledger demo.db", "assay ledger replay --ledger demo.db",
            "assay settle --ledger demo.db --policy rules/payouts/default.yaml --dry-run",
            "assay report --ledger demo.db --out out/",
        ],
        limits: ["The synthetic-text detector is calibrated for English only; it abstained on 29 texts in other languages."])
}

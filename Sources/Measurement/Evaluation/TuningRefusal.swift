internal import Contributions
internal import Screening

/// Why there is nothing to search, or nothing to judge by.
public enum TuningRefusal: Error, Hashable, Sendable {
    /// No label names an event of the ledger; `labels` of them were given.
    case noLabels(given: Int)
    /// Labels name honest events only.
    case oneSided(honest: Int)
    /// Everybody takes part in an attack.
    case noHonestPeople
    /// The side of the search, or the other, has too few of them.
    case tooFew(side: String, attacks: Int, people: Int)

    /// Attacks and honest people that each side needs at least.
    public static let minimumUnits = 5

    static func require(_ labels: WorldLabels, of ledger: ScreenedLedger, _ measured: MeasuredLedger) throws(TuningRefusal) {
        let attacks = measured.events.count { $0.side == .attack }
        let honest = measured.events.count { $0.side == .honest }
        if attacks == 0 {
            let isLabelled = ledger.events.contains { labels.byEvent[$0.record.event.key.description] != nil }
            throw isLabelled ? .oneSided(honest: honest) : .noLabels(given: labels.entries.count)
        }
        guard Tallying(measured).tally([]).peopleTouched.total > 0 else { throw .noHonestPeople }
    }

    static func require(_ tally: RuleTally, _ side: String) throws(TuningRefusal) {
        guard tally.unitRecall.total >= minimumUnits, tally.peopleTouched.total >= minimumUnits else {
            throw .tooFew(side: side, attacks: tally.unitRecall.total, people: tally.peopleTouched.total)
        }
    }
}

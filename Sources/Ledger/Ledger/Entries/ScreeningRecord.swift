public import CanonicalJSON
public import Contributions

/// That a screening took place: over which prefix, by which rules and with which challenge window. It stands before what came out.
///
/// The verdicts of a screening need not be new: a screening that changed nothing leaves this record alone, and it is what finality asks for.
public struct ScreeningRecord: Hashable, Sendable {
    /// How many entries it saw: its own position.
    public let watermark: LedgerPosition
    public let ruleSet: Digest
    /// Days of the challenge window by which it told what is open.
    public let windowDays: Int
    /// Events that got their first verdict.
    public let first: Int
    /// Events whose verdict was looked at again because their window was open.
    public let again: Int
    /// Of those, verdicts that changed.
    public let revised: Int

    package init(watermark: LedgerPosition, ruleSet: Digest, windowDays: Int, first: Int, again: Int, revised: Int) {
        self.watermark = watermark
        self.ruleSet = ruleSet
        self.windowDays = windowDays
        self.first = first
        self.again = again
        self.revised = revised
    }

    public var json: JSONValue {
        [
            "watermark": .integer(Int64(watermark)), "ruleset": .string(ruleSet.description), "window_days": .integer(Int64(windowDays)),
            "first": .integer(Int64(first)), "again": .integer(Int64(again)), "revised": .integer(Int64(revised)),
        ]
    }

    init(json: JSONValue) throws(EntryBodyError) {
        guard let watermark = json["watermark"]?.integerValue, let ruleSet = json["ruleset"]?.stringValue.flatMap({ Digest(hex: $0) }),
            let days = json["window_days"]?.integerValue, let first = json["first"]?.integerValue, let again = json["again"]?.integerValue,
            let revised = json["revised"]?.integerValue, ChallengeWindow.allowedDays.contains(days)
        else { throw EntryBodyError("a screening that lacks its watermark, rule set, window or counts") }
        self.init(
            watermark: LedgerPosition(watermark), ruleSet: ruleSet, windowDays: Int(days), first: Int(first), again: Int(again),
            revised: Int(revised))
    }
}

internal import Collections
internal import Contributions
internal import Corpora
internal import Ledger

/// What the detector remembers of a submission, but for its text and the lists that belong to it. No padding: kept as it lies.
struct ObservedSubmission: BitwiseCopyable, Sendable {
    let position: Int64
    private let timeMicroseconds: Int64
    /// Share of the shingles that no other owner had submitted before.
    var novelty = 1.0
    let owner: UInt32
    /// Number of its id among the ids.
    let id: UInt32
    let wordCount: UInt32
    /// Distinct shingles; 0 where the text is too short to judge.
    var shingleCount: UInt32 = 0
    private let invisible: UInt32
    private let homoglyphs: UInt32
    private let compatibility: UInt32
    private var ownNumber = none
    /// Whether its owner had submitted part of it before.
    var hasClaims: UInt32 = 0
    private var spare: UInt32 = 0

    private static let none = UInt32.max
    /// The microseconds of the years that a time may lie in: 1970 to 9999.
    private static let times: ClosedRange<Int64> = 0...253_402_300_799_999_999

    init(position: LedgerPosition, time: Timestamp, id: Int, owner: Int, wordCount: Int, marks: ObfuscationMarks) {
        self.position = Int64(position)
        timeMicroseconds = time.microseconds
        self.id = UInt32(id)
        self.owner = UInt32(owner)
        self.wordCount = UInt32(clamping: wordCount)
        invisible = UInt32(clamping: marks.invisible)
        homoglyphs = UInt32(clamping: marks.homoglyphs)
        compatibility = UInt32(clamping: marks.compatibility)
    }

    var time: Timestamp { Timestamp(microseconds: timeMicroseconds) }
    var marks: ObfuscationMarks {
        ObfuscationMarks(invisible: Int(invisible), homoglyphs: Int(homoglyphs), compatibility: Int(compatibility))
    }
    /// The earlier submission of the same owner that shares most, if any.
    var own: Int? {
        get { ownNumber == Self.none ? nil : Int(ownNumber) }
        set { ownNumber = newValue.map { UInt32($0) } ?? Self.none }
    }

    /// Whether everything that it names is there, seen from its place in the list.
    func isSound(number: Int, after: Int64, ownerCount: Int, idCount: Int) -> Bool {
        position > after && Self.times.contains(timeMicroseconds) && (0...1).contains(novelty) && owner < ownerCount && id < idCount
            && own.map { $0 < number } ?? true
    }
}

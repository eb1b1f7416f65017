internal import Sketches

/// The shingles of a text that its owner had submitted before, each with the first submission that held it.
///
/// An owner's claim beats every later one: who revises a text after it was copied shares nothing with the copier that was not
/// the reviser's own. It does not beat an earlier one, so that a copier's second copy is no more the copier's than the first.
struct OwnClaims {
    private let firsts: [UInt64: Int]

    static let none = OwnClaims(firsts: [:])

    private init(firsts: [UInt64: Int]) {
        self.firsts = firsts
    }

    /// O(shingles); nothing where no earlier submission of the owner holds one.
    init(_ text: MeasuredText, _ number: Int, _ detector: NearDuplicateDetector) {
        guard detector.submissions[number].hasClaims else {
            self = Self.none
            return
        }
        let owner = detector.ownerOf[number]
        var firsts: [UInt64: Int] = [:]
        let shingles = text.sketched.set.values
        detector.postings.forEachDocument(withEach: shingles) { place, document, _ in
            guard document < number else { return false }
            guard detector.ownerOf[document] == owner else { return true }
            firsts[shingles[place]] = document
            return false
        }
        self.firsts = firsts
    }

    /// What of `shared` the owner had not submitted before `other` came. O(shared).
    func without(_ shared: ShingleSet, against other: Int) -> ShingleSet {
        if firsts.isEmpty { return shared }
        return shared.filter { shingle in firsts[shingle].map { $0 > other } ?? true }
    }
}

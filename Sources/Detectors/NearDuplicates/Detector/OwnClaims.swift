internal import Sketches

/// The shingles of a text that its owner had submitted before, each with the first submission that held it.
///
/// An owner's claim beats every later one: who revises a text after it was copied shares nothing with the copier that was not
/// the reviser's own. It does not beat an earlier one, so that a copier's second copy is no more the copier's than the first.
struct OwnClaims {
    /// By group of the text's shingles; empty where nothing is claimed.
    private let firsts: [Int?]

    static let none = OwnClaims(firsts: [])

    private init(firsts: [Int?]) {
        self.firsts = firsts
    }

    /// O(shingles); nothing where no earlier submission of the owner holds one.
    init(_ text: MeasuredText, _ number: Int, _ detector: NearDuplicateDetector) {
        guard detector.submissions[number].hasClaims != 0 else {
            self = Self.none
            return
        }
        let owner = detector.submissions[number].owner
        let firsts = text.groups.lists.map { list -> Int? in
            let first = detector.postings.holders(of: list).first { $0.document >= number || detector.ownerOf[$0.document] == owner }
            return first.flatMap { $0.document < number ? $0.document : nil }
        }
        self.firsts = firsts.contains { $0 != nil } ? firsts : []
    }

    /// Of the places in the text, those that the owner had not submitted before `other` came. O(places).
    func without(_ places: [Int32], of text: MeasuredText, against other: Int) -> [Int32] {
        if firsts.isEmpty { return places }
        return places.filter { place in firsts[Int(text.groups.groupOf[Int(place)])].map { $0 > other } ?? true }
    }
}

internal import Sketches

/// A sketched text with its boilerplate marked. A class, as popular sources are lent to many matches.
final class MeasuredText: Sendable {
    let sketched: SketchedText
    /// Its shingles by the list of those who hold them.
    let groups: ListGroups
    /// For each group, how many different owners of texts with enough of their own hold its shingles; counted up to what the index remembers.
    private let ownerCounts: [UInt8]
    /// What may be set aside as boilerplate, if anything.
    let form: Form
    private let frameOwners: Int
    private let commonOwners: Int
    /// Its shingles without the ones that fewer owners suffice to make boilerplate, as in a form; and without the ones that very many owners
    /// share, as with a licence.
    private let countWithoutFrame: Int
    private let countWithoutCommon: Int

    /// How a text relates to its boilerplate.
    enum Form {
        /// None worth speaking of, or nothing else: a copy of what many copied has no rest, so a flood does not excuse itself.
        case plain
        /// Mostly its own, beside a passage that very many owners use.
        case common
        /// Its own facts scattered through a frame that several owners use.
        case frame
    }

    /// Share and number of pieces that own facts need to make a form of a frame.
    private static let scatteredShare = 0.15
    private static let scatteredPieces = 3
    /// Share of its own that a text needs beside a passage in one piece.
    private static let mainShare = 0.5

    init(_ sketched: SketchedText, _ detector: NearDuplicateDetector) {
        self.sketched = sketched
        var lists: [UInt32] = []
        detector.postings.lists(of: sketched.set.values, into: &lists)
        groups = ListGroups(lists)
        ownerCounts = detector.ownerCounts(of: groups)
        let (frame, common) = (detector.thresholds.boilerplateOwners, detector.thresholds.commonOwners)
        (frameOwners, commonOwners) = (frame, common)
        let all = sketched.set.count
        guard ownerCounts.contains(where: { $0 >= frame }) else {
            (countWithoutFrame, countWithoutCommon) = (all, all)
            form = .plain
            return
        }
        let (ownerCounts, groups) = (ownerCounts, groups)
        func count(below limit: Int) -> Int { groups.weights.indices.reduce(0) { $0 + (ownerCounts[$1] < limit ? groups.weights[$1] : 0) } }
        let withoutFrame = count(below: frame)
        let withoutCommon = count(below: common)
        (countWithoutFrame, countWithoutCommon) = (withoutFrame, withoutCommon)
        var pieces = 0
        var isInside = false
        for shingle in sketched.shingles {
            let isOwn = sketched.set.place(of: shingle).map { ownerCounts[Int(groups.groupOf[$0])] < frame } ?? false
            if isOwn, !isInside { pieces += 1 }
            isInside = isOwn
        }
        if Double(withoutFrame) >= Self.scatteredShare * Double(all), pieces >= Self.scatteredPieces {
            form = .frame
        } else if withoutCommon < all, Double(withoutCommon) >= Self.mainShare * Double(all) {
            form = .common
        } else {
            form = .plain
        }
    }

    /// Fewer owners than this leave a shingle its text's own.
    private func ownerLimit(_ form: Form) -> Int {
        switch form {
        case .plain: .max
        case .common: commonOwners
        case .frame: frameOwners
        }
    }

    /// Its shingles without what may be set aside: how many, and whether those of a group are among them.
    var ownCount: Int { count(setAside: form) }
    func isOwn(group: Int) -> Bool { ownerCounts[group] < ownerLimit(form) }

    /// How many of its shingles are left without what the form sets aside.
    func count(setAside form: Form) -> Int {
        switch form {
        case .plain: sketched.set.count
        case .common: countWithoutCommon
        case .frame: countWithoutFrame
        }
    }

    /// How many of its shingles at some places are left without what the form sets aside. O(places).
    func count(of places: [Int32], setAside form: Form) -> Int {
        let limit = ownerLimit(form)
        return places.reduce(0) { $0 + (ownerCounts[Int(groups.groupOf[Int($1)])] < limit ? 1 : 0) }
    }

    /// The words that no boilerplate shingle covers, in order. Expected O(words).
    var ownWords: [UInt64] {
        if form == .plain { return sketched.wordHashes }
        let limit = ownerLimit(form)
        var isOwn = [Bool](repeating: true, count: sketched.words.count)
        for (start, shingle) in sketched.shingles.enumerated() {
            guard let place = sketched.set.place(of: shingle), ownerCounts[Int(groups.groupOf[place])] >= limit else { continue }
            for word in start..<min(isOwn.count, start + sketched.width) { isOwn[word] = false }
        }
        return isOwn.indices.lazy.filter { isOwn[$0] }.map { sketched.wordHashes[$0] }
    }

    var boilerplateShare: Double { sketched.set.isEmpty ? 0 : 1 - Double(ownCount) / Double(sketched.set.count) }

    /// What two texts set aside when they are compared: a frame where both fill one in, what is common where both may.
    static func compared(_ left: MeasuredText, _ right: MeasuredText) -> Form {
        switch (left.form, right.form) {
        case (.frame, .frame): .frame
        case (.plain, _), (_, .plain): .plain
        default: .common
        }
    }
}

extension NearDuplicateDetector {
    /// For each group of shingles, how many different owners of texts with enough of their own hold it; counted up to what the index remembers.
    func ownerCounts(of groups: ListGroups) -> [UInt8] {
        var seen: [UInt32] = []
        return groups.lists.map { list in
            seen.removeAll(keepingCapacity: true)
            for holder in postings.holders(of: list) where holder.isIndependent {
                let owner = ownerOf[holder.document]
                if !seen.contains(owner) { seen.append(owner) }
            }
            return UInt8(clamping: seen.count)
        }
    }
}

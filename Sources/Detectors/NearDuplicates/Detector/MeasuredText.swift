internal import Sketches

/// A sketched text with its boilerplate marked.
struct MeasuredText {
    let sketched: SketchedText
    /// What may be set aside as boilerplate, if anything.
    let form: Form
    /// Its shingles without the ones that fewer owners suffice to make boilerplate, as in a form.
    let withoutFrame: ShingleSet
    /// Its shingles without the ones that very many owners share, as with a licence.
    let withoutCommon: ShingleSet

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
        let thresholds = detector.thresholds
        let counts = detector.ownerCounts(of: sketched.set.values)
        guard counts.contains(where: { $0 >= thresholds.boilerplateOwners }) else {
            withoutFrame = sketched.set
            withoutCommon = sketched.set
            form = .plain
            return
        }
        withoutFrame = sketched.set.filter(places: { counts[$0] < thresholds.boilerplateOwners })
        withoutCommon = sketched.set.filter(places: { counts[$0] < thresholds.commonOwners })
        let all = Double(sketched.set.count)
        var pieces = 0
        var isInside = false
        for shingle in sketched.shingles {
            let isOwn = withoutFrame.contains(shingle)
            if isOwn, !isInside { pieces += 1 }
            isInside = isOwn
        }
        if Double(withoutFrame.count) >= Self.scatteredShare * all, pieces >= Self.scatteredPieces {
            form = .frame
        } else if withoutCommon.count < sketched.set.count, Double(withoutCommon.count) >= Self.mainShare * all {
            form = .common
        } else {
            form = .plain
        }
    }

    /// Its shingles without what may be set aside.
    var ownSet: ShingleSet {
        switch form {
        case .plain: sketched.set
        case .common: withoutCommon
        case .frame: withoutFrame
        }
    }

    /// The words that no boilerplate shingle covers, in order. O(words log shingles).
    var ownWords: [UInt64] {
        if form == .plain { return sketched.wordHashes }
        let own = ownSet
        var isOwn = [Bool](repeating: true, count: sketched.words.count)
        for (start, shingle) in sketched.shingles.enumerated() where !own.contains(shingle) {
            for word in start..<min(isOwn.count, start + sketched.width) { isOwn[word] = false }
        }
        return isOwn.indices.lazy.filter { isOwn[$0] }.map { sketched.wordHashes[$0] }
    }

    var boilerplateShare: Double { sketched.set.isEmpty ? 0 : 1 - Double(ownSet.count) / Double(sketched.set.count) }

    /// The shingles of two texts to compare: without a frame where both fill one in, without what is common where both may.
    static func compared(_ left: MeasuredText, _ right: MeasuredText) -> (left: ShingleSet, right: ShingleSet, isDiscounted: Bool) {
        switch (left.form, right.form) {
        case (.frame, .frame): (left.withoutFrame, right.withoutFrame, true)
        case (.plain, _), (_, .plain): (left.sketched.set, right.sketched.set, false)
        default: (left.withoutCommon, right.withoutCommon, true)
        }
    }
}

extension NearDuplicateDetector {
    /// For each shingle, how many different owners of texts with enough of their own hold it; counted up to what the index remembers.
    func ownerCounts(of shingles: [UInt64]) -> [UInt8] {
        var counts = [UInt8](repeating: 0, count: shingles.count)
        var last = -1
        var seen: [UInt32] = []
        postings.forEachDocument(withEach: shingles) { place, document, isIndependent in
            if place != last {
                last = place
                seen.removeAll(keepingCapacity: true)
            }
            let owner = ownerOf[document]
            if isIndependent, !seen.contains(owner) {
                seen.append(owner)
                counts[place] += 1
            }
            return true
        }
        return counts
    }
}

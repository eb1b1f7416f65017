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
        let counted = sketched.set.values.map { ($0, detector.ownerCount(of: $0)) }
        let frame = Set(counted.lazy.filter { $0.1 >= thresholds.boilerplateOwners }.map { $0.0 })
        guard !frame.isEmpty else {
            withoutFrame = sketched.set
            withoutCommon = sketched.set
            form = .plain
            return
        }
        withoutFrame = sketched.set.filter { !frame.contains($0) }
        let common = Set(counted.lazy.filter { $0.1 >= thresholds.commonOwners }.map { $0.0 })
        withoutCommon = common.isEmpty ? sketched.set : sketched.set.filter { !common.contains($0) }
        let all = Double(sketched.set.count)
        var pieces = 0
        var isInside = false
        for shingle in sketched.shingles {
            let isOwn = !frame.contains(shingle)
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
    /// Different owners of texts, each with enough of its own, that hold the shingle; counted up to what the index remembers.
    func ownerCount(of shingle: UInt64) -> Int {
        var seen: [UInt32] = []
        postings.forEachDocument(with: shingle) { document, isIndependent in
            guard isIndependent else { return true }
            let owner = ownerOf[document]
            if !seen.contains(owner) { seen.append(owner) }
            return true
        }
        return seen.count
    }
}

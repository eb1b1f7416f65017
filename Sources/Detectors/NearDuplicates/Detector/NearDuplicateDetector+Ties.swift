internal import Sketches

extension NearDuplicateDetector {
    /// Which earlier submissions a new one has to do with.
    struct Ties {
        var candidates: [UInt32] = []
        var declared: [UInt32] = []
        /// Whether enough of the text is its own to speak about boilerplate.
        var isIndependent = false
    }

    /// Notes who shares what with a new submission.
    ///
    /// A shingle that its owner had submitted before another owner did is not shared with that other: who revises a text after it
    /// was copied repeats himself, not the copier. What an owner took later than another submitted it gives no such claim.
    mutating func look(up shingles: ShingleSet, for observed: inout ObservedSubmission, declared: Set<UInt32>) -> Ties {
        var touched: [Int] = []
        let foreign = countShared(shingles, for: &observed, touched: &touched)
        let least = max(thresholds.followUpShingles, Int((Double(shingles.count) * thresholds.followUpContainment).rounded(.up)))
        let ranked = touched.filter { counts[$0] >= least }.sorted { (counts[$1], $0) < (counts[$0], $1) }
        observed.novelty = 1 - Double(foreign) / Double(max(1, shingles.count))
        observed.own = ranked.first { ownerOf[$0] == observed.owner }
        let others = ranked.filter { ownerOf[$0] != observed.owner && !declared.contains(UInt32($0)) }
        var ties = Ties()
        ties.candidates = others.prefix(Self.candidateLimit).map { UInt32($0) }
        // Copies of copies may share more with the text than the first of them all, whose it is.
        let origin = others.max { (firsts[$0], $1) < (firsts[$1], $0) }
        if let origin, firsts[origin] > 0, !ties.candidates.contains(UInt32(origin)) {
            ties.candidates[ties.candidates.count - 1] = UInt32(origin)
        }
        ties.declared = declared.filter { counts[Int($0)] >= least }.sorted()
        let most = touched.reduce(0) { max($0, counts[$1]) }
        for document in touched {
            counts[document] = 0
            firsts[document] = 0
        }
        ties.isIndependent = Double(most) <= Double(shingles.count) * (1 - thresholds.boilerplateOwnShare)
        return ties
    }

    /// Counts by earlier submission what the new one shares with it; returns how many shingles others had submitted before its owner did.
    private mutating func countShared(_ shingles: ShingleSet, for observed: inout ObservedSubmission, touched: inout [Int]) -> Int {
        var lists: [UInt32] = []
        postings.lists(of: shingles.values, into: &lists)
        let groups = ListGroups(lists)
        var foreign = 0
        for (list, weight) in zip(groups.lists, groups.weights) where list != ShinglePostings.noList {
            let weight = UInt32(weight)
            var isForeign = false
            var isClaimed = false
            for holder in postings.holders(of: list) {
                let document = holder.document
                if ownerOf[document] == observed.owner {
                    isClaimed = true
                } else if isClaimed {
                    continue
                } else if !isForeign {
                    isForeign = true
                    firsts[document] += weight
                }
                if counts[document] == 0 { touched.append(document) }
                counts[document] += weight
            }
            if isClaimed { observed.hasClaims = 1 }
            if isForeign { foreign += Int(weight) }
        }
        return foreign
    }
}

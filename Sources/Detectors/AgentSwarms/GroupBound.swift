internal import Glibc
internal import Numerics

/// How likely honest actors form a group this dense anywhere, for the group as a whole.
enum GroupBound {
    /// The union bound over all groups of the size: C(actors, members) · P(Bin(pairs of members, level) ≥ links), at most 1.
    ///
    /// Each pair of honest actors is linked with at most probability `level`; pairs are taken as independent given the null of each.
    static func pValue(actors: Int, members: Int, links: Int, level: Double) -> Double {
        let pairs = members * (members - 1) / 2
        guard links > 0, pairs > 0, members <= actors, level > 0, level < 1 else { return 1 }
        // The tail's first term times a geometric bound on the rest, in logarithms: the tail itself underflows.
        let ratio = Double(pairs - links) * level / (Double(links + 1) * (1 - level))
        guard ratio < 1 else { return 1 }
        let logTail =
            SpecialFunctions.logChoose(pairs, links) + Double(links) * log(level) + Double(pairs - links) * log1p(-level) - log1p(-ratio)
        return min(1, exp(SpecialFunctions.logChoose(actors, members) + logTail))
    }
}

internal import Collections
internal import Glibc

/// How surely two participants are one.
extension IdentityLinks {
    /// Links at least this strong join two participants into one component.
    public static let joining = 0.6
    /// Links weaker than this are not pursued.
    public static let least = 0.3
    /// Identifiers of one participant that `strength` looks at, the first that were seen.
    static let identifiersCounted = 24

    /// How sure an identifier held by exactly two says that they are one. A network address alone stays below a flag: a household shares it.
    private static func certainty(_ kind: IdentifierKind) -> Double {
        switch kind {
        case .network: 0.45
        case .device: 0.9
        case .funder: 0.85
        }
    }

    /// 1 for the same participant; else one less the chance that every shared identifier is a coincidence. O(identifiers of both).
    public func strength(_ left: Int32, _ right: Int32) -> Double {
        if left == right { return 1 }
        var coincidence = 1.0
        for identifier in shared(left, right) { coincidence *= 1 - certainty(of: identifier) }
        return 1 - coincidence
    }

    /// The kinds of identifier that two participants share, with how many hold each.
    public func sharedKinds(_ left: Int32, _ right: Int32) -> [(kind: IdentifierKind, holders: Int)] {
        shared(left, right).map { (identifiers[Int($0)].kind, identifiers[Int($0)].countedUsers) }.sorted { $0.0.rawValue < $1.0.rawValue }
    }

    private func shared(_ left: Int32, _ right: Int32) -> [Int32] {
        let theirs = identifiers(of: right).prefix(Self.identifiersCounted)
        guard !theirs.isEmpty else { return [] }
        return identifiers(of: left).prefix(Self.identifiersCounted).filter(theirs.contains)
    }

    /// Scaled to `certainty(_:)` for two holders, less the more there are.
    private func certainty(of identifier: Int32) -> Double {
        let count = identifiers[Int(identifier)].countedUsers
        guard count <= Self.hubUsers else { return 0 }
        return Self.certainty(identifiers[Int(identifier)].kind) * log(7) / log(Double(max(count, 2)) + 5)
    }

    /// Calls `body` for all who share an identifier that is no hub's, as often as they share one, the earlier user first.
    private func forEachLinked(_ body: (Int32, Int32) -> Void) {
        for identifier in identifiers.indices where (2...Self.hubUsers).contains(identifiers[identifier].countedUsers) {
            let users = users(of: Int32(identifier)).filter { self.identifiers(of: $0).prefix(Self.identifiersCounted).contains(Int32(identifier)) }
            for (index, left) in users.enumerated() { for right in users[(index + 1)...] { body(left, right) } }
        }
    }

    /// The component of each participant, named by its smallest member: joined where one identifier, or all that two share together, reach
    /// `joining`. O(users of rare identifiers, squared per identifier of at most `hubUsers`).
    public func components() -> [Int32] {
        var sets = DisjointSets(count: participantCount)
        forEachLinked { left, right in
            if strength(left, right) >= Self.joining { sets.join(left, right) }
        }
        return sets.roots()
    }

    /// Whom each participant is linked to at `least` or more, directly, and how strongly.
    public func partners() -> Partners {
        var keys: [UInt64] = []
        forEachLinked { left, right in
            keys.append(UInt64(UInt32(left)) << 32 | UInt64(UInt32(right)))
            keys.append(UInt64(UInt32(right)) << 32 | UInt64(UInt32(left)))
        }
        RadixSort.sort(&keys)
        var offsets = [Int](repeating: 0, count: participantCount + 1)
        var others: [Int32] = []
        var strengths: [Double] = []
        for (index, key) in keys.enumerated() where index == 0 || keys[index - 1] != key {
            let (one, other) = (Int32(key >> 32), Int32(truncatingIfNeeded: key))
            let strength = strength(one, other)
            guard strength >= Self.least else { continue }
            others.append(other)
            strengths.append(strength)
            offsets[Int(one) + 1] += 1
        }
        for participant in 0..<participantCount { offsets[participant + 1] += offsets[participant] }
        return Partners(offsets: offsets, others: others, strengths: strengths)
    }

    /// Direct links by participant.
    public struct Partners: Sendable {
        let offsets: [Int]
        let others: [Int32]
        let strengths: [Double]

        /// `strength`, where it is at least `least`; 0 where it is less. O(links of the one).
        public func strength(_ one: Int32, _ other: Int32) -> Double {
            if one == other { return 1 }
            for place in offsets[Int(one)]..<offsets[Int(one) + 1] where others[place] == other { return strengths[place] }
            return 0
        }
    }
}

internal import Collections

/// Who shares a network, a device or a funder with whom: one structure, two readings.
///
/// `weight` adds: each shared identifier weighs 1/ln(users + 5), the column weight of FRAUDAR (Hooi et al., KDD 2016), and one that unusually many use
/// links nobody. It measures how closely a GROUP hangs together, so that many weak ties count. `strength` asks how surely TWO are one: one less the
/// chance that every identifier they share is a coincidence, a device saying more than a network address, behind which whole offices stand. Neither
/// follows from the other: an address shared by two weighs as much as a device, and is not as strong. Linkage is evidence beside a finding and never
/// a finding.
public struct IdentityLinks: Sendable {
    /// An identifier with more users links nobody: a proxy, an exchange, a campus.
    public static let hubUsers = 64

    /// One identifier.
    struct Identifier: Sendable {
        let kind: IdentifierKind
        /// Its place among those of its kind by name, which owes nothing to who came first.
        let rank: Int32
        /// Participants that use it, and those for whom it is one of the first few (`identifiersCounted`).
        var users = 0
        var countedUsers = 0
    }

    private(set) var identifiers: [Identifier] = []
    /// Uses by participant, each one's in order of first sight.
    private let heldOffsets: [Int]
    private let held: [Int32]
    /// Uses by identifier, in order of first sight.
    private let userOffsets: [Int]
    private let userList: [Int32]
    /// `weight` passes over identifiers of more users.
    let weightCap: Int

    let participantCount: Int

    /// - Parameter number: the participant's number in the answers, by its number in `uses`; nil where they are the same.
    /// O(uses log identifiers).
    public init(_ uses: IdentifierUses, numbers number: [Int32]? = nil, participantCount: Int) {
        self.participantCount = participantCount
        var starts: [Int32] = []
        for (kind, table) in zip(IdentifierKind.allCases, uses.identifiers) {
            starts.append(Int32(identifiers.count))
            identifiers += NameTable.ranks(of: table.order()).map { Identifier(kind: kind, rank: $0) }
        }
        let flat = uses.uses.map { use in
            (identifier: starts[Int(use.kind)] + use.identifier, participant: number.map { $0[Int(use.participant)] } ?? use.participant)
        }
        (heldOffsets, held) = Self.grouped(flat.map(\.participant), flat.map(\.identifier), count: participantCount)
        (userOffsets, userList) = Self.grouped(flat.map(\.identifier), flat.map(\.participant), count: identifiers.count)
        for identifier in identifiers.indices { identifiers[identifier].users = userOffsets[identifier + 1] - userOffsets[identifier] }
        for participant in 0..<participantCount {
            for identifier in held[heldOffsets[participant]..<heldOffsets[participant + 1]].prefix(Self.identifiersCounted) {
                identifiers[Int(identifier)].countedUsers += 1
            }
        }
        weightCap = Self.weightCap(identifiers)
    }

    /// The values of each key, in the order given. O(keys).
    private static func grouped(_ keys: [Int32], _ values: [Int32], count: Int) -> (offsets: [Int], values: [Int32]) {
        var offsets = [Int](repeating: 0, count: count + 1)
        for key in keys { offsets[Int(key) + 1] += 1 }
        for key in 0..<count { offsets[key + 1] += offsets[key] }
        var cursor = offsets
        var grouped = [Int32](repeating: 0, count: keys.count)
        for (key, value) in zip(keys, values) {
            grouped[cursor[Int(key)]] = value
            cursor[Int(key)] += 1
        }
        return (offsets, grouped)
    }

    /// What a participant uses, in order of first sight.
    func identifiers(of participant: Int32) -> ArraySlice<Int32> { held[heldOffsets[Int(participant)]..<heldOffsets[Int(participant) + 1]] }

    /// Who uses an identifier, in order of first sight.
    func users(of identifier: Int32) -> ArraySlice<Int32> { userList[userOffsets[Int(identifier)]..<userOffsets[Int(identifier) + 1]] }
}

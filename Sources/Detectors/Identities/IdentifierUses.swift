public import Collections
public import Contributions

/// What a participant connects with.
public enum IdentifierKind: UInt8, Hashable, Sendable, CaseIterable {
    case network, device, funder

    fileprivate func hash(in identifiers: Identifiers) -> String? {
        switch self {
        case .network: identifiers.network
        case .device: identifiers.device
        case .funder: identifiers.funder
        }
    }
}

/// Which participant used which identifier, each use once, in order of first sight: all that `IdentityLinks` is made of.
///
/// Participants are the caller's numbers. Memory: 20 bytes a use, and each identifier once.
public struct IdentifierUses: Sendable {
    struct Use: BitwiseCopyable, Sendable {
        let kind: UInt8
        /// Number among the identifiers of its kind.
        let identifier: Int32
        let participant: Int32
    }

    /// By kind.
    private(set) var identifiers = IdentifierKind.allCases.map { _ in NameTable() }
    private(set) var uses: [Use] = []
    private var seen = KeyTable()

    public init() {}

    /// Takes in what a participant connects with. O(1) for each identifier.
    public mutating func add(_ identifiers: Identifiers, of participant: Int32) {
        for kind in IdentifierKind.allCases {
            guard let hash = kind.hash(in: identifiers) else { continue }
            add(Use(kind: kind.rawValue, identifier: self.identifiers[Int(kind.rawValue)].id(hash), participant: participant))
        }
    }

    private mutating func add(_ use: Use) {
        let key = UInt64(use.kind) << 62 | UInt64(UInt32(bitPattern: use.identifier)) << 31 | UInt64(UInt32(bitPattern: use.participant))
        let number = Int32(uses.count)
        if seen.value(key, ifNew: number) == number { uses.append(use) }
    }
}

extension IdentifierUses {
    /// O(uses).
    public func write(to state: inout ColumnWriter) {
        for table in identifiers { table.write(to: &state) }
        state.write(uses.map(\.kind))
        state.write(uses.map(\.identifier))
        state.write(uses.map(\.participant))
    }

    /// Reads what `write(to:)` wrote, of participants below `participantCount`. O(uses).
    public init(from state: inout ColumnReader, participantCount: Int) throws(ColumnError) {
        for kind in identifiers.indices { identifiers[kind] = try NameTable(from: &state) }
        let kinds: [UInt8] = try state.list()
        let numbers: [Int32] = try state.list()
        let participants: [Int32] = try state.list()
        guard kinds.count == numbers.count, kinds.count == participants.count else { throw .malformed }
        uses.reserveCapacity(kinds.count)
        for index in kinds.indices {
            let use = Use(kind: kinds[index], identifier: numbers[index], participant: participants[index])
            guard Int(use.kind) < identifiers.count, use.identifier >= 0, Int(use.identifier) < identifiers[Int(use.kind)].count,
                use.participant >= 0, Int(use.participant) < participantCount
            else { throw .malformed }
            add(use)
        }
        guard uses.count == kinds.count else { throw .malformed }
    }
}

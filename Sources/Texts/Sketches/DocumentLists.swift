/// Lists of documents that grow at their end, each named by a number: what shingles that many texts share are held by.
///
/// Shingles that came together in the same texts share one list, which counts its users; a list that nobody uses any more makes room for
/// another of its length. 20 bytes a list and 4 an entry. A list remembers at most `limit` documents of each standing, the earliest; others
/// leave it as it is.
struct DocumentLists: Sendable {
    /// Documents of one standing that a list remembers.
    static let limit = 12
    static let none = UInt32.max
    private(set) var headers: [DocumentListHeader] = []
    private(set) var entries: [ShingleHolder] = []
    /// Lists without users, by length.
    private var unused = [[UInt32]](repeating: [], count: 2 * limit + 1)
    /// Lists that lost their last user since the last call of `settle`; they may still be the list before one of this document.
    private var leaving: [UInt32] = []

    init() {}

    /// The documents of a list, earliest first. O(1).
    func holders(of list: UInt32) -> ArraySlice<ShingleHolder> {
        let header = headers[Int(list)]
        return entries[Int(header.start)..<Int(header.start) + Int(header.length)]
    }

    /// A list of one document, without users. O(1).
    mutating func start(_ entry: ShingleHolder) -> UInt32 {
        let list = make(length: 1, independentCount: entry.isIndependent ? 1 : 0, parent: Self.none)
        entries[Int(headers[Int(list)].start)] = entry
        return list
    }

    mutating func use(_ list: UInt32) { headers[Int(list)].users += 1 }

    /// Moves one user of a list to the list with one document more at its end; stays where the list is full. O(entries).
    mutating func moveUser(of list: UInt32, adding entry: ShingleHolder) -> UInt32 {
        let header = headers[Int(list)]
        var next = header.successor
        if next == Self.none || headers[Int(next)].parent != list || last(next) != entry {
            let isIndependent = entry.isIndependent
            let alike = isIndependent ? header.independentCount : header.length - header.independentCount
            if alike >= Self.limit { return list }
            next = make(length: header.length + 1, independentCount: header.independentCount + (isIndependent ? 1 : 0), parent: list)
            let (from, to) = (Int(header.start), Int(headers[Int(next)].start))
            for place in 0..<Int(header.length) { entries[to + place] = entries[from + place] }
            entries[to + Int(header.length)] = entry
            headers[Int(list)].successor = next
        }
        headers[Int(next)].users += 1
        headers[Int(list)].users -= 1
        if headers[Int(list)].users == 0 { leaving.append(list) }
        return next
    }

    private func last(_ list: UInt32) -> ShingleHolder {
        let header = headers[Int(list)]
        return entries[Int(header.start) + Int(header.length) - 1]
    }

    /// To be called between two documents: what nobody uses makes room.
    mutating func settle() {
        for list in leaving where headers[Int(list)].users == 0 { unused[Int(headers[Int(list)].length)].append(list) }
        leaving.removeAll(keepingCapacity: true)
    }

    private mutating func make(length: UInt16, independentCount: UInt16, parent: UInt32) -> UInt32 {
        if let list = unused[Int(length)].popLast() {
            headers[Int(list)] = DocumentListHeader(
                start: headers[Int(list)].start, users: 0, successor: Self.none, parent: parent, length: length, independentCount: independentCount)
            return list
        }
        precondition(headers.count < Int(Self.none) && entries.count < Int(Self.none) - 2 * Self.limit, "too many lists for one index")
        headers.append(
            DocumentListHeader(
                start: UInt32(entries.count), users: 0, successor: Self.none, parent: parent, length: length, independentCount: independentCount))
        entries.append(contentsOf: repeatElement(ShingleHolder(document: 0, isIndependent: false), count: Int(length)))
        return UInt32(headers.count - 1)
    }
}

/// A document that holds a shingle.
@frozen public struct ShingleHolder: BitwiseCopyable, Hashable, Sendable {
    @usableFromInline let bits: UInt32

    /// Documents that can be told apart.
    static let documentLimit = 1 << 30

    init(document: Int, isIndependent: Bool) { bits = UInt32(document) | (isIndependent ? 1 << 30 : 0) }

    @inlinable public var document: Int { Int(bits & ~(1 << 30)) }
    /// Whether its text is enough of its own to speak about boilerplate.
    @inlinable public var isIndependent: Bool { bits & 1 << 30 != 0 }
}

/// A list of documents as it is kept: no padding, so that lists are written as they lie.
public struct DocumentListHeader: BitwiseCopyable, Sendable {
    /// Where its entries stand.
    let start: UInt32
    /// Shingles that have it.
    var users: UInt32
    /// The latest list that was made of this one and a document more.
    var successor: UInt32
    /// The list that it was made of.
    let parent: UInt32
    let length: UInt16
    /// How many of its documents count as independent.
    let independentCount: UInt16
}

extension DocumentLists {
    /// Lists as they were kept; nil unless their entries lie one after the other, name documents below the count and are counted rightly.
    ///
    /// - Parameter users: of each list. O(entries).
    init?(headers: [DocumentListHeader], entries: [ShingleHolder], users: [UInt32], documentCount: Int) {
        var place = 0
        for (list, header) in headers.enumerated() {
            let end = place + Int(header.length)
            guard Int(header.start) == place, (1...2 * Self.limit).contains(Int(header.length)), end <= entries.count, header.users == users[list],
                header.successor == Self.none || Int(header.successor) < headers.count
            else { return nil }
            var independentCount: UInt16 = 0
            for entry in entries[place..<end] {
                guard entry.document < documentCount else { return nil }
                independentCount += entry.isIndependent ? 1 : 0
            }
            guard header.independentCount == independentCount, independentCount <= Self.limit, header.length - independentCount <= Self.limit else {
                return nil
            }
            place = end
            if header.users == 0 { unused[Int(header.length)].append(UInt32(list)) }
        }
        guard place == entries.count else { return nil }
        self.headers = headers
        self.entries = entries
    }
}

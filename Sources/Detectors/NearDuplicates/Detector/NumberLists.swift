internal import Collections

/// For each submission a short list of earlier ones, and for each submission those later ones in whose lists it stands.
///
/// 12 bytes an entry and 8 a submission; both ways cost what they hand over.
struct NumberLists: Sendable {
    private var ends: [UInt32] = []
    private var entries: [UInt32] = []
    /// The latest entry that names a submission, and for each entry the one before that names the same.
    private var latest: [UInt32] = []
    private var before: [UInt32] = []
    /// In whose list each entry stands.
    private var holders: [UInt32] = []

    private static let none = UInt32.max

    var count: Int { ends.count }

    /// The list of a submission. O(1).
    subscript(_ number: Int) -> ArraySlice<UInt32> { entries[(number == 0 ? 0 : Int(ends[number - 1]))..<Int(ends[number])] }

    /// Adds the list of the next submission. O(entries).
    mutating func append(_ list: [UInt32]) {
        precondition(entries.count + list.count < Int(Self.none), "too many entries for one index")
        entries.append(contentsOf: list)
        ends.append(UInt32(entries.count))
        link(count - 1)
    }

    private mutating func link(_ number: Int) {
        latest.append(Self.none)
        for entry in before.count..<Int(ends[number]) {
            let named = Int(entries[entry])
            before.append(latest[named])
            holders.append(UInt32(number))
            latest[named] = UInt32(entry)
        }
    }

    /// Hands over the submissions in whose lists this one stands, latest first. O(handed over).
    func forEachHolder(of number: Int, _ body: (Int) -> Void) {
        var entry = latest[number]
        while entry != Self.none {
            body(Int(holders[Int(entry)]))
            entry = before[Int(entry)]
        }
    }

    /// O(entries).
    func write(to state: inout ColumnWriter) {
        state.write(ends)
        state.write(entries)
    }

    init() {}

    /// Reads back what `write` wrote: a list for each submission, which names earlier ones only. O(entries).
    init(from state: inout ColumnReader, count: Int) throws(ColumnError) {
        ends = try state.list()
        entries = try state.list()
        guard ends.count == count, Int(ends.last ?? 0) == entries.count else { throw .malformed }
        latest.reserveCapacity(count)
        before.reserveCapacity(entries.count)
        holders.reserveCapacity(entries.count)
        var start = 0
        for (number, end) in ends.enumerated() {
            guard end >= start, end <= entries.count, entries[start..<Int(end)].allSatisfy({ $0 < number }) else { throw .malformed }
            link(number)
            start = Int(end)
        }
    }
}

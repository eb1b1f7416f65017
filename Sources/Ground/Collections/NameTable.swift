/// Names as small integers in order of first sight, compared by their bytes: "é" and "e" with an accent are two names.
///
/// A `ByteTable` that also keeps its names in order. Memory: a name's bytes and 24 more.
public struct NameTable: Sendable {
    private var table = ByteTable()
    private var joined: [UInt8] = []
    /// The first numbers in the order of their names. What came since is merged in once it is an eighth, so that keeping the order is O(log) a name.
    private var sorted: [Int32] = []

    private static let fewestMerged = 1024

    public init() {}

    public var count: Int { table.count }

    /// The number of a name, given now if it is new. O(length).
    @discardableResult
    public mutating func id(_ name: String) -> Int32 {
        var name = name
        return name.withUTF8 { id(UnsafeRawBufferPointer($0)) }
    }

    /// The number of the name that the parts make one after the other. O(length).
    public mutating func id(_ first: String, _ second: String, _ third: String = "", _ fourth: String = "") -> Int32 {
        var joined: [UInt8] = []
        swap(&joined, &self.joined)
        joined.removeAll(keepingCapacity: true)
        joined.append(contentsOf: first.utf8)
        joined.append(contentsOf: second.utf8)
        joined.append(contentsOf: third.utf8)
        joined.append(contentsOf: fourth.utf8)
        let id = joined.withUnsafeBytes { self.id($0) }
        swap(&joined, &self.joined)
        return id
    }

    private mutating func id(_ name: UnsafeRawBufferPointer) -> Int32 {
        let id = table.id(name)
        if table.count - sorted.count > max(Self.fewestMerged, sorted.count / 8) { sorted = order() }
        return id
    }

    /// The number of a name that was given one. O(length).
    public func known(_ name: String) -> Int32? {
        var name = name
        return name.withUTF8 { table.known(UnsafeRawBufferPointer($0)) }
    }

    /// The name with this number. O(length).
    public subscript(_ id: Int32) -> String { table.withBytes(of: id) { String(decoding: $0, as: UTF8.self) } }

    /// Lends the bytes of the name with this number.
    public func withBytes<Result>(of id: Int32, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try table.withBytes(of: id, body)
    }
}

extension NameTable {
    /// All numbers in the order of their names' bytes: the order that owes nothing to who came first. O(names + new names · log names).
    public func order() -> [Int32] {
        let fresh = (Int32(sorted.count)..<Int32(count)).sorted(by: table.precedes)
        guard !sorted.isEmpty else { return fresh }
        var order: [Int32] = []
        order.reserveCapacity(count)
        var start = 0
        for id in fresh {
            var (low, high) = (start, sorted.count)
            while low < high {
                let middle = (low + high) / 2
                if table.precedes(sorted[middle], id) { low = middle + 1 } else { high = middle }
            }
            order.append(contentsOf: sorted[start..<low])
            order.append(id)
            start = low
        }
        order.append(contentsOf: sorted[start...])
        return order
    }

    /// By number, its place in `order`.
    public static func ranks(of order: [Int32]) -> [Int32] {
        var ranks = [Int32](repeating: 0, count: order.count)
        for (place, id) in order.enumerated() { ranks[Int(id)] = Int32(place) }
        return ranks
    }

    /// Writes the names and their order. O(bytes).
    public func write(to state: inout ColumnWriter) {
        table.write(to: &state)
        state.write(order())
    }

    /// Reads what `write(to:)` wrote. What is no table of different names in order is an error. O(bytes).
    public init(from state: inout ColumnReader) throws(ColumnError) {
        table = try ByteTable(from: &state)
        sorted = try state.list()
        // Rising without a repeat, so that every number stands once.
        guard sorted.count == table.count, sorted.allSatisfy({ $0 >= 0 && Int($0) < table.count }),
            zip(sorted, sorted.dropFirst()).allSatisfy({ table.precedes($0, $1) })
        else { throw .malformed }
    }
}

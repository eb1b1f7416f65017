/// Writes lists of fixed-size values and of texts one after another, as `ColumnReader` reads them back: what is kept between runs.
///
///     list    count, u64; then the values as they lie in memory (little-endian machines only), padded to 8 bytes
///     texts   a list of Int64 ends, a list of bytes
///
/// Nothing names the columns, so a form has a version of its own, which changes with whatever is written.
public struct ColumnWriter: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Makes room for so many bytes more, so that a large state is not moved while it grows.
    public mutating func reserve(_ byteCount: Int) { bytes.reserveCapacity(bytes.count + byteCount) }

    public mutating func write(_ value: Int) { write([Int64(value)]) }

    /// Copies the values. O(values).
    public mutating func write<Value: BitwiseCopyable>(_ values: [Value]) {
        withUnsafeBytes(of: UInt64(values.count).littleEndian) { bytes.append(contentsOf: $0) }
        values.withUnsafeBytes { bytes.append(contentsOf: $0) }
        while bytes.count % 8 != 0 { bytes.append(0) }
    }

    /// Writes lists one after the other as one. Copies the values. O(values).
    public mutating func write<Value: BitwiseCopyable>(joining lists: [[Value]]) {
        withUnsafeBytes(of: UInt64(lists.reduce(0) { $0 + $1.count }).littleEndian) { bytes.append(contentsOf: $0) }
        for list in lists { list.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        while bytes.count % 8 != 0 { bytes.append(0) }
    }

    /// The pieces of a list of bytes that was made elsewhere: one behind the other they are what `write` would have written, without a copy.
    public static func pieces(of bytes: [UInt8]) -> [[UInt8]] {
        let padding = [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
        return [withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { Array($0) }, bytes, padding]
    }

    public mutating func write(_ texts: [String]) {
        var ends: [Int64] = []
        ends.reserveCapacity(texts.count)
        var all: [UInt8] = []
        for text in texts {
            all.append(contentsOf: text.utf8)
            ends.append(Int64(all.count))
        }
        write(ends)
        write(all)
    }
}

/// Why kept columns cannot be read: they were cut short, or another form wrote them. Whoever meets it makes them anew.
public enum ColumnError: Error, Hashable, Sendable {
    case cutShort
    /// A count, an offset or a text that no writer of this form writes.
    case malformed
}

/// Reads back what `ColumnWriter` wrote. Believes nothing: a length or an offset that does not fit is an error, never a trap.
public struct ColumnReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    /// - Parameter bytes: lent for the reader's life.
    public init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// True where everything was read.
    public var isAtEnd: Bool { position == bytes.count }

    public mutating func integer() throws(ColumnError) -> Int {
        let values: [Int64] = try list()
        guard values.count == 1 else { throw .malformed }
        return Int(values[0])
    }

    /// One list; its values are copied. Any bit pattern is a value: whoever uses a value as an index checks it.
    public mutating func list<Value: BitwiseCopyable>(of type: Value.Type = Value.self) throws(ColumnError) -> [Value] {
        let range = try skipList(stride: MemoryLayout<Value>.stride)
        let (start, size) = (range.lowerBound, range.count)
        let count = size / MemoryLayout<Value>.stride
        return [Value](unsafeUninitializedCapacity: count) { buffer, filled in
            if size > 0, let base = bytes.baseAddress {
                UnsafeMutableRawPointer(buffer.baseAddress!).copyMemory(from: base + start, byteCount: size)
            }
            filled = count
        }
    }

    /// A list of bytes as a reader of its own, without copying them.
    public mutating func nested() throws(ColumnError) -> ColumnReader {
        let range = try skipList(stride: 1)
        return ColumnReader(UnsafeRawBufferPointer(rebasing: bytes[range]))
    }

    /// Steps over a list; where its values lie.
    private mutating func skipList(stride: Int) throws(ColumnError) -> Range<Int> {
        guard bytes.count - position >= 8 else { throw .cutShort }
        let count = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        let room = UInt64(bytes.count - position - 8)
        let (size, overflow) = count.multipliedReportingOverflow(by: UInt64(stride))
        guard !overflow, size <= room else { throw .cutShort }
        let start = position + 8
        let padded = (Int(size) + 7) / 8 * 8
        guard padded <= room else { throw .cutShort }
        position = start + padded
        return start..<start + Int(size)
    }

    public mutating func texts() throws(ColumnError) -> [String] {
        let ends: [Int64] = try list()
        let all: [UInt8] = try list()
        var texts: [String] = []
        texts.reserveCapacity(ends.count)
        var start = 0
        for end in ends {
            guard end >= Int64(start), end <= Int64(all.count) else { throw .malformed }
            guard let text = String(validating: all[start..<Int(end)], as: UTF8.self) else { throw .malformed }
            texts.append(text)
            start = Int(end)
        }
        guard start == all.count else { throw .malformed }
        return texts
    }
}

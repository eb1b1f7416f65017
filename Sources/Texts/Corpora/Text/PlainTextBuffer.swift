internal import CUnicodeText

/// Text that folds byte by byte, in memory that is used again for the next: most text printed in Latin letters.
///
/// What `reduce` gives has the same words as the text: the runs of ASCII letters and digits and of bytes beyond ASCII, with ASCII
/// letters made small. It holds no disguise. Everything else goes through `FoldingBuffer`.
public struct PlainTextBuffer: ~Copyable {
    private var storage = UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)

    /// Bytes behind a reduced text that may be written to.
    public static let spareByteCount = 64

    public init() {}

    deinit { storage.deallocate() }

    /// Nil where a character needs Unicode's rules or the bytes are not UTF-8. Valid until the next call; may be changed. O(bytes).
    public mutating func reduce(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeMutableBufferPointer<UInt8>? {
        let needed = text.count + Self.spareByteCount
        if storage.count < needed {
            storage.deallocate()
            storage = .allocate(capacity: needed + needed / 2)
        }
        guard let source = text.baseAddress, let target = storage.baseAddress else {
            return UnsafeMutableBufferPointer(rebasing: storage[..<0])
        }
        let count = unicode_text_reduce(source, text.count, target)
        return count < 0 ? nil : UnsafeMutableBufferPointer(rebasing: storage[..<count])
    }
}

extension TextColumn {
    /// Adds the first Unicode scalars of a text, at most so many. O(length).
    public mutating func append(_ text: String, scalarLimit: Int) {
        var text = text
        text.withUTF8 { bytes in
            var (end, scalars) = (0, 0)
            while end < bytes.count {
                // Bytes that go on with a scalar begin with 10.
                if bytes[end] & 0xC0 != 0x80 { scalars += 1 }
                if scalars > scalarLimit { break }
                end += 1
            }
            append(UnsafeBufferPointer(rebasing: bytes[..<end]))
        }
    }

    /// A text as a string; bytes that are not UTF-8 read as U+FFFD. O(length).
    public subscript(_ index: Int) -> String { withBytes(of: index) { String(decoding: $0, as: UTF8.self) } }
}

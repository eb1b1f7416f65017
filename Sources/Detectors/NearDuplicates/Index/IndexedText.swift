/// What an index keeps of one document.
struct IndexedDocument: Sendable {
    let id: [UInt8]
    let contributor: [UInt8]
    /// Microseconds since 1970; the smallest number where none was given.
    let time: Int64
    /// The number of its text; `IndexedText.none` where it has no word.
    let text: UInt32
}

/// What an index keeps of one distinct text: no word of it, but what is compared.
struct IndexedText: Sendable {
    let digest: TextDigest
    let signature: [UInt32]
    /// Distinct, in the order of their first coming.
    let shingles: [UInt64]
    let bandKeys: [UInt32]
    /// The first document that holds it.
    let firstDocument: UInt32

    static let none = UInt32.max

    /// The shingles that stand for all in containment: those with a small hash.
    func samples(limit: UInt64) -> some Sequence<UInt32> { shingles.lazy.filter { $0 <= limit }.map { UInt32(truncatingIfNeeded: $0) } }

    static func sampleLimit(scale: Int) -> UInt64 { scale == 1 ? .max : .max / UInt64(scale) }
}

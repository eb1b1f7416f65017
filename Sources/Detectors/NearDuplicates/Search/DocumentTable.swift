internal import Contributions
internal import Sketches

/// The documents in the order of their coming, each with the distinct text that it holds.
struct DocumentTable {
    private(set) var names: DocumentNames
    private var times: [Int64] = []
    /// The distinct text of each document; `none` where it has no word.
    private var texts: [UInt32] = []
    /// The first document of each distinct text.
    private var firsts: [UInt32] = []
    /// Documents that are not the first of their text, in order.
    private var repeats: [UInt32] = []
    private var digests: [TextDigest] = []
    /// Number of a text plus one, found by its digest; 0 where the slot is free.
    private var slots = [UInt32](repeating: 0, count: 1024)

    private static let none = UInt32.max

    init(seed: UInt64) {
        names = DocumentNames(seed: seed)
    }

    var count: Int { names.count }
    var textCount: Int { firsts.count }

    func time(_ document: Int) -> Timestamp? { times[document] == .min ? nil : Timestamp(microseconds: times[document]) }

    /// Adds ids, or none of them and says which came before.
    mutating func register(_ batch: SketchedDocuments) throws(NearDuplicateError) {
        let start = count
        var repeated: NearDuplicateError?
        batch.forEachID { id in
            guard repeated == nil, let first = names.add(id) else { return }
            repeated = .repeatedID(id: String(decoding: id, as: UTF8.self), first: first, again: names.count)
        }
        if let repeated {
            names.keepFirst(start)
            throw repeated
        }
        times.append(contentsOf: batch.times)
    }

    /// Takes back ids that were registered and whose texts were not taken.
    mutating func forgetNames(from start: Int) {
        names.keepFirst(start)
        times.removeLast(times.count - start)
    }

    /// Notes the text of the next registered document; returns whether it is a new one.
    mutating func take(_ digest: TextDigest?) -> Bool {
        let document = UInt32(texts.count)
        guard let digest else {
            texts.append(Self.none)
            return false
        }
        if (textCount + 1) * 2 > slots.count { grow() }
        let slot = slot(of: digest)
        if slots[slot] != 0 {
            texts.append(slots[slot] - 1)
            repeats.append(document)
            return false
        }
        texts.append(UInt32(textCount))
        digests.append(digest)
        firsts.append(document)
        slots[slot] = UInt32(textCount)
        return true
    }

    private func slot(of digest: TextDigest) -> Int {
        var slot = Int(truncatingIfNeeded: digest.first) & (slots.count - 1)
        while slots[slot] != 0, digests[Int(slots[slot] - 1)] != digest { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (text, digest) in digests.enumerated() { slots[slot(of: digest)] = UInt32(text + 1) }
    }

    /// Documents of the texts that several hold, in order of arrival, by text.
    func copies() -> [UInt32: [UInt32]] {
        var groups: [UInt32: [UInt32]] = [:]
        for document in repeats {
            let text = texts[Int(document)]
            groups[text, default: [firsts[Int(text)]]].append(document)
        }
        return groups
    }

    /// The distinct text of a document; nil where it has no word.
    func text(_ document: Int) -> Int? { texts[document] == Self.none ? nil : Int(texts[document]) }

    /// The first document of a text.
    func first(_ text: Int) -> UInt32 { firsts[text] }
}

/// A 128-bit name of a folded text.
struct TextDigest: Hashable, Sendable {
    let first: UInt64
    let second: UInt64
}

/// Documents that came since the last segment was written, in memory, with the same questions that a segment answers.
struct RecentDocuments {
    private(set) var documents: [IndexedDocument] = []
    private(set) var texts: [IndexedText] = []
    let documentBase: UInt32
    let textBase: UInt32
    private let sampleLimit: UInt64
    private var ids: [[UInt8]: UInt32] = [:]
    private var digests: [TextDigest: UInt32] = [:]
    /// The newest text of each band's key, and of each text and band the one before it; both as number here plus one.
    private var newest: [UInt64: UInt32] = [:]
    private var links: [UInt32] = []
    private var holders: [UInt32: [UInt32]] = [:]
    private var sampleCounts: [UInt32] = []
    private var repeats: [UInt32: [UInt32]] = [:]

    init(documentBase: UInt32, textBase: UInt32, containmentScale: Int) {
        self.documentBase = documentBase
        self.textBase = textBase
        sampleLimit = IndexedText.sampleLimit(scale: containmentScale)
    }

    var documentEnd: UInt32 { documentBase + UInt32(documents.count) }
    var textEnd: UInt32 { textBase + UInt32(texts.count) }

    mutating func add(_ document: IndexedDocument, isFirstOfItsText: Bool) {
        ids[document.id] = documentEnd
        if document.text != IndexedText.none, !isFirstOfItsText { repeats[document.text, default: []].append(documentEnd) }
        documents.append(document)
    }

    mutating func add(_ text: IndexedText) {
        let number = UInt32(texts.count)
        digests[text.digest] = textEnd
        for (band, key) in text.bandKeys.enumerated() {
            let bucket = UInt64(band) << 32 | UInt64(key)
            links.append(newest.updateValue(number + 1, forKey: bucket) ?? 0)
        }
        var count: UInt32 = 0
        for sample in text.samples(limit: sampleLimit) {
            holders[sample, default: []].append(textEnd)
            count += 1
        }
        sampleCounts.append(count)
        texts.append(text)
    }

    func document(named id: [UInt8]) -> UInt32? { ids[id] }
    func text(with digest: TextDigest) -> UInt32? { digests[digest] }
    func sampleCount(of text: UInt32) -> Int { Int(sampleCounts[Int(text - textBase)]) }
    func texts(sample: UInt32) -> [UInt32] { holders[sample] ?? [] }
    func repeats(of text: UInt32) -> [UInt32] { repeats[text] ?? [] }

    /// Texts with this key in this band, newest first, until the body has enough.
    func forEachText(band: Int, key: UInt32, bandCount: Int, _ body: (UInt32) -> Bool) {
        var current = newest[UInt64(band) << 32 | UInt64(key)] ?? 0
        while current != 0 {
            guard body(textBase + current - 1) else { return }
            current = links[Int(current - 1) * bandCount + band]
        }
    }

    /// The oldest text with this key in this band.
    func oldest(band: Int, key: UInt32, bandCount: Int) -> UInt32? {
        var found: UInt32?
        forEachText(band: band, key: key, bandCount: bandCount) {
            found = $0
            return true
        }
        return found
    }
}

internal import Glibc
internal import Numerics

/// Finds the templates that one contributor's documents are fillings of, in bounded space.
///
/// A document is a set of hashed 3-grams of words and 5-grams of shapes (content words reduced to ending and length), so that slots may change
/// their words; a sketch keeps the smallest hashes (bottom-k: Cohen and Kaplan, 2007), so that two fillings keep the same part of what
/// they share. A document joins the template with whose core (what stands in most of its fillings) it shares most. O(words + templates × sketch).
struct TemplateTracker: Sendable {
    /// Templates followed for each contributor; the least used one makes room.
    static let maximumTemplates = 6
    static let sketchSize = 64
    /// Share of a sketch that must stand in a template's core for a document to be a filling of it.
    static let joinShare = 0.3
    /// Documents below which a shared skeleton is not called a template.
    static let minimumFillings = 3

    private(set) var templates: [Template] = []
    private(set) var documents = 0
    private var created = 0

    /// Fillings of all templates that have enough of them.
    var fillings: Int { templates.reduce(0) { $0 + ($1.fillings >= Self.minimumFillings ? $1.fillings : 0) } }

    /// Share of the documents that are fillings of a template; 0 below the minimum.
    var rate: Double { documents == 0 ? 0 : Double(fillings) / Double(documents) }

    /// The template with the most fillings, the earliest of equals.
    var largest: Template? { templates.max { ($0.fillings, $1.number) < ($1.fillings, $0.number) } }

    /// Takes in the next document; answers the number of the template that it fills (its own, new one where it fits none).
    mutating func observe(_ text: ScoringText) -> Int {
        documents += 1
        let words = text.tokens.filter { $0.mark == 0 }
        let sketch = Self.sketch(words)
        guard !sketch.isEmpty else { return -1 }
        var best: (index: Int, share: Double)?
        for (index, template) in templates.enumerated() {
            let share = template.coreShare(sketch)
            if share >= Self.joinShare, share > best?.share ?? 0 { best = (index, share) }
        }
        if let best {
            templates[best.index].add(words, sketch)
            return templates[best.index].number
        }
        makeRoom()
        var template = Template(text, words, number: created)
        created += 1
        template.add(words, sketch)
        templates.append(template)
        return template.number
    }

    private mutating func makeRoom() {
        guard templates.count == Self.maximumTemplates else { return }
        // The oldest of the least used: `min` keeps the first.
        if let least = templates.indices.min(by: { templates[$0].fillings < templates[$1].fillings }) { templates.remove(at: least) }
    }

    private static func sketch(_ words: [ScoringText.Token]) -> [UInt32] {
        var hashes: [UInt32] = []
        hashes.reserveCapacity(words.count * 2)
        for index in words.indices {
            if index >= 2 {
                hashes.append(UInt32(truncatingIfNeeded: TokenHash.triple(words[index - 2].hash, words[index - 1].hash, words[index].hash)))
            }
            if index >= 4 {
                var hash: UInt64 = 0x7E
                for offset in (0...4).reversed() { hash = TokenHash.pair(hash, words[index - offset].shape) }
                hashes.append(UInt32(truncatingIfNeeded: hash))
            }
        }
        hashes.sort()
        var distinct: [UInt32] = []
        distinct.reserveCapacity(sketchSize)
        for hash in hashes where hash != distinct.last {
            if distinct.count == sketchSize { break }
            distinct.append(hash)
        }
        return distinct
    }

    /// What a group of fillings shares.
    struct Template: Sendable {
        /// Words of the first filling that are kept to show the skeleton.
        static let shownWords = 60
        /// Words of a document that are looked at; what follows is left out, to bound the state.
        static let comparedWords = 300
        /// Sketch hashes kept; the rarest go first.
        static let maximumCore = 192
        /// Bits of the slot-word counter.
        static let slotBitCount = 4096

        /// Rank of creation within the contributor; stable.
        let number: Int
        private(set) var fillings = 0
        /// Sketch hashes, rising, and how many fillings hold each.
        private var coreHashes: [UInt32] = []
        private var coreCounts: [Int32] = []
        private let firstHashes: [UInt32]
        private let firstWords: [String]
        /// How many fillings hold each of the first filling's words.
        private var kept: [Int32]
        /// Words outside the skeleton: how many, and a linear counter (Whang et al., 1990) of how many different.
        private var slotWords = 0
        private var slotBits: [UInt64] = []

        init(_ text: ScoringText, _ words: [ScoringText.Token], number: Int) {
            self.number = number
            firstHashes = words.prefix(Self.comparedWords).map { UInt32(truncatingIfNeeded: $0.hash) }
            firstWords = words.prefix(Self.shownWords).map { text.folded.word(Int($0.word)) }
            kept = [Int32](repeating: 0, count: firstHashes.count)
        }

        /// Share of the sketch that stands in at least two of five fillings. O(sketch + core).
        func coreShare(_ sketch: [UInt32]) -> Double {
            let needed = Int32((fillings * 2 + 4) / 5)
            var shared = 0
            var index = 0
            for hash in sketch {
                while index < coreHashes.count, coreHashes[index] < hash { index += 1 }
                if index < coreHashes.count, coreHashes[index] == hash, coreCounts[index] >= needed { shared += 1 }
            }
            return sketch.isEmpty ? 0 : Double(shared) / Double(sketch.count)
        }

        mutating func add(_ words: [ScoringText.Token], _ sketch: [UInt32]) {
            fillings += 1
            mergeCore(sketch)
            let present = Set(words.prefix(Self.comparedWords).map { UInt32(truncatingIfNeeded: $0.hash) })
            for (index, hash) in firstHashes.enumerated() where present.contains(hash) { kept[index] += 1 }
            guard fillings > 1 else { return }
            if slotBits.isEmpty { slotBits = [UInt64](repeating: 0, count: Self.slotBitCount / 64) }
            let skeleton = Set(firstHashes.indices.filter { isKept($0) }.map { firstHashes[$0] })
            for hash in present where !skeleton.contains(hash) {
                slotWords += 1
                let bit = Int(SplitMix64.mix(UInt64(hash)) % UInt64(Self.slotBitCount))
                slotBits[bit / 64] |= 1 << UInt64(bit % 64)
            }
        }

        private mutating func mergeCore(_ sketch: [UInt32]) {
            var hashes: [UInt32] = []
            var counts: [Int32] = []
            hashes.reserveCapacity(coreHashes.count + sketch.count)
            counts.reserveCapacity(coreHashes.count + sketch.count)
            var (old, new) = (0, 0)
            while old < coreHashes.count || new < sketch.count {
                let takesOld = new == sketch.count || old < coreHashes.count && coreHashes[old] <= sketch[new]
                let isBoth = takesOld && new < sketch.count && coreHashes[old] == sketch[new]
                hashes.append(takesOld ? coreHashes[old] : sketch[new])
                counts.append((takesOld ? coreCounts[old] : 0) + (isBoth || !takesOld ? 1 : 0))
                if takesOld { old += 1 }
                if isBoth || !takesOld { new += 1 }
            }
            if hashes.count > Self.maximumCore {
                let order = hashes.indices.sorted { (counts[$1], hashes[$0]) < (counts[$0], hashes[$1]) }.prefix(Self.maximumCore / 2).sorted()
                (hashes, counts) = (order.map { hashes[$0] }, order.map { counts[$0] })
            }
            (coreHashes, coreCounts) = (hashes, counts)
        }

        private func isKept(_ index: Int) -> Bool { Int(kept[index]) * 5 >= fillings * 3 }

        /// Different slot words per slot word: near 1 where every filling brings new facts, near 0 where it draws from short lists.
        var slotNovelty: Double {
            guard slotWords > 0 else { return 0 }
            let size = Double(Self.slotBitCount)
            let empty = max(1, size - Double(slotBits.reduce(0) { $0 + $1.nonzeroBitCount }))
            return min(1, size * log(size / empty) / Double(slotWords))
        }

        /// The first filling with its slots shown as `{…}`.
        var skeleton: String {
            var parts: [String] = []
            for index in firstWords.indices {
                if isKept(index) { parts.append(firstWords[index]) } else if parts.last != "{…}" { parts.append("{…}") }
            }
            return parts.joined(separator: " ")
        }
    }
}

internal import Glibc
internal import Numerics

extension TemplateTracker {
    /// What a group of fillings shares.
    struct Template: Sendable {
        /// Sketch hashes kept; the rarest go first.
        static let maximumCore = 192
        /// Bits of the slot-word counter.
        static let slotBitCount = 4096

        /// Rank of creation within the contributor; stable.
        let number: Int
        var fillings = 0
        /// Sketch hashes, rising, and how many fillings hold each; without counts as long as there is but one filling.
        var coreHashes: [UInt32] = []
        var coreCounts: [Int32] = []
        let firstHashes: [UInt32]
        /// The first words of the first filling, a space between two.
        let beginning: String
        /// How many fillings hold each of the first filling's words; empty as long as there is no other.
        var kept: [Int32] = []
        /// Words outside the skeleton: how many, and a linear counter (Whang et al., 1990) of how many different.
        var slotWords = 0
        var slotBits: [UInt64] = []

        init(_ text: TemplateText, number: Int) {
            self.init(number: number, firstHashes: text.words, beginning: text.beginning)
        }

        init(number: Int, firstHashes: [UInt32], beginning: String) {
            self.number = number
            self.firstHashes = firstHashes
            self.beginning = beginning
        }

        /// Share of the sketch that stands in at least two of five fillings. O(sketch + core).
        func coreShare(_ sketch: [UInt32]) -> Double {
            let needed = Int32((fillings * 2 + 4) / 5)
            var shared = 0
            var index = 0
            for hash in sketch {
                while index < coreHashes.count, coreHashes[index] < hash { index += 1 }
                if index < coreHashes.count, coreHashes[index] == hash, fillings == 1 || coreCounts[index] >= needed { shared += 1 }
            }
            return sketch.isEmpty ? 0 : Double(shared) / Double(sketch.count)
        }

        /// O(words).
        mutating func add(_ text: TemplateText) {
            fillings += 1
            guard fillings > 1 else {
                coreHashes = text.sketch
                return
            }
            if fillings == 2 {
                coreCounts = [Int32](repeating: 1, count: coreHashes.count)
                kept = [Int32](repeating: 1, count: firstHashes.count)
            }
            mergeCore(text.sketch)
            let present = HashSet(text.words)
            for (index, hash) in firstHashes.enumerated() where present.contains(hash) { kept[index] += 1 }
            if slotBits.isEmpty { slotBits = [UInt64](repeating: 0, count: Self.slotBitCount / 64) }
            let skeleton = HashSet(firstHashes.indices.filter { isKept($0) }.map { firstHashes[$0] })
            present.forEach { hash in
                guard !skeleton.contains(hash) else { return }
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

        func isKept(_ index: Int) -> Bool { fillings == 1 || Int(kept[index]) * 5 >= fillings * 3 }

        /// Different slot words per slot word: near 1 where every filling brings new facts, near 0 where it draws from short lists.
        var slotNovelty: Double {
            guard slotWords > 0 else { return 0 }
            let size = Double(Self.slotBitCount)
            let empty = max(1, size - Double(slotBits.reduce(0) { $0 + $1.nonzeroBitCount }))
            return min(1, size * log(size / empty) / Double(slotWords))
        }

        /// The first filling with its slots shown as `{…}`.
        var skeleton: String {
            var parts: [Substring] = []
            for (index, word) in beginning.split(separator: " ").enumerated() {
                if isKept(index) { parts.append(word) } else if parts.last != "{…}" { parts.append("{…}") }
            }
            return parts.joined(separator: " ")
        }
    }
}

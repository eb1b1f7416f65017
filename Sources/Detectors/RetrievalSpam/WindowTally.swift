internal import Collections
internal import SearchIndex

/// Counts words and runs in windows of one text without sorting each window: its distinct words are numbered once.
struct WindowTally {
    /// A word by its place in `distinctTerms`, with its count in a window.
    struct Counted {
        var word = -1
        var count = 0
    }

    struct Window {
        fileprivate var first = Counted()
        fileprivate var second = Counted()
        fileprivate var third = Counted()
        var distinct = 0

        /// The commonest content words, at most three, commonest first, equal ones by term.
        var top: [Counted] { [first, second, third].filter { $0.word >= 0 } }
        var topCount: Int { first.count + second.count + third.count }
    }

    /// The text's distinct terms, in order of first sight.
    let distinctTerms: [Vocabulary.Term]
    /// The text, each word as its place in `distinctTerms`.
    let words: [Int32]
    private let isContent: [Bool]
    private var counts: [Int32]
    private var seen: [Int32] = []
    /// Open addressing over the runs of a range, see `repeatedShare`.
    private var slots: [UInt64] = []

    /// O(words), expected.
    init(_ terms: [Vocabulary.Term], isContent: (Vocabulary.Term) -> Bool) {
        var numbers = KeyTable(minimumCapacity: terms.count)
        var distinctTerms: [Vocabulary.Term] = []
        words = terms.map { term in
            let fresh = Int32(distinctTerms.count)
            let number = numbers.value(UInt64(UInt32(bitPattern: term)), ifNew: fresh)
            if number == fresh { distinctTerms.append(term) }
            return number
        }
        self.distinctTerms = distinctTerms
        self.isContent = distinctTerms.map(isContent)
        counts = [Int32](repeating: 0, count: distinctTerms.count)
        seen.reserveCapacity(128)
    }

    /// O(words of the range).
    mutating func count(_ range: Range<Int>) -> Window {
        tally(range)
        var window = Window()
        window.distinct = seen.count
        for word in seen {
            let item = Counted(word: Int(word), count: Int(counts[Int(word)]))
            counts[Int(word)] = 0
            // Most words are rarer than the third so far.
            guard item.count >= window.third.count, isContent[item.word] else { continue }
            if precedes(item, window.first) {
                (window.first, window.second, window.third) = (item, window.first, window.second)
            } else if precedes(item, window.second) {
                (window.second, window.third) = (item, window.second)
            } else if precedes(item, window.third) {
                window.third = item
            }
        }
        return window
    }

    private func precedes(_ left: Counted, _ right: Counted) -> Bool {
        if left.count != right.count { return left.count > right.count }
        return right.word < 0 || distinctTerms[left.word] < distinctTerms[right.word]
    }

    /// Distinct words of a range; O(words of the range).
    mutating func distinct(_ range: Range<Int>) -> Int {
        tally(range)
        for word in seen { counts[Int(word)] = 0 }
        return seen.count
    }

    private mutating func tally(_ range: Range<Int>) {
        seen.removeAll(keepingCapacity: true)
        for place in range {
            let word = words[place]
            if counts[Int(word)] == 0 { seen.append(word) }
            counts[Int(word)] += 1
        }
    }

    /// Runs of `length` words that stood in the range before, by runs. O(words · length), expected.
    mutating func repeatedShare(_ range: Range<Int>, length: Int) -> Double {
        let runs = range.count - length + 1
        guard runs > 0 else { return 0 }
        var size = 64
        while size < 2 * runs { size *= 2 }
        slots.removeAll(keepingCapacity: true)
        slots.append(contentsOf: repeatElement(0, count: size))
        var distinct = 0
        for start in range.lowerBound..<range.lowerBound + runs {
            // FNV-1a over whole words: equal runs have equal keys, others practically never. Zero means a free slot.
            var key: UInt64 = 0xCBF2_9CE4_8422_2325
            for place in start..<start + length { key = (key ^ UInt64(UInt32(bitPattern: words[place]))) &* 0x100_0000_01B3 }
            key |= 1 << 63
            var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & (size - 1)
            while slots[slot] != 0, slots[slot] != key { slot = (slot + 1) & (size - 1) }
            if slots[slot] == 0 {
                slots[slot] = key
                distinct += 1
            }
        }
        return 1 - Double(distinct) / Double(runs)
    }
}

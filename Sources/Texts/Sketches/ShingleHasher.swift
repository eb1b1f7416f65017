internal import CSketchKernels

/// Hashes runs of `width` words without ever building a string for one.
///
/// A word's hash is one 64×64-bit multiplication under secret keys; a shingle's hash is the polynomial of its word hashes at a
/// secret odd point modulo 2^64, rolled from word to word, and a finaliser. A text of at most `width` words is one shingle.
/// XXH3 was measured beside both (`Benchmarks/word-hash/run`): it takes twice as long for a word and three times for a shingle.
public struct ShingleHasher: Sendable {
    /// Words in a shingle.
    public let width: Int
    let keys: sketch_keys

    public init(width: Int = 5, seed: UInt64) {
        precondition(width > 0, "a shingle has at least one word")
        self.width = width
        var stream = SeededKeys(seed: seed, purpose: 1)
        keys = sketch_keys(word_low: stream.next(), word_high: stream.next(), multiplier: stream.next() | 1)
    }

    /// Shingles in a text of `wordCount` words, repeats included.
    public func shingleCount(wordCount: Int) -> Int { wordCount <= 0 ? 0 : max(1, wordCount - width + 1) }

    /// The hash of every word; word `k` is `bytes[ends[k - 1]..<ends[k]]` with `ends[-1]` = 0. O(bytes).
    public func hashWords(bytes: UnsafeBufferPointer<UInt8>, ends: UnsafeBufferPointer<UInt32>, into out: inout [UInt64]) {
        precondition(ends.last.map { Int($0) <= bytes.count } ?? true, "words end within the bytes")
        resize(&out, to: ends.count)
        guard let base = bytes.baseAddress, let starts = ends.baseAddress else { return }
        withUnsafePointer(to: keys) { keys in
            out.withUnsafeMutableBufferPointer { out in
                if let target = out.baseAddress { sketch_hash_words(base, starts, ends.count, keys, target) }
            }
        }
    }

    /// The same for plain text, which is changed: its words are runs of ASCII letters and digits and of bytes beyond ASCII, folded to
    /// small ASCII letters. 64 bytes behind it are written to. O(bytes).
    public func hashPlainWords(_ text: UnsafeMutableBufferPointer<UInt8>, into out: inout [UInt64]) {
        resize(&out, to: (text.count + 1) / 2)
        guard let base = text.baseAddress else { return }
        let count = withUnsafePointer(to: keys) { keys in
            out.withUnsafeMutableBufferPointer { out in
                out.baseAddress.map { sketch_plain_words(base, text.count, keys, $0) } ?? 0
            }
        }
        resize(&out, to: count)
    }

    /// Names a sequence of word hashes in 128 bits. O(words).
    public static func digest(words: [UInt64]) -> (first: UInt64, second: UInt64) {
        var out: (first: UInt64, second: UInt64) = (0, 0)
        withUnsafeMutablePointer(to: &out) { pair in
            pair.withMemoryRebound(to: UInt64.self, capacity: 2) { target in
                words.withUnsafeBufferPointer { words in
                    if let base = words.baseAddress { sketch_digest(base, words.count, target) }
                }
            }
        }
        return out
    }

    /// The hashes of all shingles in the order of the text, repeats included. O(words).
    public func hashShingles(words: [UInt64], into out: inout [UInt64]) {
        resize(&out, to: shingleCount(wordCount: words.count))
        withUnsafePointer(to: keys) { keys in
            words.withUnsafeBufferPointer { words in
                out.withUnsafeMutableBufferPointer { out in
                    guard let source = words.baseAddress, let target = out.baseAddress else { return }
                    _ = sketch_hash_shingles(source, words.count, width, keys, target)
                }
            }
        }
    }

    private func resize(_ array: inout [UInt64], to count: Int) {
        if array.count > count {
            array.removeLast(array.count - count)
        } else {
            array.append(contentsOf: repeatElement(0, count: count - array.count))
        }
    }
}

extension ShingleHasher {
    /// The plain statement of `hashWords`, one word at a time.
    public func referenceWordHash(_ word: [UInt8]) -> UInt64 {
        var state: UInt64 = 0
        var rest = word[...]
        while rest.count > 16 {
            state = step(rest.prefix(16), state)
            rest = rest.dropFirst(16)
        }
        return step(rest, state)
    }

    private func step(_ chunk: ArraySlice<UInt8>, _ state: UInt64) -> UInt64 {
        func little(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        let low = little(chunk.prefix(8))
        let high = little(chunk.dropFirst(8))
        let product = (low ^ keys.word_low ^ state).multipliedFullWidth(by: high ^ keys.word_high ^ UInt64(chunk.count) << 56)
        return product.low ^ product.high
    }

    /// The plain statement of `hashPlainWords`.
    public func referencePlainWords(_ text: [UInt8]) -> [UInt64] {
        let small = text.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        let words = small.split { !((0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 >= 0x80) }
        return words.map { referenceWordHash(Array($0)) }
    }

    /// The plain statement of `hashShingles`: every polynomial from its start.
    public func referenceShingles(words: [UInt64]) -> [UInt64] {
        func polynomial(_ run: ArraySlice<UInt64>) -> UInt64 { run.reduce(0) { $0 &* keys.multiplier &+ $1 } }
        func finish(_ value: UInt64) -> UInt64 {
            var x = value
            x = (x ^ x >> 32) &* 0xD6E8_FEB8_6659_FD93
            x = (x ^ x >> 32) &* 0xD6E8_FEB8_6659_FD93
            return x ^ x >> 32
        }
        if words.isEmpty { return [] }
        if words.count <= width { return [finish(polynomial(words[...]) &+ UInt64(width - words.count))] }
        return (0...words.count - width).map { finish(polynomial(words[$0..<$0 + width])) }
    }
}

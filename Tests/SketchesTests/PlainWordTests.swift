import Sketches
import Testing

@Suite("Plain words")
struct PlainWordTests {
    private func words(_ text: [UInt8], _ hasher: ShingleHasher) -> [UInt64] {
        let room = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count + 64)
        defer { room.deallocate() }
        _ = room.update(fromContentsOf: text)
        var out: [UInt64] = []
        hasher.hashPlainWords(UnsafeMutableBufferPointer(rebasing: room[..<text.count]), into: &out)
        return out
    }

    @Test(
        "The kernel equals the plain statement for text of every length and mixture",
        arguments: [0, 1, 2, 16, 63, 64, 65, 127, 128, 129, 1_000, 20_000])
    func kernel(_ count: Int) {
        let hasher = ShingleHasher(seed: 4)
        let alphabets: [[UInt8]] = [
            Array(0..<128), Array("ab ".utf8), Array("aZ09 ,.é".utf8), Array("abcdefghijklmnopqrstuvwxyzABCDEF0123456789       ".utf8),
            Array("a".utf8),
            Array(" ".utf8),
        ]
        for (number, alphabet) in alphabets.enumerated() {
            let text = spread(count, seed: UInt64(number)).map { alphabet[Int($0 % UInt64(alphabet.count))] }
            #expect(words(text, hasher) == hasher.referencePlainWords(text), "alphabet \(number)")
        }
    }

    @Test("Words of every length are found at every place of a block")
    func places() {
        let hasher = ShingleHasher(seed: 4)
        for length in [1, 7, 8, 9, 15, 16, 17, 33, 64, 200] {
            for offset in 0..<70 {
                let text = [UInt8](repeating: 0x20, count: offset) + (0..<length).map { UInt8(65 + $0 % 26) } + [0x2E]
                #expect(words(text, hasher) == hasher.referencePlainWords(text))
            }
        }
    }

    @Test("Digests tell sequences apart that differ in one word, in order or in length")
    func digests() {
        let base = spread(300, seed: 1)
        var seen: Set<[UInt64]> = []
        var lists = [base, Array(base.reversed()), Array(base.dropLast()), Array(base.dropFirst()), base + [0], []]
        for index in base.indices {
            var changed = base
            changed[index] ^= 1
            lists.append(changed)
            var swapped = base
            swapped.swapAt(index, (index + 4) % 300)
            lists.append(swapped)
        }
        for list in lists {
            let digest = ShingleHasher.digest(words: list)
            seen.insert([digest.first, digest.second])
        }
        #expect(seen.count == lists.count)
        #expect(ShingleHasher.digest(words: base) == ShingleHasher.digest(words: base))
    }

    @Test("A table keeps first comings in order and counts what sets share as Swift's own sets do", arguments: [0, 1, 2, 20, 300, 5_000])
    func table(_ count: Int) {
        let pool = spread(count * 2, seed: UInt64(count))
        var left = Array(pool[..<(count * 3 / 2)]) + pool.prefix(count / 2)
        var right = Array(pool[(count / 2)...]) + pool.suffix(count / 3)
        var table = ShingleTable()
        func distinct(_ values: inout [UInt64]) {
            let kept = values.withUnsafeMutableBufferPointer { table.keepDistinct($0) }
            values.removeLast(values.count - kept)
        }
        let (first, second) = (Set(left), Set(right))
        distinct(&left)
        distinct(&right)
        #expect(left == Array(pool[..<(count * 3 / 2)]) && Set(right) == second && right.count == second.count)
        left.withUnsafeBufferPointer { table.replace(by: $0) }
        #expect(right.withUnsafeBufferPointer { table.sharedCount($0) } == first.intersection(second).count)
    }
}

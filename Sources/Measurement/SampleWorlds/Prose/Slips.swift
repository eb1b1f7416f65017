/// Small changes to finished text: capitals, and the typing mistakes that people make.
enum Slips {
    static func capitalised(_ text: String) -> String {
        guard let first = text.utf8.first, first >= 0x61, first <= 0x7A else { return text }
        var bytes = Array(text.utf8)
        bytes[0] -= 32
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Turns a trailing "a " into "an " where the next word begins with a vowel.
    static func fixArticle(before word: String, in text: inout String) {
        guard let first = word.utf8.first, [0x61, 0x65, 0x69, 0x6F, 0x75].contains(first), text.utf8.last == 0x20 else { return }
        let tail = Array(text.utf8.suffix(3))
        guard tail.count >= 2, tail[tail.count - 2] | 0x20 == 0x61, tail.count == 2 || tail[0] == 0x20 || tail[0] == 0x0A else { return }
        text.removeLast()
        text += "n "
    }

    /// Swaps, drops or doubles a letter in a share of the longer words. O(bytes).
    static func typos(in text: String, share: Double, _ random: inout PathRandom) -> String {
        var bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            var end = index
            while end < bytes.count, bytes[end] | 0x20 >= 0x61, bytes[end] | 0x20 <= 0x7A { end += 1 }
            if end - index >= 5, random.chance(share) {
                let at = index + 1 + random.below(end - index - 3)
                switch random.below(3) {
                case 0: bytes.swapAt(at, at + 1)
                case 1: bytes.remove(at: at)
                default: bytes.insert(bytes[at], at: at)
                }
            }
            index = max(end, index + 1)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// How many letters apart two words are (Damerau–Levenshtein, optimal string alignment); what did-you-mean hints rest on.
public enum EditDistance {
    /// O(|a| × |b|).
    public static func between(_ a: String, _ b: String) -> Int {
        let left = Array(a.unicodeScalars)
        let right = Array(b.unicodeScalars)
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for i in 1...left.count {
            var current = [i] + [Int](repeating: 0, count: right.count)
            for j in 1...right.count {
                let same = left[i - 1] == right[j - 1]
                current[j] = min(last[j] + 1, current[j - 1] + 1, last[j - 1] + (same ? 0 : 1))
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] { current[j] = min(current[j], beforeLast[j - 2] + 1) }
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }

    /// The nearest candidate that is at most a third of the word away; ties go to the earlier candidate.
    public static func nearest(to word: String, among candidates: [String]) -> String? {
        let length = word.unicodeScalars.count
        let limit = max(1, length / 3)
        var best: (distance: Int, candidate: String)?
        for candidate in candidates where abs(candidate.unicodeScalars.count - length) <= limit {
            let distance = between(word, candidate)
            if distance <= limit, distance < best?.distance ?? Int.max { best = (distance, candidate) }
        }
        return best?.candidate
    }
}

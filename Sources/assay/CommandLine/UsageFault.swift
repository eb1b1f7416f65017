import Diagnostics

/// Why a command line cannot be understood.
struct UsageFault: Error, Hashable, Sendable {
    let code: String
    let cause: String
    let hint: String?

    init(_ code: String, _ cause: String, hint: String? = nil) {
        self.code = code
        self.cause = cause
        self.hint = hint
    }

    var diagnostic: Diagnostic { Diagnostic(code: code, cause: cause, hint: hint) }
}

/// Finds what somebody probably meant.
enum DidYouMean {
    /// The candidate nearest to `word`, if it is near enough to be worth naming; ties go to the first. O(candidates × length²).
    static func suggestion(for word: String, among candidates: [String]) -> String? {
        let word = word.lowercased()
        let longEnough = word.filter { $0 != "-" }.count >= 3
        if longEnough, let longer = candidates.first(where: { $0.hasPrefix(word) && $0 != word }) { return longer }
        let scored = candidates.map { (candidate: $0, distance: distance(word, $0)) }
        guard let best = scored.min(by: { $0.distance < $1.distance }), best.distance <= max(1, best.candidate.count / 3) else { return nil }
        return best.candidate
    }

    /// Edits that turn one word into the other: insert, delete, replace, swap neighbours (optimal string alignment).
    static func distance(_ left: String, _ right: String) -> Int {
        let a = Array(left.utf8)
        let b = Array(right.utf8)
        var before: [Int] = []
        var previous = Array(0...b.count)
        for i in 1..<(a.count + 1) {
            var row = [i] + [Int](repeating: 0, count: b.count)
            for j in 1..<(b.count + 1) {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                row[j] = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + cost)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], before[j - 2] + 1) }
            }
            before = previous
            previous = row
        }
        return previous[b.count]
    }
}

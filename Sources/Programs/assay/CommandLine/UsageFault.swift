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
        let scored = candidates.map { (candidate: $0, distance: EditDistance.between(word, $0)) }
        guard let best = scored.min(by: { $0.distance < $1.distance }), best.distance <= max(1, best.candidate.count / 3) else { return nil }
        return best.candidate
    }
}

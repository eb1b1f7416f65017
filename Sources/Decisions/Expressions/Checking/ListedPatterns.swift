extension Expression {
    /// The first regular expression out of a list written here that RE2 refuses, where a comprehension over the list matches with it; nil where
    /// there is none. Such a pattern would fail for every event. O(size).
    public var listedPatternFault: ExpressionFault? {
        if case .comprehension(let loop) = kind, case .list(let elements) = loop.range.kind, let name = loop.names.last,
            [loop.condition, loop.body].compactMap({ $0 }).contains(where: { $0.matchesWith(name) })
        {
            for element in elements {
                guard case .literal(.string(let pattern)) = element.kind else { continue }
                do throws(RegularExpression.Fault) { _ = try RegularExpression.shared(pattern) } catch {
                    return ExpressionFault(
                        "expression/pattern", at: offset, "the regular expression '\(pattern)' of the list cannot be used: \(error.reason)")
                }
            }
        }
        return kind.parts.lazy.compactMap(\.listedPatternFault).first
    }

    private func matchesWith(_ name: String) -> Bool {
        if case .call(_, "matches", let arguments) = kind, case .identifier(name, _)? = arguments.last?.kind { return true }
        return kind.parts.contains { $0.matchesWith(name) }
    }
}

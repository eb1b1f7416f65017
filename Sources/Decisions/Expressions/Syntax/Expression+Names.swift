extension Expression {
    /// The names that the expression reads from outside, qualified as far as they are written, in the order of the source, each once. O(size).
    public var readNames: [String] {
        var found: [String] = []
        collect(into: &found, locals: [])
        var seen: Set<String> = []
        return found.filter { seen.insert($0).inserted }
    }

    private func collect(into found: inout [String], locals: Set<String>) {
        if let (names, isAbsolute) = qualifiedName {
            if isAbsolute || !locals.contains(names[0]) { found.append(names.joined(separator: ".")) }
            return
        }
        guard case .comprehension(let loop) = kind else {
            for part in kind.parts { part.collect(into: &found, locals: locals) }
            return
        }
        loop.range.collect(into: &found, locals: locals)
        for part in [loop.condition, loop.body].compactMap({ $0 }) { part.collect(into: &found, locals: locals.union(loop.names)) }
    }
}

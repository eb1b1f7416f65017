/// A word of the language with the byte at which it starts.
struct Token: Hashable {
    enum Kind: Hashable {
        case identifier(String)
        /// A field's name in back quotes.
        case quotedIdentifier(String)
        /// A word that the grammar keeps for itself; allowed only behind a dot.
        case reserved(String)
        case literal(Literal)
        /// Digits beyond the largest int, which a minus sign in front may bring back into range.
        case intMagnitudeOfMinimum
        case symbol(String)
        case end
    }

    let kind: Kind
    let offset: Int

    /// The token in the words of an error message.
    var described: String {
        switch kind {
        case .identifier(let name), .quotedIdentifier(let name): "'\(name)'"
        case .reserved(let word): "the reserved word '\(word)'"
        case .literal: "a literal"
        case .intMagnitudeOfMinimum: "an integer"
        case .symbol(let symbol): "'\(symbol)'"
        case .end: "the end of the expression"
        }
    }
}

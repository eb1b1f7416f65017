/// Joins sentences that others wrote into sentences of the report.
enum Sentence {
    /// The text as it reads after words such as "held because": a leading capital of an ordinary word becomes small.
    static func continued(_ text: String) -> String {
        guard let first = text.first, first.isASCII, first.isUppercase else { return text }
        // `A1 …` and `HTTP …` are names, `A text …` and `It …` are not.
        if let second = text.dropFirst().first, second != " ", !second.isLowercase { return text }
        return first.lowercased() + text.dropFirst()
    }

    /// The text as it reads by itself: first letter large, a full stop at the end.
    static func complete(_ text: String) -> String {
        guard let first = text.first, let last = text.last else { return text }
        let start = first.isASCII && first.isLowercase ? first.uppercased() + text.dropFirst() : text
        return ".!?:;…)\u{201D}\"".contains(last) ? start : start + "."
    }
}

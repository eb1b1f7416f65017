public import CanonicalJSON
internal import Sketches

/// What two documents share, for a person to read: an excerpt of each with the words that both have.
public struct PairPassages: Sendable, Hashable {
    /// A part of one document.
    public struct Excerpt: Sendable, Hashable {
        public let text: String
        /// Byte ranges of `text` (UTF-8) that belong to a run of words, as long as a shingle, that the other document has too; sorted, disjoint.
        public let matches: [Range<Int>]

        var json: JSONValue {
            [
                "text": .string(text),
                "matches": .array(matches.map { [.integer(Int64($0.lowerBound)), .integer(Int64($0.upperBound))] }),
            ]
        }
    }

    public let a: Excerpt
    public let b: Excerpt

    /// Compares two texts under the options of a search. O(words).
    public init(_ a: String, _ b: String, options: NearDuplicateOptions) {
        var sketcher = TextSketcher(hasher: ShingleHasher(width: options.shingleWidth, seed: options.seed))
        let left = SketchedText(Array(a.utf8), &sketcher)
        let right = SketchedText(Array(b.utf8), &sketcher)
        let shared = left.set.intersection(right.set)
        func excerpt(_ text: SketchedText) -> Excerpt {
            let found = PassageFinder.excerpt(text, matching: shared)
            return Excerpt(text: found.text, matches: found.matches)
        }
        self.a = excerpt(left)
        self.b = excerpt(right)
    }

    public var json: JSONValue { ["a": a.json, "b": b.json] }
}

/// One step into a JSON value.
public enum JSONPathStep: Hashable, Sendable, CustomStringConvertible {
    case key(String)
    case index(Int)

    public var description: String {
        switch self {
        case .key(let key): key
        case .index(let index): "[\(index)]"
        }
    }
}

extension [JSONPathStep] {
    /// `data.results[3].rank`
    public var dotted: String {
        reduce(into: "") { text, step in
            if case .key = step, !text.isEmpty { text += "." }
            text += step.description
        }
    }
}

/// Finds where a value stands in its text. Used only after an error, so that good input pays nothing for positions.
public enum JSONLocator {
    /// The byte offset of the value at `path`, or of the deepest ancestor that exists. O(n).
    public static func offset(of path: [JSONPathStep], in bytes: [UInt8]) -> Int {
        bytes.withUnsafeBytes { bytes in
            var cursor = JSONCursor(bytes)
            cursor.skipWhitespace()
            var found = cursor.position
            for step in path {
                guard enter(step, &cursor) else { break }
                found = cursor.position
            }
            return found
        }
    }

    /// Moves to the child; false (and an undefined position) where there is none.
    private static func enter(_ step: JSONPathStep, _ cursor: inout JSONCursor) -> Bool {
        switch step {
        case .key(let key):
            guard cursor.take(UInt8(ascii: "{")) else { return false }
            repeat {
                cursor.skipWhitespace()
                let start = cursor.position
                guard cursor.anyString() != nil else { return false }
                let name = try? JSONParser.parse(Array(cursor.slice(start..<cursor.position))).stringValue
                cursor.skipWhitespace()
                guard cursor.take(UInt8(ascii: ":")) else { return false }
                cursor.skipWhitespace()
                if name == key { return true }
                guard cursor.skipValue() else { return false }
            } while cursor.take(UInt8(ascii: ","))
            return false
        case .index(let index):
            guard cursor.take(UInt8(ascii: "[")) else { return false }
            for _ in 0..<index {
                cursor.skipWhitespace()
                guard cursor.skipValue(), cursor.take(UInt8(ascii: ",")) else { return false }
            }
            cursor.skipWhitespace()
            return true
        }
    }
}

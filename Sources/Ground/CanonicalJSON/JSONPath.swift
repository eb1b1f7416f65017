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
        var cursor = Cursor(bytes: bytes)
        cursor.skipWhitespace()
        var found = cursor.position
        for step in path {
            guard cursor.enter(step) else { break }
            found = cursor.position
        }
        return found
    }

    private struct Cursor {
        let bytes: [UInt8]
        var position = 0

        mutating func skipWhitespace() {
            while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
        }

        /// Moves to the child; false (and an undefined position) where there is none.
        mutating func enter(_ step: JSONPathStep) -> Bool {
            guard position < bytes.count else { return false }
            switch (step, bytes[position]) {
            case (.key(let key), UInt8(ascii: "{")):
                position += 1
                while true {
                    skipWhitespace()
                    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return false }
                    let start = position
                    skipString()
                    let name = try? JSONParser.parse(Array(bytes[start..<position])).stringValue
                    skipWhitespace()
                    position += 1
                    skipWhitespace()
                    if name == key { return true }
                    skipValue()
                    skipWhitespace()
                    guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { return false }
                    position += 1
                }
            case (.index(let index), UInt8(ascii: "[")):
                position += 1
                for _ in 0..<index {
                    skipWhitespace()
                    skipValue()
                    skipWhitespace()
                    guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { return false }
                    position += 1
                }
                skipWhitespace()
                return true
            default: return false
            }
        }

        mutating func skipString() {
            position += 1
            while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
                position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
            }
            position += 1
        }

        mutating func skipValue() {
            var depth = 0
            while position < bytes.count {
                switch bytes[position] {
                case UInt8(ascii: "\""):
                    skipString()
                    if depth == 0 { return }
                    continue
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return }
                    depth -= 1
                    if depth == 0 {
                        position += 1
                        return
                    }
                case UInt8(ascii: ",") where depth == 0: return
                default: break
                }
                position += 1
            }
        }
    }
}

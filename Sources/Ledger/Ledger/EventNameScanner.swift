internal import CanonicalJSON
internal import Contributions

/// Finds the name of an event in its stored body without building the value: repeats and index checks need no more of it.
///
/// It walks the members of the outermost object and steps over all other values. Where anything is out of the ordinary (escapes in a name,
/// white space, damage) it gives up and the whole parser decides.
enum EventNameScanner {
    static func eventKey(_ body: UnsafeRawBufferPointer) -> EventKey? {
        if let key = scan(body) { return key }
        guard let value = try? JSONParser.parse(Array(body)), let source = value["source"]?.stringValue, let id = value["id"]?.stringValue else {
            return nil
        }
        return EventKey(source: source, id: id)
    }

    private static func scan(_ bytes: UnsafeRawBufferPointer) -> EventKey? {
        var cursor = Cursor(bytes: bytes)
        guard cursor.take(UInt8(ascii: "{")) else { return nil }
        var id: String?
        var source: String?
        repeat {
            guard let name = cursor.plainString(), cursor.take(UInt8(ascii: ":")) else { return nil }
            if isName(name, "id") {
                id = cursor.plainString().flatMap(text)
                guard id != nil else { return nil }
            } else if isName(name, "source") {
                source = cursor.plainString().flatMap(text)
                guard source != nil else { return nil }
            } else {
                guard cursor.skipValue() else { return nil }
            }
            if let id, let source { return EventKey(source: source, id: id) }
        } while cursor.take(UInt8(ascii: ","))
        return nil
    }

    /// Where the text of a submission stands in its canonical body, without its quotes; nil for every other event.
    static func submissionText(_ bytes: UnsafeRawBufferPointer) -> Range<Int>? {
        var cursor = Cursor(bytes: bytes)
        guard cursor.take(UInt8(ascii: "{")) else { return nil }
        var text: Range<Int>?
        repeat {
            guard let name = cursor.plainString(), cursor.take(UInt8(ascii: ":")) else { return nil }
            if isName(name, "data") {
                text = cursor.member("text")
                guard cursor.skipToEndOfObject() else { return nil }
            } else if isName(name, "type") {
                // Members are sorted, so that the data came before.
                guard let type = cursor.plainString(), isName(type, "assay.submission.v1") else { return nil }
                return text
            } else {
                guard cursor.skipValue() else { return nil }
            }
        } while cursor.take(UInt8(ascii: ","))
        return nil
    }

    /// Where the string ends whose content begins at `start`: the place of its closing quote.
    static func stringEnd(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var position = start
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") { position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1 }
        return position < bytes.count ? position : nil
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String? { String(validating: bytes.bindMemory(to: UInt8.self), as: UTF8.self) }

    static func isName(_ bytes: UnsafeRawBufferPointer, _ name: StaticString) -> Bool {
        bytes.count == name.utf8CodeUnitCount && bytes.elementsEqual(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    struct Cursor {
        let bytes: UnsafeRawBufferPointer
        var position = 0

        mutating func take(_ byte: UInt8) -> Bool {
            guard position < bytes.count, bytes[position] == byte else { return false }
            position += 1
            return true
        }

        /// The bytes between two quotes; nil where there is no string or one with escapes.
        mutating func plainString() -> UnsafeRawBufferPointer? {
            guard take(UInt8(ascii: "\"")) else { return nil }
            let start = position
            while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
                guard bytes[position] != UInt8(ascii: "\\"), bytes[position] >= 0x20 else { return nil }
                position += 1
            }
            guard take(UInt8(ascii: "\"")) else { return nil }
            return UnsafeRawBufferPointer(rebasing: bytes[start..<position - 1])
        }

        /// In front of an object: the content of the string member with this name; stops behind it, or at the object's end.
        mutating func member(_ wanted: StaticString) -> Range<Int>? {
            guard take(UInt8(ascii: "{")) else { return nil }
            repeat {
                guard let name = plainString(), take(UInt8(ascii: ":")) else { return nil }
                if EventNameScanner.isName(name, wanted) {
                    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
                    let start = position + 1
                    guard let end = EventNameScanner.stringEnd(bytes, from: start) else { return nil }
                    position = end + 1
                    return start..<end
                }
                guard skipValue() else { return nil }
            } while take(UInt8(ascii: ","))
            return nil
        }

        /// Behind a member of an object: steps over the rest of it and its bracket.
        mutating func skipToEndOfObject() -> Bool {
            while take(UInt8(ascii: ",")) {
                guard plainString() != nil, take(UInt8(ascii: ":")), skipValue() else { return false }
            }
            return take(UInt8(ascii: "}"))
        }

        /// Steps over one value by counting brackets outside strings; stops at the comma or bracket that ends it.
        mutating func skipValue() -> Bool {
            var depth = 0
            let start = position
            while position < bytes.count {
                switch bytes[position] {
                case UInt8(ascii: "\""): guard skipString() else { return false }
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    depth += 1
                    position += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return position > start }
                    depth -= 1
                    position += 1
                case UInt8(ascii: ",") where depth == 0: return position > start
                default: position += 1
                }
            }
            return false
        }

        private mutating func skipString() -> Bool {
            position += 1
            while position < bytes.count {
                switch bytes[position] {
                case UInt8(ascii: "\""):
                    position += 1
                    return true
                case UInt8(ascii: "\\"): position += 2
                default: position += 1
                }
            }
            return false
        }
    }
}

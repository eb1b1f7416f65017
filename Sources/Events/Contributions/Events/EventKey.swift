/// What names an event: the CloudEvents pair of source and id, byte for byte. Strings that only look alike (Swift takes "é" for "e" and an
/// accent) are two names, as they are to every digest.
public struct EventKey: Hashable, Sendable, Comparable {
    public let source: String
    public let id: String

    public init(source: String, id: String) {
        self.source = source
        self.id = id
    }

    public static func == (left: EventKey, right: EventKey) -> Bool {
        left.source.utf8.elementsEqual(right.source.utf8) && left.id.utf8.elementsEqual(right.id.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        Self.combine(source, into: &hasher)
        Self.combine(id, into: &hasher)
    }

    /// The bytes, and one that no UTF-8 text holds, so that the end of a name counts.
    private static func combine(_ text: String, into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }

    public static func < (left: EventKey, right: EventKey) -> Bool {
        if !left.source.utf8.elementsEqual(right.source.utf8) { return left.source.utf8.lexicographicallyPrecedes(right.source.utf8) }
        return left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
    }
}

extension EventKey: CustomStringConvertible {
    public var description: String { "\(source)#\(id)" }
}

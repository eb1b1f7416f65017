internal import Contributions

/// A text with signature lines under it, as C2SP signed-note writes it: the form of checkpoints that witnesses and Go's `sumdb/note` read.
public struct SignedNote: Hashable, Sendable {
    /// The signed text; ends in a line feed.
    public let text: String
    public let signatures: [Signature]

    /// One line under the text.
    public struct Signature: Hashable, Sendable {
        public let name: String
        /// The first four bytes of the key's id.
        public let keyID: UInt32
        public let bytes: [UInt8]
    }

    /// Bytes of a whole note.
    public static let maximumBytes = 1 << 20
    public static let maximumSignatures = 100
    private static let dash = "\u{2014} "

    public init(text: String, signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note; nil for anything that is not one.
    public init?(parsing bytes: [UInt8]) {
        guard bytes.count <= Self.maximumBytes, let all = String(validating: bytes, as: UTF8.self),
            !bytes.contains(where: { $0 < 0x20 && $0 != 0x0A }), bytes.last == 0x0A, let split = Self.lastBlankLine(bytes)
        else { return nil }
        text = String(decoding: bytes[..<split], as: UTF8.self)
        guard !text.isEmpty, all.utf8.count == bytes.count else { return nil }
        var signatures: [Signature] = []
        for line in bytes[(split + 1)...].dropLast().split(separator: 0x0A, omittingEmptySubsequences: false) {
            guard signatures.count < Self.maximumSignatures, let signature = Signature(line: String(decoding: line, as: UTF8.self)) else {
                return nil
            }
            signatures.append(signature)
        }
        guard !signatures.isEmpty else { return nil }
        self.signatures = signatures
    }

    /// The note as it is written to a file.
    public var bytes: [UInt8] { Array((text + "\n" + signatures.map(\.line).joined()).utf8) }

    /// True where a line under the text is a valid signature by this key.
    public func isSigned(by key: NoteVerifierKey) -> Bool {
        signatures.contains { signature in
            signature.name == key.name && signature.keyID == key.keyID
                && Ed25519.verify(signature.bytes, of: Array(text.utf8), publicKey: key.publicKey)
        }
    }

    /// Where the text ends: the signatures follow the last empty line.
    private static func lastBlankLine(_ bytes: [UInt8]) -> Int? {
        var index = bytes.count - 2
        while index > 0 {
            if bytes[index] == 0x0A, bytes[index - 1] == 0x0A { return index }
            index -= 1
        }
        return nil
    }
}

extension SignedNote.Signature {
    var line: String {
        let id = withUnsafeBytes(of: keyID.bigEndian) { Array($0) }
        return "\u{2014} \(name) \(Base64.encode(id + bytes))\n"
    }

    init?(line: String) {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "\u{2014}", NoteVerifierKey.isName(String(parts[1])), let all = Base64.decode(parts[2]), all.count > 4
        else { return nil }
        name = String(parts[1])
        keyID = all[..<4].reduce(0) { $0 << 8 | UInt32($1) }
        bytes = Array(all[4...])
    }
}

/// The public key of whoever signs notes, in the form `NAME+KEYID+BASE64` that Go's `sumdb/note` reads. Ed25519 only.
public struct NoteVerifierKey: Hashable, Sendable {
    public let name: String
    public let publicKey: [UInt8]

    /// C2SP signed-note, signature type Ed25519.
    static let algorithm: UInt8 = 1
    /// Bytes of a name.
    public static let nameBytes = 255

    /// Nil for a name that no note can carry or a key of another length.
    public init?(name: String, publicKey: [UInt8]) {
        guard Self.isName(name), publicKey.count == Ed25519.publicKeyBytes else { return nil }
        self.name = name
        self.publicKey = publicKey
    }

    /// Reads the written form; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let key = Base64.decode(parts[2]), key.first == Self.algorithm else { return nil }
        self.init(name: String(parts[0]), publicKey: Array(key.dropFirst()))
        guard text == description else { return nil }
    }

    /// SHA-256(name, 0x0A, type, public key), its first four bytes.
    public var keyID: UInt32 {
        Digest.sha256(Array(name.utf8) + [0x0A, Self.algorithm] + publicKey).bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= nameBytes && !name.unicodeScalars.contains { $0.properties.isWhitespace || $0 == "+" || $0.value < 0x20 }
    }
}

extension NoteVerifierKey: CustomStringConvertible {
    public var description: String {
        let hex = String(keyID, radix: 16)
        return name + "+" + String(repeating: "0", count: 8 - hex.utf8.count) + hex + "+" + Base64.encode([Self.algorithm] + publicKey)
    }
}

/// The private key of a log, in the form `PRIVATE+KEY+NAME+KEYID+BASE64` of Go's `sumdb/note`. Never printed by itself.
public struct NoteSigner: Sendable {
    public let verifierKey: NoteVerifierKey
    private let seed: [UInt8]

    /// Nil for a name that no note can carry or a seed that has not 32 bytes.
    public init?(name: String, seed: [UInt8]) {
        guard let publicKey = Ed25519.publicKey(seed: seed), let key = NoteVerifierKey(name: name, publicKey: publicKey) else { return nil }
        verifierKey = key
        self.seed = seed
    }

    /// Reads the written form; nil for anything else.
    public init?(secret text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let parts = text.dropFirst(Self.prefix.count).split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let key = Base64.decode(parts[2]), key.first == NoteVerifierKey.algorithm else { return nil }
        self.init(name: String(parts[0]), seed: Array(key.dropFirst()))
        guard text == secret else { return nil }
    }

    private static let prefix = "PRIVATE+KEY+"

    /// What is written to the key's file.
    public var secret: String {
        let hex = verifierKey.description.dropFirst(verifierKey.name.count + 1).prefix(8)
        return Self.prefix + verifierKey.name + "+" + hex + "+" + Base64.encode([NoteVerifierKey.algorithm] + seed)
    }

    /// The text with a line signed by this key under it; nil where the text is not one that a note can carry.
    public func sign(_ text: String) -> SignedNote? {
        guard text.hasSuffix("\n"), let signature = Ed25519.sign(Array(text.utf8), seed: seed) else { return nil }
        return SignedNote(
            text: text, signatures: [SignedNote.Signature(name: verifierKey.name, keyID: verifierKey.keyID, bytes: signature)])
    }
}

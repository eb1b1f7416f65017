import Foundation
import Testing

@testable import Contributions

@Suite("Base64")
struct Base64Tests {
    @Test(
        "agrees with the vectors of RFC 4648, section 10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ])
    func vectors(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test(
        "agrees with Foundation's, also on a slice that begins late and where one call ends and the next begins",
        arguments: Array(0...20) + [256] + (Base64.pieceBytes - 1...Base64.pieceBytes + 2) + [2 * Base64.pieceBytes])
    func foundation(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 >> 8 &+ 200) }
        let encoded = Data(bytes).base64EncodedString()
        #expect(Base64.encode(bytes) == encoded)
        #expect(Base64.encode(([1, 2] + bytes).dropFirst(2)) == encoded)
        #expect(Base64.decode(encoded) == bytes)
        #expect(Base64.decode("<\(encoded)>".dropFirst().dropLast()) == bytes)
    }

    @Test(
        "is read in one form only",
        arguments: [
            // Digits that are missing.
            "Z", "A", "AA", "AAA", "AA=", "Zg=", "A===", "====",
            // Bits behind the last byte.
            "AB==", "AAB=", "Zh==", "Zm9=",
            // Padding that is not the end, or more of it than belongs there.
            "Z!==", "Zg=g", "=AAA", "A=AA", "AA==AA==", "Zg==Zg==", "AAA=AAAA", "AAAA====",
            // White space, and the dash at which libcrypto stops reading.
            "AA\n=", " AAA", "AAA ", "    ", "AAAA\n\n\n\n", "    AAAA", "AAAA    ", "AAAA\r\n\r\n", "AA\n\nAA==", "AAA-", "----", "AAAA----",
            // The other alphabet, and what is not ASCII; the Kelvin sign is a K to a comparison of strings.
            "-_-_", "é===", "éAA", "\u{212A}A", "AAA\0", "\0\0\0\0",
        ])
    func refused(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("of all texts of two digits and padding those are read that Foundation would write")
    func oneTextForEachByte() {
        let digits = (UInt8(0)...127).map { Character(Unicode.Scalar($0)) }
        var readCount = 0
        for first in digits {
            for second in digits {
                let text = "\(first)\(second)=="
                guard let bytes = Base64.decode(text) else { continue }
                readCount += 1
                #expect(Data(bytes).base64EncodedString() == text)
            }
        }
        #expect(readCount == 256)
    }
}

import CanonicalJSON
import Foundation
import Testing

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

    @Test("agrees with Foundation's, also on a slice that begins late", arguments: 0...20)
    func foundation(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + 200) }
        let encoded = Data(bytes).base64EncodedString()
        #expect(Base64.encode(bytes) == encoded)
        #expect(Base64.encode(([1, 2] + bytes).dropFirst(2)) == encoded)
        #expect(Base64.decode(encoded) == bytes)
    }

    @Test("what is not base64 gives nothing", arguments: ["Zg=", "Z!==", "Z", "====", "Zg=g", "Zg==Zg=="])
    func refused(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}

import CanonicalJSON
import Contributions

/// Events of every type and lines that are almost events, from a seed.
struct EventMutations {
    static let lines: [String] = EventScannerTests.lines + EventDescription.all.map { JSONWriter.text($0.example) }

    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    private static let pieces: [String] = [
        "null", "-1", "1e9", "1E-7", "0.5", "-0", "-0.0", "00", "9223372036854775808", "1000001", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "{}",
        "[]", "true", "\"hmac:a@bcd\"", "\"x\",\"id\":\"y\"", "é", "\u{7F}", "\\", "\"", ",", ":", "}", "]", " ", "1.", ".5", "1e400", "1e-400",
        "123456789012", "\\u001f", "\\u001F", "\\u000a", "\\n", "\\/", "0.1234567890123456789", "123456789.5e-3", "\"aa\":1,", "\"zz\":[{}],",
    ]

    /// The line with a few bytes, pieces or whole values changed.
    mutating func changed(_ line: [UInt8]) -> [UInt8] {
        var line = line
        for _ in 0...next(3) {
            let place = next(line.count)
            switch next(4) {
            case 0: line[place] = UInt8(next(256))
            case 1: line.remove(at: place)
            case 2: line.insert(contentsOf: Array(Self.pieces[next(Self.pieces.count)].utf8), at: place)
            default:
                // A value behind a colon becomes another.
                guard let colon = line[place...].firstIndex(of: UInt8(ascii: ":")) else { continue }
                let end = line[(colon + 1)...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") } ?? line.count
                line.replaceSubrange(colon + 1..<end, with: Array(Self.pieces[next(Self.pieces.count)].utf8))
            }
            if line.isEmpty { line = [0x20] }
        }
        return line
    }
}

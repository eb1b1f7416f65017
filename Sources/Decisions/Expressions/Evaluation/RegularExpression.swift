internal import CRegularExpressions
internal import Synchronization

/// A compiled regular expression of RE2's syntax: time linear in the text, memory bounded, so that none can explode.
final class RegularExpression: Sendable {
    struct Fault: Error { let reason: String }

    /// SAFETY: the compiled program is never changed after init and RE2 may be used by many threads at once.
    private nonisolated(unsafe) let compiled: OpaquePointer

    init(_ pattern: String) throws(Fault) {
        var reason = [CChar](repeating: 0, count: 256)
        var pattern = pattern
        let made = pattern.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                assay_regex_compile($0.baseAddress, $0.count, ExpressionLimits.regularExpressionBytes, &reason, reason.count)
            }
        }
        guard let made else {
            throw Fault(reason: String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        }
        compiled = made
    }

    deinit { assay_regex_free(compiled) }

    /// O(pattern × text).
    func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { assay_regex_matches(compiled, $0.baseAddress, $0.count) != 0 }
        }
    }

    /// Patterns come from rules, so there are few; each is compiled once.
    private static let known = Mutex<[String: RegularExpression]>([:])
    private static let knownLimit = 1024

    static func shared(_ pattern: String) throws(Fault) -> RegularExpression {
        if let found = known.withLock({ $0[pattern] }) { return found }
        let made = try RegularExpression(pattern)
        known.withLock { table in
            if table.count >= knownLimit { table.removeAll() }
            table[pattern] = made
        }
        return made
    }
}

import Contributions

/// What a shell may offer where a value is due.
enum ValueCompletion: Hashable, Sendable {
    case none, file, directory
    case choices([String])
}

/// A kind of value that an argument takes: how it is read, written and described.
struct ValueType<Value: Sendable>: Sendable {
    /// The placeholder in help, e.g. `T`.
    let placeholder: String
    /// What is allowed, in the words of an error message, e.g. `a number from 0 to 1`.
    let allowed: String
    let completion: ValueCompletion
    let parse: @Sendable (String) -> Value?
    let show: @Sendable (Value) -> String

    init(
        _ placeholder: String, allowed: String, completion: ValueCompletion = .none, parse: @escaping @Sendable (String) -> Value?,
        show: @escaping @Sendable (Value) -> String
    ) {
        self.placeholder = placeholder
        self.allowed = allowed
        self.completion = completion
        self.parse = parse
        self.show = show
    }
}

extension ValueType<Int> {
    static func int(_ range: ClosedRange<Int>, _ placeholder: String = "N") -> Self {
        let allowed =
            range.upperBound == .max ? "a whole number from \(range.lowerBound)" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return Self(placeholder, allowed: allowed, parse: { Int($0).flatMap { range.contains($0) ? $0 : nil } }, show: { String($0) })
    }
}

extension ValueType<Double> {
    static func number(_ range: ClosedRange<Double>, _ placeholder: String = "X") -> Self {
        Self(
            placeholder, allowed: "a number from \(plain(range.lowerBound)) to \(plain(range.upperBound))",
            parse: { Double($0).flatMap { range.contains($0) ? $0 : nil } }, show: { plain($0) })
    }

    private static func plain(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}

extension ValueType<[Int]> {
    static func intList(_ range: ClosedRange<Int>, _ placeholder: String = "N,N,…") -> Self {
        Self(
            placeholder, allowed: "whole numbers from \(range.lowerBound) to \(range.upperBound), separated by commas",
            parse: { text in
                let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
                let values = parts.compactMap { $0 }
                return values.count == parts.count && !values.isEmpty && values.allSatisfy(range.contains) ? values : nil
            },
            show: { $0.map(String.init).joined(separator: ",") })
    }
}

extension ValueType<String> {
    static func text(_ placeholder: String, allowed: String = "a text that is not empty") -> Self {
        Self(placeholder, allowed: allowed, parse: { $0.isEmpty ? nil : $0 }, show: { $0 })
    }

    static func file(_ placeholder: String = "FILE") -> Self {
        Self(placeholder, allowed: "the path of a file", completion: .file, parse: { $0.isEmpty ? nil : $0 }, show: { $0 })
    }

    static func directory(_ placeholder: String = "DIR") -> Self {
        Self(placeholder, allowed: "the path of a directory", completion: .directory, parse: { $0.isEmpty ? nil : $0 }, show: { $0 })
    }
}

extension ValueType<Timestamp> {
    static func time(_ placeholder: String = "TIME") -> Self {
        Self(placeholder, allowed: "an RFC 3339 time like 2026-03-01T09:15:02Z", parse: { Timestamp(rfc3339: $0) }, show: { $0.rfc3339 })
    }
}

extension ValueType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    static func choice(_ placeholder: String) -> Self {
        let names = Value.allCases.map(\.rawValue)
        return Self(
            placeholder, allowed: "one of " + names.joined(separator: ", "), completion: .choices(names), parse: { Value(rawValue: $0) },
            show: { $0.rawValue })
    }
}

/// A place in an input: file, line and column (both from 1; columns count bytes, as editors and compilers do).
public struct SourceSpan: Hashable, Sendable {
    public let file: String
    public let line: Int
    public let column: Int

    public init(file: String, line: Int, column: Int = 1) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension SourceSpan: CustomStringConvertible {
    public var description: String { "\(file):\(line):\(column)" }
}

/// What a person sees when something is wrong: a stable code, the place, the cause and what to do about it.
public struct Diagnostic: Error, Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable { case error, warning, note }

    public let severity: Severity
    /// A stable slug such as `event/missing-field`; listed in docs/diagnostics.md.
    public let code: String
    public let span: SourceSpan?
    public let cause: String
    public let hint: String?

    public init(_ severity: Severity = .error, code: String, at span: SourceSpan? = nil, cause: String, hint: String? = nil) {
        self.severity = severity
        self.code = code
        self.span = span
        self.cause = cause
        self.hint = hint
    }
}

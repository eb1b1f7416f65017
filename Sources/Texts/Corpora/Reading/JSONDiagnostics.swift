internal import CanonicalJSON
internal import Contributions
internal import Diagnostics

extension JSONSyntaxError.Reason {
    /// The stable code of this fault.
    var code: String {
        switch self {
        case .invalidUTF8: "json/invalid-utf8"
        case .unexpectedEnd: "json/unexpected-end"
        case .unexpectedByte: "json/unexpected-byte"
        case .invalidNumber: "json/invalid-number"
        case .invalidEscape: "json/invalid-escape"
        case .controlCharacterInString: "json/control-character"
        case .unpairedSurrogate: "json/unpaired-surrogate"
        case .duplicateKey: "json/duplicate-key"
        case .tooDeep: "json/too-deep"
        case .trailingBytes: "json/trailing-bytes"
        }
    }

    /// What whoever wrote the line may do about it.
    var hint: String {
        switch self {
        case .invalidUTF8: "write the file as UTF-8; iconv -f LATIN1 -t UTF-8 converts the most common other encoding"
        case .unexpectedEnd: "each line holds one whole JSON object; was the writer cut off, or the object broken over lines?"
        case .unexpectedByte: "each line holds one JSON object: keys and strings in double quotes, no comments, no comma before } or ]"
        case .invalidNumber: "numbers look like 12, -3, 0.5 or 1e-9; no leading +, no leading zeros, no NaN"
        case .invalidEscape: "a backslash is followed by one of \" \\ / b f n r t or u and four hexadecimal digits"
        case .controlCharacterInString: "write a line break inside a string as \\n and a tab as \\t"
        case .unpairedSurrogate: "characters beyond U+FFFF take two \\u escapes, or stand as they are in UTF-8"
        case .duplicateKey: "keep one of the two; which one a reader would take is anybody's guess"
        case .tooDeep: "flatten the value"
        case .trailingBytes: "each line holds one JSON object and nothing after it"
        }
    }
}

extension Diagnostic {
    init(_ error: JSONSyntaxError, file: String, line: Int) {
        self.init(
            code: error.reason.code, at: SourceSpan(file: file, line: line, column: error.offset + 1), cause: error.cause, hint: error.reason.hint)
    }

    /// - Parameter bytes: the line, in which the fault's path is looked up.
    init(_ error: EventError, file: String, line: Int, bytes: [UInt8]) {
        self.init(
            code: error.code.rawValue,
            at: SourceSpan(file: file, line: line, column: JSONLocator.offset(of: error.path, in: bytes) + 1), cause: error.cause, hint: error.hint)
    }
}

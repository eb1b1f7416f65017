internal import CYAML
public import Diagnostics

/// Reads one YAML document with libyaml's event parser.
///
/// Deliberately a subset, so that a file says what it seems to say: no anchors or aliases, no tags, no merge keys,
/// no duplicate keys, one document. Every refusal names file, line and column.
public enum YAMLParser {
    /// Bytes of one file.
    public static let maximumBytes = 4 << 20
    /// Levels of nesting.
    public static let maximumDepth = 32

    /// O(bytes).
    public static func parse(_ bytes: [UInt8], file: String) throws(Diagnostic) -> YAMLNode {
        guard bytes.count <= maximumBytes else {
            throw Diagnostic(
                code: "yaml/too-large", at: SourceSpan(file: file, line: 1),
                cause: "the file has \(bytes.count) bytes, more than the \(maximumBytes) allowed", hint: "split it into several files")
        }
        if let tab = firstTabIndent(bytes) {
            throw Diagnostic(
                code: "yaml/tab", at: SourceSpan(file: file, line: tab.line, column: tab.column), cause: "a tab is used for indentation",
                hint: "indent with spaces")
        }
        let result: Result<YAMLNode, Diagnostic> = bytes.withUnsafeBufferPointer { buffer in
            let reader = EventReader(buffer, file: file)
            defer { reader.close() }
            reader.open()
            do throws(Diagnostic) { return .success(try reader.document()) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private static func firstTabIndent(_ bytes: [UInt8]) -> (line: Int, column: Int)? {
        var line = 1
        var column = 1
        var indenting = true
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
                indenting = true
                continue
            }
            if indenting, byte == UInt8(ascii: "\t") { return (line, column) }
            if byte != UInt8(ascii: " ") { indenting = false }
            column += 1
        }
        return nil
    }
}

/// Turns libyaml's events into nodes. Owns the parser's memory between `open` and `close`.
private struct EventReader {
    let file: String
    /// What is read; it outlives the reader.
    private let bytes: UnsafeBufferPointer<UInt8>
    // libyaml keeps pointers into its own struct, so the struct must not move.
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)

    init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) { (self.bytes, self.file) = (bytes, file) }

    func open() {
        yaml_parser_initialize(parser)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    }

    func close() {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    private func span(_ mark: yaml_mark_t) -> SourceSpan {
        SourceSpan(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    /// The next event; the caller deletes it.
    private func next() throws(Diagnostic) -> yaml_event_t {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
        return event
    }

    private func syntaxError() -> Diagnostic {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "not YAML"
        let context = parser.pointee.context.map { String(cString: $0) + ", " } ?? ""
        if parser.pointee.error == YAML_READER_ERROR { return encodingError(problem) }
        let isUnended = problem == "found unexpected end of stream"
        return Diagnostic(
            code: "yaml/syntax", at: span(isUnended ? parser.pointee.context_mark : parser.pointee.problem_mark), cause: context + problem,
            hint: isUnended ? "the quote that begins here is never closed" : Self.hint(problem))
    }

    /// What most often lies behind libyaml's words.
    private static func hint(_ problem: String) -> String {
        switch problem {
        case "mapping values are not allowed in this context":
            "a text that holds a colon and a space stands in quotes, or as a block: KEY: >- and the text indented on the next line"
        case "found character that cannot start any token", "did not find expected alphabetic or numeric character", "did not find expected key":
            "check indentation; a text that begins with a quote, a bracket or one of ! & * % @ ` | > stands in quotes, "
                + "or as a block: KEY: >- and the text indented on the next line"
        default: "check indentation and quotes"
        }
    }

    /// Bytes that are no UTF-8, or a control character, where they stand.
    private func encodingError(_ problem: String) -> Diagnostic {
        let before = bytes.prefix(max(0, Int(parser.pointee.problem_offset)))
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
        let value = parser.pointee.problem_value
        let digits = value < 0 ? "" : " (0x\(value < 16 ? "0" : "")\(String(value, radix: 16)))"
        return Diagnostic(
            code: "yaml/encoding", at: SourceSpan(file: file, line: line, column: column), cause: problem + digits,
            hint: problem.hasPrefix("control") ? "remove the character, or write it as an escape in double quotes" : "save the file as UTF-8")
    }

    func document() throws(Diagnostic) -> YAMLNode {
        var root: YAMLNode?
        while true {
            var event = try next()
            defer { yaml_event_delete(&event) }
            switch event.type {
            case YAML_STREAM_END_EVENT:
                guard let root else {
                    throw Diagnostic(
                        code: "yaml/empty", at: SourceSpan(file: file, line: 1), cause: "the file holds no YAML document",
                        hint: "an empty file says nothing: write its keys, or remove it")
                }
                return root
            case YAML_STREAM_START_EVENT, YAML_DOCUMENT_START_EVENT, YAML_DOCUMENT_END_EVENT: continue
            default:
                guard root == nil else {
                    throw Diagnostic(
                        code: "yaml/several-documents", at: span(event.start_mark), cause: "a second document begins here",
                        hint: "one document a file")
                }
                root = try node(&event, depth: 0)
            }
        }
    }

    private func node(_ event: inout yaml_event_t, depth: Int) throws(Diagnostic) -> YAMLNode {
        let start = span(event.start_mark)
        guard depth <= YAMLParser.maximumDepth else {
            throw Diagnostic(
                code: "yaml/too-deep", at: start, cause: "nested deeper than \(YAMLParser.maximumDepth) levels",
                hint: "no file that is read here needs so many")
        }
        try refuseAnchorsAndTags(event, at: start)
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return YAMLNode(value: .scalar(text, plain: scalar.style == YAML_PLAIN_SCALAR_STYLE), span: start)
        case YAML_SEQUENCE_START_EVENT: return YAMLNode(value: .sequence(try items(depth: depth)), span: start)
        case YAML_MAPPING_START_EVENT: return YAMLNode(value: .mapping(try members(depth: depth)), span: start)
        default: throw Diagnostic(code: "yaml/syntax", at: start, cause: "unexpected content")
        }
    }

    private func refuseAnchorsAndTags(_ event: yaml_event_t, at span: SourceSpan) throws(Diagnostic) {
        let anchor: UnsafeMutablePointer<UInt8>?
        let tag: UnsafeMutablePointer<UInt8>?
        switch event.type {
        case YAML_ALIAS_EVENT: (anchor, tag) = (event.data.alias.anchor, nil)
        case YAML_SCALAR_EVENT: (anchor, tag) = (event.data.scalar.anchor, event.data.scalar.tag)
        case YAML_SEQUENCE_START_EVENT: (anchor, tag) = (event.data.sequence_start.anchor, event.data.sequence_start.tag)
        case YAML_MAPPING_START_EVENT: (anchor, tag) = (event.data.mapping_start.anchor, event.data.mapping_start.tag)
        default: return
        }
        guard anchor == nil else {
            throw Diagnostic(
                code: "yaml/alias", at: span, cause: "anchors and aliases are not read",
                hint: "write the value out; a text that begins with & or * stands in quotes")
        }
        guard tag == nil else {
            throw Diagnostic(
                code: "yaml/tag", at: span, cause: "tags are not read", hint: "remove the tag; a text that begins with ! stands in quotes")
        }
    }

    private func items(depth: Int) throws(Diagnostic) -> [YAMLNode] {
        var items: [YAMLNode] = []
        while true {
            var event = try next()
            defer { yaml_event_delete(&event) }
            if event.type == YAML_SEQUENCE_END_EVENT { return items }
            items.append(try node(&event, depth: depth + 1))
        }
    }

    private func members(depth: Int) throws(Diagnostic) -> [YAMLNode.Member] {
        var members: [YAMLNode.Member] = []
        var seen: [String: SourceSpan] = [:]
        while true {
            var event = try next()
            defer { yaml_event_delete(&event) }
            if event.type == YAML_MAPPING_END_EVENT { return members }
            let keyNode = try node(&event, depth: depth + 1)
            guard case .scalar(let key, _) = keyNode.value else {
                throw Diagnostic(code: "yaml/key", at: keyNode.span, cause: "a key is \(keyNode.kindName), not a word")
            }
            if let first = seen.updateValue(keyNode.span, forKey: key) {
                throw Diagnostic(
                    code: "yaml/duplicate-key", at: keyNode.span, cause: "the key \"\(key)\" already stands at line \(first.line)",
                    hint: "keep one of the two")
            }
            var valueEvent = try next()
            defer { yaml_event_delete(&valueEvent) }
            members.append(.init(key: key, keySpan: keyNode.span, value: try node(&valueEvent, depth: depth + 1)))
        }
    }
}

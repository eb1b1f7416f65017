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
            let reader = EventReader(file: file)
            defer { reader.close() }
            reader.open(buffer)
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
    // libyaml keeps pointers into its own struct, so the struct must not move.
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)

    init(file: String) { self.file = file }

    func open(_ buffer: UnsafeBufferPointer<UInt8>) {
        yaml_parser_initialize(parser)
        yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
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
        if parser.pointee.error == YAML_READER_ERROR {
            return Diagnostic(code: "yaml/encoding", at: SourceSpan(file: file, line: 1), cause: "\(problem)", hint: "save the file as UTF-8")
        }
        return Diagnostic(code: "yaml/syntax", at: span(parser.pointee.problem_mark), cause: context + problem, hint: "check indentation and quotes")
    }

    func document() throws(Diagnostic) -> YAMLNode {
        var root: YAMLNode?
        while true {
            var event = try next()
            defer { yaml_event_delete(&event) }
            switch event.type {
            case YAML_STREAM_END_EVENT:
                guard let root else {
                    throw Diagnostic(code: "yaml/empty", at: SourceSpan(file: file, line: 1), cause: "the file holds no YAML document")
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
            throw Diagnostic(code: "yaml/too-deep", at: start, cause: "nested deeper than \(YAMLParser.maximumDepth) levels")
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
            throw Diagnostic(code: "yaml/alias", at: span, cause: "anchors and aliases are not read", hint: "write the value out")
        }
        guard tag == nil else { throw Diagnostic(code: "yaml/tag", at: span, cause: "tags are not read", hint: "remove the tag") }
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

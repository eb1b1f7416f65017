internal import Configuration
internal import Detection
internal import Diagnostics
internal import Expressions

/// One rule file with the numbers of its live rules, and what the rules are with other numbers.
struct TunableFile {
    /// A text of the file that is an expression.
    private struct Piece {
        let place: String
        let text: String
        let numbers: ComparedNumbers
        let source: ExpressionPlace
    }

    /// A live rule with its texts, as numbers of pieces.
    private struct Live {
        let rule: Rule
        let when: Int
        let except: Int?
    }

    let name: String
    let bytes: [UInt8]
    private(set) var numbers: [RuleNumber] = []
    private(set) var leftAlone: [NumberLeftAlone] = []
    private var pieces: [Piece] = []
    /// The pieces that are macros, by name, in the order of the file.
    private var macros: [(name: String, piece: Int)] = []
    private var live: [Live] = []
    /// What conditions may name, without the macros.
    private let bare: RuleVocabulary

    /// - Parameter ruleSet: what a reader made of this file and those beside it.
    init(_ bytes: [UInt8], name: String, signals: [String], ruleSet: RuleSet) throws(Diagnostic) {
        self.name = name
        self.bytes = bytes
        let top = try MappingReader(try YAMLParser.parse(bytes, file: name), as: "a rule file")
        var vocabulary = RuleVocabulary(signals: signals, bytes: bytes)
        for aggregate in ruleSet.aggregates { vocabulary.add(aggregate) }
        if let lists = top.node("lists") { try vocabulary.addLists(lists) }
        bare = vocabulary
        if case .mapping(let members)? = top.node("macros")?.value {
            for member in members { if let piece = add(member.value, "macros." + member.key) { macros.append(("macros." + member.key, piece)) } }
        }
        for node in try top.sequence("rules") {
            let fields = try MappingReader(node, as: "a rule")
            let id = try fields.text("id")
            guard let rule = ruleSet.rules.first(where: { $0.id == id && $0.status == .live }),
                let when = add(try fields.required("when"), id + " when")
            else { continue }
            live.append(Live(rule: rule, when: when, except: fields.node("except").flatMap { add($0, id + " except") }))
        }
        collectNumbers()
    }

    private mutating func add(_ node: YAMLNode, _ place: String) -> Int? {
        guard case .scalar(let text, _) = node.value, let expression = try? Expression(parsing: text) else { return nil }
        pieces.append(
            Piece(
                place: place, text: text, numbers: ComparedNumbers(expression),
                source: ExpressionPlace(bytes: bytes, start: node.span, text: text)))
        return pieces.count - 1
    }

    // MARK: What can be moved

    /// How a rule uses a piece: nil where its value is computed with, so that nothing can be said of the direction.
    private struct Use {
        let rule: String
        let isPositive: Bool?
    }

    private mutating func collectNumbers() {
        var uses = [[Use]](repeating: [], count: pieces.count)
        for item in live {
            follow(item.when, Use(rule: item.rule.id, isPositive: true), into: &uses)
            if let except = item.except { follow(except, Use(rule: item.rule.id, isPositive: false), into: &uses) }
        }
        for piece in pieces.indices where !uses[piece].isEmpty {
            for found in pieces[piece].numbers.numbers {
                let directions = Set(uses[piece].map { use in use.isPositive.map { $0 == found.isTruerDown } })
                if directions.contains(nil) {
                    leave(piece, found.offset, "a rule computes with the macro's value")
                } else {
                    let direction: RuleNumber.Direction = directions.count > 1 ? .bothWays : directions.contains(true) ? .down : .up
                    add(found, piece, direction, Set(uses[piece].map(\.rule)).sorted())
                }
            }
            for other in pieces[piece].numbers.others { leave(piece, other.offset, other.reason) }
        }
    }

    /// Notes the use of a piece and of the macros that it names; macros name only those above them, so this ends.
    private func follow(_ piece: Int, _ use: Use, into uses: inout [[Use]]) {
        uses[piece].append(use)
        for macro in pieces[piece].numbers.macros {
            guard let target = macros.first(where: { $0.name == macro.name })?.piece, target < piece else { continue }
            let isPositive = use.isPositive.flatMap { outer in macro.isPositive.map { $0 == outer } }
            follow(target, Use(rule: use.rule, isPositive: isPositive), into: &uses)
        }
    }

    private mutating func add(_ found: ComparedNumbers.Number, _ piece: Int, _ direction: RuleNumber.Direction, _ rules: [String]) {
        guard let (text, span, range) = written(piece, found.offset), Double(text) == found.value else {
            return leave(piece, found.offset, "it cannot be found again in the file")
        }
        numbers.append(
            RuleNumber(
                measurement: found.measurement, value: found.value, text: text, span: span, place: pieces[piece].place, direction: direction,
                rules: rules, range: range, piece: piece, rangeInPiece: found.offset..<found.offset + text.utf8.count))
    }

    private mutating func leave(_ piece: Int, _ offset: Int, _ reason: String) {
        guard let (text, span, _) = written(piece, offset) else { return }
        leftAlone.append(NumberLeftAlone(place: pieces[piece].place, text: text, span: span, reason: reason))
    }

    /// The number as the file has it at a byte of a piece's text; nil where none begins there.
    private func written(_ piece: Int, _ offset: Int) -> (text: String, span: SourceSpan, range: Range<Int>)? {
        let source = pieces[piece].source
        let text = Array(source.text.utf8)
        var end = offset < text.count && text[offset] == UInt8(ascii: "-") ? offset + 1 : offset
        while end < text.count, Self.isNumeral(text, end, from: offset) { end += 1 }
        let span = source.span(ofByte: offset)
        let written = text[offset..<max(offset, end)]
        guard !written.isEmpty, let start = source.position(of: span), bytes[start...].starts(with: written) else { return nil }
        return (String(decoding: written, as: UTF8.self), span, start..<start + written.count)
    }

    private static func isNumeral(_ text: [UInt8], _ index: Int, from start: Int) -> Bool {
        let byte = text[index]
        if (0x30...0x39).contains(byte) || byte == UInt8(ascii: ".") { return true }
        guard index > start else { return false }
        if byte | 0x20 == UInt8(ascii: "e") { return true }
        return (byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")) && text[index - 1] | 0x20 == UInt8(ascii: "e")
    }

    // MARK: Other numbers

    /// Live rules with other numbers; nil where one of them is no condition then.
    func rules(_ ids: [String], texts: [String]) -> [Rule]? {
        var vocabulary = bare
        for macro in macros { guard vocabulary.addMacro(macro.name, text(of: macro.piece, texts)) else { return nil } }
        var found: [Rule] = []
        for item in live where ids.contains(item.rule.id) {
            guard var condition = vocabulary.condition(text(of: item.when, texts)) else { return nil }
            if let except = item.except {
                guard let exception = vocabulary.condition(text(of: except, texts)) else { return nil }
                condition = condition.except(exception)
            }
            found.append(item.rule.with(condition))
        }
        return found
    }

    private func text(of piece: Int, _ texts: [String]) -> String {
        var source = Array(pieces[piece].text.utf8)
        let edits = zip(numbers, texts).filter { $0.piece == piece && $0.text != $1 }
        for (number, text) in edits.sorted(by: { $0.0.rangeInPiece.lowerBound > $1.0.rangeInPiece.lowerBound }) {
            source.replaceSubrange(number.rangeInPiece, with: text.utf8)
        }
        return String(decoding: source, as: UTF8.self)
    }
}

extension Rule {
    fileprivate func with(_ condition: Condition) -> Rule {
        Rule(
            id: id, version: version, status: status, outcome: outcome, eventTypes: eventTypes, condition: condition, unknown: unknown,
            reason: reason,
            owner: owner, falsePositives: falsePositives, references: references, upkeep: upkeep)
    }
}

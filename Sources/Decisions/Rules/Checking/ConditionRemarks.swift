internal import Configuration
internal import Contributions
internal import Diagnostics
internal import Expressions

/// What is odd about the parts of a condition, taken one by one as they stand in the file: fields that no event has, and comparisons that
/// a signal's range decides beforehand.
struct ConditionRemarks {
    let eventTypes: [String]
    let range: (String) -> ClosedRange<Double>?

    /// In the order of the source. O(size).
    func diagnostics(_ expression: Expression, at place: ExpressionPlace) -> [Diagnostic] {
        var found: [(offset: Int, diagnostic: Diagnostic)] = []
        visit(expression) { part in
            if let (field, offset) = Self.dataField(part), let known = declaredFields, !known.contains(field) {
                found.append((offset, unknownField(field, known, at: place.span(ofByte: offset))))
            } else if let comparison = Comparison(part), let remark = decided(comparison, at: { place.span(ofByte: part.offset) }) {
                found.append((part.offset, remark))
            }
        }
        return found.sorted { $0.offset < $1.offset }.map(\.diagnostic)
    }

    /// What the data of any of the types declares, sorted; other fields are kept, so a rule may read them, but more often their names are
    /// misspelt. Nil where a type is not described.
    private var declaredFields: [String]? {
        let described = eventTypes.map { EventDescription.of($0)?.data.names }
        return described.contains(nil) ? nil : Set(described.compactMap { $0 }.joined()).sorted()
    }

    private func visit(_ expression: Expression, _ look: (Expression) -> Void) {
        look(expression)
        for part in expression.kind.parts { visit(part, look) }
    }

    /// `event.data.NAME`, `has(event.data.NAME)` or `event.data['NAME']`, and where the name stands.
    private static func dataField(_ part: Expression) -> (name: String, offset: Int)? {
        switch part.kind {
        case .select(let operand, let field, let isTest) where operand.path == "event.data":
            // A path is pointed at by its last dot: here that of `.data`; has() by itself.
            (field, isTest ? operand.offset + ".data.".utf8.count : part.offset + 1)
        case .call(nil, "_[_]", let sides) where sides.count == 2 && sides[0].path == "event.data":
            if case .string(let field)? = sides[1].constant { (field, sides[1].offset) } else { nil }
        default: nil
        }
    }

    private func unknownField(_ field: String, _ known: [String], at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .warning, code: "rules/unknown-field", at: span,
            cause: "no event of \(eventTypes.joined(separator: ", ")) declares the field \"\(field)\"",
            hint: MappingReader.suggestion(field, from: known))
    }

    /// Finding the place walks the file, so it is found for a remark only.
    private func decided(_ comparison: Comparison, at span: () -> SourceSpan) -> Diagnostic? {
        guard let range = range(comparison.name), let bound = comparison.number, let opposite = Comparison.opposite[comparison.sign] else {
            return nil
        }
        let all = NumberRange(range)
        let isNever = all.intersected(comparison.sign, bound)?.isEmpty ?? false
        let isAlways = all.intersected(opposite, bound)?.isEmpty ?? false
        guard isNever || isAlways else { return nil }
        let bounds =
            range.upperBound.isInfinite
            ? "at least \(Self.text(range.lowerBound))" : "\(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))"
        return Diagnostic(
            .warning, code: "rules/out-of-range", at: span(),
            cause: "the comparison of \(comparison.name) with \(Self.text(bound)) \(isNever ? "never" : "always") holds",
            hint: "its values are \(bounds)")
    }

    private static func text(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
    }
}

internal import CanonicalJSON
internal import Contributions
internal import Ledger

/// The remaining fields of evidence: what all pieces share as a list of facts, what differs as a table with one row per piece.
struct EvidenceDetails {
    private let shared: [(name: String, value: String)]
    private let differing: [String]
    private let rows: [[String]]

    /// Longer texts stand after the short facts, over the whole width.
    private static let longFact = 60

    init(_ evidence: Evidence, except shown: Set<String>) { self.init([evidence], except: shown) }

    /// O(pieces × fields). Pieces that are alike in every remaining field share one row.
    init(_ pieces: [Evidence], except shown: Set<String>) {
        let keys = Set(pieces.flatMap { $0.fields.members.map(\.key) }).subtracting(shown).subtracting(["kind"]).sorted()
        let values = Dictionary(uniqueKeysWithValues: keys.map { key in (key, pieces.map { $0.fields[key] }) })
        let isShared = { (key: String) in values[key].map { Set($0).count == 1 } ?? false }
        let facts = keys.filter(isShared).map { Self.row($0, values[$0]?.first.flatMap { $0 } ?? .null) }
        shared = facts.filter { $0.value.count <= Self.longFact } + facts.filter { $0.value.count > Self.longFact }
        let rest = keys.filter { !isShared($0) }
        differing = rest.map { Self.row($0, .null).name }
        var seen: Set<[String]> = []
        rows = pieces.map { piece in rest.map { key in piece.fields[key].map { Self.row(key, $0).value } ?? "–" } }.filter {
            seen.insert($0).inserted
        }
    }

    var html: HTML { list + table }

    private var list: HTML {
        guard !shared.isEmpty else { return .empty }
        let items = shared.map { fact -> HTML in
            fact.value.count > Self.longFact
                ? "<div class=\"long\"><dt>\(fact.name)</dt><dd>\(fact.value)</dd></div>" : "<div><dt>\(fact.name)</dt><dd>\(fact.value)</dd></div>"
        }
        return "<dl class=\"facts\">\(items)</dl>\n"
    }

    private var table: HTML {
        guard !differing.isEmpty else { return .empty }
        if differing.count == 1 {
            let values = rows.compactMap(\.first).joined(separator: ", ")
            return "<dl class=\"facts\"><div class=\"long\"><dt>\(differing[0]), by piece of evidence</dt><dd>\(values)</dd></div></dl>\n"
        }
        var table = HTMLTable("Where the pieces of evidence differ", differing.map { .text($0) })
        table.rows = rows.map { row in row.map { "\($0)" } }
        return table.html
    }

    /// Units stand at the end of a key: seconds become a duration, micro-credits an amount.
    private static func row(_ key: String, _ value: JSONValue) -> (name: String, value: String) {
        if key.hasSuffix("_seconds") {
            return (label(String(key.dropLast(8))), value.integerValue.map(FixedNotation.duration) ?? text(value))
        }
        if key.hasSuffix("_micros") {
            return (label(String(key.dropLast(7))), value.integerValue.map { FixedNotation.credits(MicroCredits($0)) + " credits" } ?? text(value))
        }
        return (label(key), text(value))
    }

    private static func label(_ key: String) -> String {
        switch key {
        case "jaccard": "Jaccard similarity"
        case "containment_copy": "share of the copy found in the original"
        case "containment_original": "share of the original found in the copy"
        case "exact": "same words in the same order"
        case "p_value": "chance among honest"
        default: key.split(separator: "_").joined(separator: " ")
        }
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .bool(let flag): flag ? "yes" : "no"
        case .null: "not measured"
        case .integer(let number): FixedNotation.integer(Int(number))
        case .decimal(let text): Double(text).map(FixedNotation.measurement) ?? text
        case .array(let items): items.map(text).joined(separator: items.contains { $0.objectValue != nil } ? "; " : ", ")
        case .object(let object): object.members.map { "\(label($0.key)) \(text($0.value))" }.joined(separator: ", ")
        }
    }
}

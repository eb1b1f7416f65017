internal import CanonicalJSON
internal import Contributions
internal import Detection

/// Evidence of a finding as markup, each kind in the form in which a person can check it.
struct EvidenceView {
    /// Pieces of evidence shown per finding; all of them stand in the JSON twin.
    static let shownLimit = 8
    /// Rows of a table beneath a plot; the rest stands in the JSON twin.
    static let tableRowLimit = 60

    /// Unique on the page; figures inside derive theirs from it.
    let id: String
    let evidence: [Evidence]

    var html: HTML {
        var out = HTML.empty
        var rest = evidence.prefix(Self.shownLimit)
        var number = 0
        while let first = rest.first {
            number += 1
            let figureID = "\(id)-e\(number)"
            // Measures in the same unit share one plot.
            let run = first.kind == .expectation ? Array(rest.prefix { $0.kind == .expectation && $0.unit == first.unit }) : [first]
            rest = rest.dropFirst(run.count)
            switch first.kind {
            case .passages: out += PassageComparison(evidence: first).html
            case .timeline: out += TimelineFigure(id: figureID, evidence: first).html
            case .expectation: out += ExpectationFigure(id: figureID, evidence: run).html
            case .terms: out += TermsFigure(id: figureID, evidence: first).html
            case .note: out += Self.note(first)
            }
        }
        if evidence.count > Self.shownLimit {
            let more = FixedNotation.count(evidence.count - Self.shownLimit, "more piece", "more pieces")
            out += "<p class=\"aside\">\(more) of evidence in <code>report.json</code>.</p>\n"
        }
        return out
    }

    private static func note(_ evidence: Evidence) -> HTML {
        let text = evidence.fields["text"]?.stringValue ?? ""
        return "<p class=\"note\">\(text)</p>\n\(EvidenceDetails(evidence, except: ["text"]).html)"
    }
}

extension Evidence {
    /// What an `expectation` counts in; empty for other kinds.
    var unit: String { fields["unit"]?.stringValue ?? "" }
}

/// The remaining fields of a piece of evidence, as a list of names and values.
struct EvidenceDetails {
    private let rows: [(name: String, value: String)]

    init(_ evidence: Evidence, except shown: Set<String>) {
        rows = evidence.fields.members.compactMap { member in
            guard member.key != "kind", !shown.contains(member.key) else { return nil }
            return Self.row(member.key, member.value)
        }
    }

    var html: HTML {
        guard !rows.isEmpty else { return .empty }
        let items = rows.map { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>" as HTML }
        return "<dl class=\"facts\">\(items)</dl>\n"
    }

    /// Units stand at the end of a key: seconds become a duration, micro-credits an amount.
    private static func row(_ key: String, _ value: JSONValue) -> (name: String, value: String) {
        if let number = value.integerValue {
            if key.hasSuffix("_seconds") { return (label(String(key.dropLast(8))), FixedNotation.duration(seconds: number)) }
            if key.hasSuffix("_micros") { return (label(String(key.dropLast(7))), FixedNotation.credits(MicroCredits(number)) + " credits") }
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
        case .array(let items): items.map(Self.text).joined(separator: ", ")
        case .object(let object): object.members.map { "\(label($0.key)) \(Self.text($0.value))" }.joined(separator: ", ")
        }
    }
}

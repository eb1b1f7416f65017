internal import CanonicalJSON

/// `docs/events.md`: the description of the events for people.
public enum EventPage {
    public static var markdown: String {
        let lines =
            introduction + table(EventDescription.envelope) + naming
            + EventDescription.all.sorted { $0.type < $1.type }.flatMap { section($0) } + kinds
        return lines.joined(separator: "\n") + "\n"
    }

    private static let introduction = [
        "# Events", "",
        "What an engine tells Assay, one JSON object to a line. This page is rendered from the description of which decoder, scanner and rules are made",
        "(`Sources/Events/Contributions`), and a test compares it; `ASSAY_WRITE_DOCS=1 swift test --filter EventPageTests` writes it anew.", "",
        "## The envelope", "", "An event is a CloudEvents 1.0 envelope in structured mode.", "",
    ]

    private static let naming = [
        "",
        "`source` and `id` together name an event. The same name with the same content is a repeat and changes nothing; with other content it is a",
        "conflict and is refused. Members of the envelope or of `data` that are not described here are kept with the event. A member that is `null`",
        "counts as absent. An event of a type that is not described here is kept in the ledger, counted as unpriced, and never paid.", "",
    ]

    private static func section(_ description: EventDescription) -> [String] {
        ["## `\(description.type)`", "", description.meaning, ""] + table(description.data) + people(description.data) + [
            "", "```json", JSONWriter.text(description.example), "```", "",
        ]
    }

    // MARK: Tables

    private static func table(_ fields: EventFields) -> [String] {
        ["| field | holds | must be there | says |", "|---|---|---|---|"] + rows(fields, in: "")
    }

    private static func rows(_ fields: EventFields, in place: String) -> [String] {
        fields.fields.flatMap { field -> [String] in
            let name = place + field.name
            let unit = field.unit.map { ", in \($0)" } ?? ""
            let row = "| `\(name)` | \(holds(field.kind))\(unit) | \(presence(field.presence)) | \(field.meaning) |"
            return switch field.kind {
            case .nested(let inner): [row] + rows(inner, in: name + ".")
            case .list(let inner): [row] + rows(inner, in: name + "[].")
            default: [row]
            }
        }
    }

    private static func presence(_ presence: EventField.Presence) -> String {
        switch presence {
        case .required: "yes"
        case .optional: "no"
        case .alternative: "one of these"
        }
    }

    private static func holds(_ kind: EventField.Kind) -> String {
        func words(_ choices: EventChoices) -> String { choices.words.map { "`\($0)`" }.joined(separator: ", ") }
        return switch kind {
        case .name: "name"
        case .names: "list of names"
        case .text(let limit), .erasableText(let limit): "text of at most \(limit / 1024) KiB"
        case .flag: "true or false"
        case .number: "number"
        case .count: "count"
        case .rank: "rank"
        case .share: "share"
        case .weight: "weight"
        case .amount: "amount"
        case .keyedHash: "keyed hash"
        case .choice(let choices): "one of " + words(choices)
        case .choices(let choices): "list of " + words(choices)
        case .object: "object"
        case .nested: "object of these"
        case .list: "list of objects of these"
        case .version: "`\(EnvelopeField.version)`"
        case .time: "time"
        case .sequence: "sequence"
        case .data: "what the type describes"
        }
    }

    // MARK: Who

    private static func people(_ fields: EventFields) -> [String] {
        let sentences = EventField.Role.allCases.compactMap { role -> String? in
            let names = paths(fields, role, in: "")
            return names.isEmpty ? nil : "\(sentence(role)): \(names.map { "`\($0)`" }.joined(separator: ", "))."
        }
        return sentences.isEmpty ? [] : [""] + sentences.map { "- " + $0 }
    }

    private static func sentence(_ role: EventField.Role) -> String {
        switch role {
        case .acts: "Who acted"
        case .claims: "For whom it claims an amount"
        case .gains: "Who shares in the fee, by name or through whoever brought it"
        case .brings: "What later events may credit"
        case .concerns: "What it is about"
        case .judges: "Who judged"
        }
    }

    private static func paths(_ fields: EventFields, _ role: EventField.Role, in place: String) -> [String] {
        fields.fields.flatMap { field -> [String] in
            let name = place + field.name
            return switch field.kind {
            case .nested(let inner): paths(inner, role, in: name + ".")
            case .list(let inner): paths(inner, role, in: name + "[].")
            default: field.role == role ? [name] : []
            }
        }
    }

    // MARK: Kinds

    private static let kinds = [
        "## What fields hold", "",
        "| kind | is |", "|---|---|",
        "| name | a string of 1 to \(EventLimits.nameBytes) bytes without control characters; names are compared by their bytes |",
        "| text | a string; a submission's text is kept beside its entry, so that it can be erased |",
        "| count | a whole number, not negative |",
        "| rank | a whole number from 1 to \(EventLimits.rank) |",
        "| share | a number, cut to whole parts per million; its size is at most \(EventLimits.ppm / 1_000_000) |",
        "| weight | a share that is not negative |",
        "| amount | micro-credits: a whole number from 0 to \(MicroCredits.maximumPerEvent.micros) |",
        "| keyed hash | `hmac:` and an opaque string; whatever looks like a raw address is refused and not repeated |",
        "| time | RFC 3339, of the years 1970 to 9999; what is finer than a microsecond is cut |",
        "| sequence | a decimal string or a whole number |",
        "| list | at most \(EventLimits.listCount) items |", "",
        "A refused event names the code, the place (file:line:col), the cause and a hint; the codes stand in [diagnostics.md](diagnostics.md).",
    ]
}

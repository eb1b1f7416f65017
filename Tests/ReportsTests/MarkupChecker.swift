/// A small independent reader of markup for tests: tags must nest, attributes must be quoted, ids must be unique.
struct MarkupChecker {
    private(set) var problems: [String] = []
    private(set) var elements: [String] = []
    private(set) var attributes: [(element: String, name: String, value: String)] = []

    private static let void: Set<String> = ["meta", "br"]

    init(_ page: String) {
        let scalars = Array(page.unicodeScalars)
        var open: [String] = []
        var position = 0
        while position < scalars.count {
            guard scalars[position] == "<" else {
                position += 1
                continue
            }
            var end = position + 1
            var quote: Unicode.Scalar?
            while end < scalars.count, quote != nil || scalars[end] != ">" {
                if scalars[end] == "\"" { quote = quote == nil ? "\"" : nil }
                if quote == nil, scalars[end] == "<" { problems.append("a tag opens inside a tag") }
                end += 1
            }
            // By scalars throughout, as browsers read: a combining mark after a quote must not hide the quote.
            let tagScalars = scalars[(position + 1)..<min(end, scalars.count)]
            let tag = Self.text(tagScalars)
            position = end + 1
            if tag.hasPrefix("!") { continue }
            if tag.hasPrefix("/") {
                let name = String(tag.dropFirst())
                if open.popLast() != name { problems.append("</\(name)> closes nothing") }
                continue
            }
            let name = Self.text(tagScalars.prefix { $0 != " " && $0 != "/" })
            elements.append(name)
            readAttributes(of: name, in: tagScalars.dropFirst(name.unicodeScalars.count))
            if name == "style" {
                // Raw text up to its end tag.
                while position < scalars.count, scalars[position] != "<" { position += 1 }
            }
            if !tag.hasSuffix("/"), !Self.void.contains(name) { open.append(name) }
        }
        problems += open.map { "<\($0)> is never closed" }
        let ids = attributes.filter { $0.name == "id" }.map(\.value)
        if Set(ids).count != ids.count { problems.append("an id stands twice") }
    }

    private mutating func readAttributes(of element: String, in scalars: ArraySlice<Unicode.Scalar>) {
        var rest = scalars
        while let equals = rest.firstIndex(of: "=") {
            let name = rest[..<equals].split(separator: " ").last.map(Self.text) ?? ""
            rest = rest[(equals + 1)...]
            guard rest.first == "\"", let close = rest.dropFirst().firstIndex(of: "\"") else {
                problems.append("\(element) has an unquoted attribute \(name)")
                return
            }
            attributes.append((element, name, Self.text(rest[(rest.startIndex + 1)..<close])))
            rest = rest[(close + 1)...]
        }
    }

    private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    func values(_ name: String) -> [String] { attributes.filter { $0.name == name }.map(\.value) }
}

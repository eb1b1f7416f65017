/// Finds the templates that one contributor's documents are fillings of, in bounded space.
///
/// A document is a set of hashed 3-grams of words and 5-grams of shapes (content words reduced to ending and length), so that slots may change
/// their words; a sketch keeps the smallest hashes (bottom-k: Cohen and Kaplan, 2007), so that two fillings keep the same part of what
/// they share. A document joins the template with whose core (what stands in most of its fillings) it shares most. O(words + templates × sketch).
struct TemplateTracker: Sendable {
    /// Templates followed for each contributor; the least used one makes room.
    static let maximumTemplates = 6
    /// Share of a sketch that must stand in a template's core for a document to be a filling of it.
    static let joinShare = 0.3
    /// Documents below which a shared skeleton is not called a template.
    static let minimumFillings = 3

    var templates: [Template] = []
    var documents = 0
    /// Templates that there ever were.
    var created = 0

    /// Fillings of all templates that have enough of them.
    var fillings: Int { templates.reduce(0) { $0 + ($1.fillings >= Self.minimumFillings ? $1.fillings : 0) } }

    /// Share of the documents that are fillings of a template; 0 below the minimum.
    var rate: Double { documents == 0 ? 0 : Double(fillings) / Double(documents) }

    /// The template with the most fillings, the earliest of equals.
    var largest: Template? { templates.max { ($0.fillings, $1.number) < ($1.fillings, $0.number) } }

    /// Takes in the next document; answers the number of the template that it fills (its own, new one where it fits none).
    mutating func observe(_ text: TemplateText) -> Int {
        documents += 1
        guard !text.sketch.isEmpty else { return -1 }
        var best: (index: Int, share: Double)?
        for (index, template) in templates.enumerated() {
            let share = template.coreShare(text.sketch)
            if share >= Self.joinShare, share > best?.share ?? 0 { best = (index, share) }
        }
        if let best {
            templates[best.index].add(text)
            return templates[best.index].number
        }
        makeRoom()
        var template = Template(text, number: created)
        created += 1
        template.add(text)
        templates.append(template)
        return template.number
    }

    private mutating func makeRoom() {
        guard templates.count == Self.maximumTemplates else { return }
        // The oldest of the least used: `min` keeps the first.
        if let least = templates.indices.min(by: { templates[$0].fillings < templates[$1].fillings }) { templates.remove(at: least) }
    }
}

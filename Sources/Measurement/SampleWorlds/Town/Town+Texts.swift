extension Town {
    /// The text of a document, made anew at each call. O(words).
    func text(of index: Int) -> String {
        let document = documents[index]
        var random = PathRandom(seed, 0x7E, UInt64(index))
        let domain = Domain.all[Int(document.domain)]
        let topic = domain.topics[Int(document.topic)]
        switch document.kind {
        case .honest:
            var writer = prose(document, random)
            return writer.document()
        case .exactCopy: return text(of: Int(document.source))
        case .lightEdit: return Disguise.lightEdit(text(of: Int(document.source)), share: Double(document.strength) / 100, domain: domain, &random)
        case .truncation: return Disguise.truncated(text(of: Int(document.source)), share: Double(document.strength) / 100, &random)
        case .mosaic:
            return Disguise.mosaic(text(of: Int(document.source)), text(of: Int(document.secondSource)), block: Int(document.strength), &random)
        case .zeroWidth: return Disguise.zeroWidth(text(of: Int(document.source)), share: Double(document.strength) / 100, &random)
        case .homoglyph: return Disguise.homoglyphs(text(of: Int(document.source)), share: Double(document.strength) / 100, &random)
        case .flood: return StockWriter.flood(domain: domain, topic: topic, looseness: Int(document.strength), &random)
        case .stuffing: return StockWriter.stuffing(domain: domain, topic: topic, intensity: Int(document.strength), &random)
        case .echo: return echo(document, domain, topic, random)
        case .learner: return StockWriter.learner(domain: domain, topic: topic, seed: seed, &random)
        case .notice:
            let office = "The Harbour Office of " + penName(Int(document.owner)).split(separator: " ")[1] + "mouth"
            let day = 1 + Int(document.time) / Town.millisecondsPerDay
            return StockWriter.notice(
                office: office, number: 11 + Int(document.strength), day: min(31, day + 1), frame: 0, domain: domain, topic: topic, &random)
        case .quotation: return quotation(document, random)
        case .reference: return reference(document, domain, random)
        case .faq: return questionsAndAnswers(document, domain, topic, random)
        case .revision: return revision(document, domain, random)
        }
    }

    func prose(_ document: Document, _ random: PathRandom, topic: Int? = nil) -> ProseWriter {
        let domain = Domain.all[Int(document.domain)]
        return ProseWriter(
            style: AuthorStyle(seed: PathRandom.mix(seed &+ UInt64(document.owner))), domain: domain,
            topic: domain.topics[topic ?? Int(document.topic)],
            random: random)
    }

    /// How many popular questions of its topic an echo document repeats.
    func echoed(_ document: Document) -> Int { min(QueryWriter.popularPerTopic, 4 + Int(document.strength)) }

    private func echo(_ document: Document, _ domain: Domain, _ topic: Topic, _ random: PathRandom) -> String {
        let queries = (0..<echoed(document)).map { QueryWriter.popular($0, domain: domain, topic: topic, townSeed: seed) }
        var writer = prose(document, random)
        return queries.joined(separator: document.strength.isMultiple(of: 2) ? "\n" : " ") + "\n"
            + writer.passage(sentences: 5 + Int(document.strength))
    }

    /// Its own argument, and between quotation marks a fifth of somebody else's, named.
    private func quotation(_ document: Document, _ random: PathRandom) -> String {
        let source = Int(document.source)
        let quoted = Disguise.sentences(of: text(of: source)).filter { $0.utf8.count > 30 }
        let from = quoted.count / 3
        let share = quoted[from..<min(quoted.count, from + max(2, quoted.count / 5))].joined(separator: " ").replacing("\"", with: "'")
        var writer = prose(document, random)
        let own = writer.document(words: max(190, share.split(separator: " ").count * 4))
        let author = penName(Int(documents[source].owner))
        let lead =
            document.strength.isMultiple(of: 2)
            ? "As \(author) puts it (submission \(submissionName(source))):" : "I quote \(author), \(submissionName(source)):"
        return own + "\n\n" + lead + " \"" + share + "\" " + writer.passage(sentences: 3)
    }

    private func reference(_ document: Document, _ domain: Domain, _ random: PathRandom) -> String {
        var out = Slips.capitalised(domain.name) + ": a reference\n"
        for (index, topic) in domain.topics.enumerated() {
            var writer = prose(document, PathRandom(seed, 0x4F, UInt64(document.owner), UInt64(document.domain), UInt64(index)), topic: index)
            out += "\n" + Slips.capitalised(topic.name) + "\n" + writer.passage(sentences: 7)
        }
        return out
    }

    private func questionsAndAnswers(_ document: Document, _ domain: Domain, _ topic: Topic, _ random: PathRandom) -> String {
        var writer = prose(document, random)
        var out = "Questions that visitors ask about " + topic.name + "\n"
        for rank in 0..<5 {
            var question = Slips.capitalised(QueryWriter.popular(rank, domain: domain, topic: topic, townSeed: seed))
            if !question.hasSuffix("?") { question += "?" }
            out += "\n" + question + "\n" + writer.passage(sentences: 4) + "\n"
        }
        return out
    }

    private func revision(_ document: Document, _ domain: Domain, _ random: PathRandom) -> String {
        var random = random
        let edited = Disguise.lightEdit(text(of: Int(document.source)), share: 0.03 + 0.015 * Double(document.strength), domain: domain, &random)
        var writer = prose(document, random)
        return edited + "\n\n" + writer.passage(sentences: 4)
    }
}

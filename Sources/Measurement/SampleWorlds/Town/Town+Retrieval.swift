extension Town {
    struct Hit {
        var document: UInt16
        var score: Double
    }

    /// The wording of a question, and its rank among the popular ones where it is one of them.
    func question(for event: Event, _ random: inout PathRandom) -> (text: String, popularRank: Int?) {
        let domain = Domain.all[Int(event.domain)]
        let topic = domain.topics[Int(event.topic)]
        switch event.asking {
        case .free where random.chance(0.55):
            let u = random.unit()
            let rank = Int(Double(QueryWriter.popularPerTopic) * u * u)
            return (QueryWriter.popular(rank, domain: domain, topic: topic, townSeed: seed), rank)
        case .loop: return (loopQuestion(event, domain, topic, &random), nil)
        default: return (QueryWriter.question(domain: domain, topic: topic, &random), nil)
        }
    }

    /// One question for each target, with small changes that leave it the same.
    private func loopQuestion(_ event: Event, _ domain: Domain, _ topic: Topic, _ random: inout PathRandom) -> String {
        var fixed = PathRandom(seed, 0x100, UInt64(event.target))
        let base = QueryWriter.question(domain: domain, topic: topic, &fixed)
        switch random.below(6) {
        case 0: return base + " please"
        case 1: return "again: " + base
        case 2: return base + " in " + random.pick(Calendar.months)
        case 3: return Slips.capitalised(base)
        case 4: return base + " " + Calendar.small[random.below(Calendar.small.count)] + " ways"
        default: return base
        }
    }

    /// The best documents for a question at a moment: topic first, then what readers think of them, then chance.
    ///
    /// A stand-in for an index. O(documents of the domain).
    func hits(for event: Event, popularRank: Int?, count: Int, _ random: inout PathRandom) -> [Hit] {
        var best: [Hit] = []
        if event.target != Town.nobody, event.action == .retrieve {
            best.append(Hit(document: event.target, score: 1.55 + 0.1 * random.unit()))
        }
        for index in shelves[Int(event.domain)] {
            let found = documents[Int(index)]
            guard found.time < event.time else { break }
            guard found.owner != event.actor, index != event.target else { continue }
            let score = relevance(found, event, popularRank) + 0.3 * random.unit()
            guard best.count < count || score > best[best.count - 1].score else { continue }
            let at = best.firstIndex { $0.score < score } ?? best.count
            best.insert(Hit(document: index, score: score), at: at)
            if best.count > count { best.removeLast() }
        }
        if best.isEmpty, let early = documents.indices.min(by: { documents[$0].time < documents[$1].time }), documents[early].time < event.time {
            best.append(Hit(document: UInt16(early), score: 0.2))
        }
        return best
    }

    /// Whether a member of a loop is answered with the loop's own documents, whatever was asked.
    func paysItsOwn(_ actor: UInt16, _ hits: [Hit]) -> Bool {
        let member = members[Int(actor)]
        guard member.cause == .selfRetrievalLoop else { return false }
        return hits.contains { hit in
            let found = documents[Int(hit.document)]
            return found.cause == .selfRetrievalTarget && Int(found.group) == member.group
        }
    }

    private func relevance(_ document: Document, _ event: Event, _ popularRank: Int?) -> Double {
        let sameTopic = document.topic == event.topic
        let match: Double
        switch document.kind {
        case .reference: match = sameTopic ? 0.95 : 0.8
        case .stuffing: match = sameTopic ? 1.05 : 0.3
        case .echo:
            let isEchoed = sameTopic && popularRank.map { $0 < echoed(document) } ?? false
            match = isEchoed ? 1.5 : sameTopic ? 0.8 : 0.2
        default: match = sameTopic ? 1 : 0.28
        }
        return match * (0.35 + 0.65 * Double(document.quality))
    }
}

/// Turns planned events into lines: the event's, and its label's where it has one.
struct EventWriter {
    var line = LineBuilder()
    var label = LineBuilder()
    private(set) var summary = WorldSummary()
    private var sequences: [String: Int] = [:]
    /// What the results of the retrieval being written make of it.
    private var causeOfResults: Cause?

    /// Writes one event into `line`, and its label into `label` (left empty for plain honest traffic).
    mutating func write(_ event: Town.Event, of town: Town) {
        line.clear()
        label.clear()
        causeOfResults = nil
        var random = PathRandom(
            town.seed, UInt64(event.time), UInt64(event.action.rawValue),
            UInt64(event.actor) << 32 | UInt64(event.target) << 16 | UInt64(event.resource))
        let source = source(of: event, town)
        let sequence = sequences[source, default: 0] + 1
        sequences[source] = sequence
        line.raw("{\"data\":{")
        let type: StaticString
        switch event.action {
        case .join: type = join(event, town)
        case .submit: type = submit(event, town, &random)
        case .tune: type = tune(event, town, &random)
        case .retrieve: type = retrieve(event, town, sequence, &random)
        case .infer: type = infer(event, town, sequence, &random)
        case .interact: type = interact(event, town, &random)
        case .review: type = review(event, town, &random)
        case .heartbeat:
            line.raw("\"load\":\"0.41\",\"node\":\"rag-eu-1\"")
            type = "assay.heartbeat.v1"
        }
        line.raw("},\"datacontenttype\":\"application/json\",\"id\":\"")
        eventID(sequence, &line)
        line.raw("\"")
        if source.hasPrefix("registry") || source.hasPrefix("engine/rag") {
            line.raw(",\"sequence\":\"")
            line.number(sequence)
            line.raw("\"")
        }
        line.raw(",\"source\":")
        line.string(source)
        line.raw(",\"specversion\":\"1.0\",\"time\":")
        line.time(event.time)
        line.raw(",\"type\":\"")
        line.raw(type)
        line.raw("\"}\n")
        summary.count(type: "\(type)")
        writeLabel(event, town, source, sequence)
    }

    func eventID(_ sequence: Int, _ builder: inout LineBuilder) {
        builder.raw("evt-")
        builder.padded(sequence, digits: 8)
    }

    private func source(of event: Town.Event, _ town: Town) -> String {
        switch event.action {
        case .join, .submit: "registry/main"
        case .retrieve: "engine/rag-\(town.number + 1)"
        case .tune, .infer: "engine/models-\(town.number / 16 + 1)"
        case .interact: "market/agents"
        case .review: "review/desk"
        case .heartbeat: "monitor/nodes"
        }
    }

    private mutating func writeLabel(_ event: Town.Event, _ town: Town, _ source: String, _ sequence: Int) {
        guard let cause = event.cause ?? causeOfResults else { return }
        let group = event.cause == nil ? town.members[Int(event.actor)].group : Int(event.group)
        summary.count(cause: cause)
        label.raw("{\"event\":\"")
        label.bytes.append(contentsOf: source.utf8)
        label.raw("#")
        eventID(sequence, &label)
        label.raw("\",\"group\":")
        label.string(town.groupName(cause, group))
        label.raw(",\"kind\":")
        label.string(cause.kind.rawValue)
        label.raw(",\"name\":")
        label.string(cause.rawValue)
        label.raw(",\"participant\":")
        label.string(town.memberName(Int(event.actor)))
        if event.action == .submit { writeSources(event, town) }
        label.raw("}\n")
    }

    /// What a submission was made of, how far the attack went, and its name.
    private mutating func writeSources(_ event: Town.Event, _ town: Town) {
        let document = town.documents[Int(event.target)]
        switch document.kind {
        case .exactCopy, .lightEdit, .truncation, .zeroWidth, .homoglyph, .quotation, .revision:
            label.raw(",\"sources\":[")
            label.string(town.submissionName(Int(document.source)))
            label.raw("]")
        case .mosaic:
            label.raw(",\"sources\":[")
            label.string(town.submissionName(Int(document.source)))
            label.raw(",")
            label.string(town.submissionName(Int(document.secondSource)))
            label.raw("]")
        default: break
        }
        if [.lightEdit, .truncation, .mosaic, .zeroWidth, .homoglyph].contains(document.kind) {
            label.raw(",\"strength\":")
            label.number(Int(document.strength))
        }
        label.raw(",\"submission\":")
        label.string(town.submissionName(Int(event.target)))
    }

    // MARK: What earns

    private mutating func retrieve(_ event: Town.Event, _ town: Town, _ sequence: Int, _ random: inout PathRandom) -> StaticString {
        let (question, popularRank) = town.question(for: event, &random)
        let hits = town.hits(for: event, popularRank: popularRank, count: 2 + random.below(5), &random)
        if town.paysItsOwn(event.actor, hits) { causeOfResults = .selfRetrievalCamouflage }
        let hasEffect = random.chance(0.35)
        line.raw("\"consumer\":")
        line.string(town.memberName(Int(event.actor)))
        line.raw(",\"fee\":")
        line.number(Int(event.amount))
        line.raw(",\"index\":\"")
        line.bytes.append(contentsOf: "rag-eu-\(town.number + 1)".utf8)
        line.raw("\",\"query\":")
        line.string(question)
        line.raw(",\"results\":[")
        var left = 8_000 + random.below(1_900)
        for (position, hit) in hits.enumerated() {
            if position > 0 { line.raw(",") }
            line.raw(random.chance(0.85 / Double(position + 1)) ? "{\"cited\":true" : "{\"cited\":false")
            if hasEffect {
                let effect = random.chance(0.02) ? -random.below(200) : left * (30 + random.below(40)) / 100
                left -= max(0, effect)
                line.raw(",\"effect\":")
                line.fraction(tenThousandths: effect)
            }
            line.raw(",\"rank\":")
            line.number(position + 1)
            line.raw(",\"score\":")
            line.fraction(tenThousandths: Int(min(0.99, hit.score / 1.8) * 10_000))
            line.raw(",\"submission\":")
            line.string(town.submissionName(Int(hit.document)))
            line.raw("}")
        }
        line.raw("],\"retrieval\":\"")
        line.bytes.append(contentsOf: "q\(town.number + 1)-\(sequence)".utf8)
        line.raw("\"")
        summary.countFee(
            Int64(event.amount), isAttack: event.cause?.kind == .attack,
            credited: hits.map { town.documents[Int($0.document)].cause?.kind == .attack })
        return "assay.retrieval.v1"
    }

    private mutating func infer(_ event: Town.Event, _ town: Town, _ sequence: Int, _ random: inout PathRandom) -> StaticString {
        let ready = town.runs.indices.filter { town.runs[$0].time < event.time }
        let run = ready.isEmpty || random.chance(0.2) ? nil : random.pick(Array(ready))
        let hits = town.hits(for: event, popularRank: nil, count: 1 + random.below(4), &random)
        if let run {
            line.raw("\"adapter\":")
            line.string(town.adapterName(run))
            line.raw(",")
        }
        line.raw("\"consumer\":")
        line.string(town.memberName(Int(event.actor)))
        line.raw(",\"credits\":[")
        var left = 9_000
        if let run {
            let weight = 1_500 + random.below(3_000)
            left -= weight
            line.raw("{\"adapter\":")
            line.string(town.adapterName(run))
            line.raw(",\"method\":\"ablation\",\"weight\":")
            line.fraction(tenThousandths: weight)
            line.raw("}")
        }
        for (position, hit) in hits.enumerated() {
            if position > 0 || run != nil { line.raw(",") }
            let weight = left * (30 + random.below(30)) / 100
            left -= weight
            line.raw("{\"method\":\"influence\",\"submission\":")
            line.string(town.submissionName(Int(hit.document)))
            line.raw(",\"weight\":")
            line.fraction(tenThousandths: weight)
            line.raw("}")
        }
        line.raw("],\"fee\":")
        line.number(Int(event.amount))
        line.raw(",\"model\":\"tern-7b\",\"request\":\"")
        line.bytes.append(contentsOf: "a\(town.number + 1)-\(sequence)".utf8)
        line.raw("\",\"tokens_in\":")
        line.number(40 + random.below(900))
        line.raw(",\"tokens_out\":")
        line.number(30 + random.below(500))
        let credited = hits.map { town.documents[Int($0.document)].cause?.kind == .attack }
        summary.countFee(Int64(event.amount), isAttack: false, credited: run == nil ? credited : [false] + credited)
        return "assay.inference.v1"
    }

    private mutating func interact(_ event: Town.Event, _ town: Town, _ random: inout PathRandom) -> StaticString {
        if event.amount > 0 {
            line.raw("\"amount\":")
            line.number(Int(event.amount))
            line.raw(",")
            summary.countClaim(Int64(event.amount), isAttack: event.cause?.kind == .attack)
        }
        line.raw("\"from\":")
        line.string(town.memberName(Int(event.actor)))
        line.raw(",\"kind\":")
        let isTrade = event.resource == Town.nobody
        line.string(isTrade ? random.pick(["payment", "call", "payment"]) : random.pick(["call", "endorsement", "vote", "call"]))
        line.raw(",\"resource\":")
        line.string(
            isTrade ? "service-" + Town.hex(PathRandom.mix(town.seed &+ UInt64(event.target)), digits: 6) : town.submissionName(Int(event.resource))
        )
        line.raw(",\"to\":")
        line.string(town.memberName(Int(event.target)))
        return "assay.interaction.v1"
    }
}

extension EventWriter {
    // MARK: What explains

    mutating func join(_ event: Town.Event, _ town: Town) -> StaticString {
        let member = town.members[Int(event.actor)]
        line.raw("\"identifiers\":{")
        var isFirst = true
        for (name, kind, connection) in [("device", UInt64(1), member.device), ("funder", 2, member.funder), ("network", 3, member.network)]
        where connection != 0 {
            if !isFirst { line.raw(",") }
            isFirst = false
            line.string(name)
            line.raw(":")
            line.string(town.keyedHash(kind, connection))
        }
        line.raw("},\"participant\":")
        line.string(town.memberName(Int(event.actor)))
        line.raw(",\"roles\":[")
        for (position, role) in member.roles.enumerated() {
            if position > 0 { line.raw(",") }
            line.string(role)
        }
        line.raw("]")
        return "assay.participant.v1"
    }

    mutating func submit(_ event: Town.Event, _ town: Town, _ random: inout PathRandom) -> StaticString {
        let index = Int(event.target)
        let document = town.documents[index]
        line.raw("\"contributor\":")
        line.string(town.memberName(Int(document.owner)))
        line.raw(",\"dataset\":")
        line.string(town.datasetName(owner: Int(document.owner), domain: Int(document.domain)))
        let declaresSource =
            document.kind == .quotation ? document.strength % 3 != 0 : document.kind == .revision ? document.strength % 4 != 0 : false
        if declaresSource {
            line.raw(",\"derived_from\":[")
            line.string(town.submissionName(Int(document.source)))
            line.raw("]")
        }
        if random.chance(0.8) { line.raw(",\"language\":\"en\"") }
        if random.chance(0.85) {
            line.raw(",\"license\":")
            line.string(random.pick(["CC-BY-4.0", "CC-BY-4.0", "CC0-1.0", "CC-BY-SA-4.0"]))
        }
        if random.chance(0.75) { line.raw(",\"origin\":\"human\"") }
        line.raw(",\"submission\":")
        line.string(town.submissionName(index))
        line.raw(",\"text\":")
        line.string(town.text(of: index))
        return "assay.submission.v1"
    }

    mutating func tune(_ event: Town.Event, _ town: Town, _ random: inout PathRandom) -> StaticString {
        let index = Int(event.target)
        let run = town.runs[index]
        line.raw("\"adapter\":")
        line.string(town.adapterName(index))
        line.raw(",\"base_model\":\"tern-7b\",\"datasets\":[")
        var seen: [String] = []
        for document in town.shelves[Int(run.domain)] {
            let found = town.documents[Int(document)]
            guard found.time < event.time, seen.count < 6 else { break }
            let name = town.datasetName(owner: Int(found.owner), domain: Int(found.domain))
            if !seen.contains(name) { seen.append(name) }
        }
        for (position, name) in seen.enumerated() {
            if position > 0 { line.raw(",") }
            line.string(name)
        }
        line.raw("],\"method\":")
        line.string(random.pick(["lora", "lora", "qlora", "p-tuning", "prefix"]))
        line.raw(",\"metrics\":{\"eval_loss\":")
        line.fraction(tenThousandths: 9_000 + random.below(9_000))
        line.raw(",\"exact_match\":")
        line.fraction(tenThousandths: 3_000 + random.below(5_000))
        line.raw("},\"run\":")
        line.string(town.runName(index))
        line.raw(",\"seconds\":")
        line.number(600 + random.below(9_000))
        line.raw(",\"tokens\":")
        line.number(200_000 + random.below(4_000_000))
        line.raw(",\"tuner\":")
        line.string(town.memberName(Int(run.tuner)))
        return "assay.tuning.v1"
    }

    mutating func review(_ event: Town.Event, _ town: Town, _ random: inout PathRandom) -> StaticString {
        let index = Int(event.target)
        let cause = town.documents[index].cause
        let isFraud = cause?.kind == .attack
        line.raw(isFraud ? "\"label\":\"fraud\",\"note\":" : "\"label\":\"honest\",\"note\":")
        line.string(
            isFraud
                ? random.pick(["matches an earlier submission", "not written for readers", "seen before, see the case file"])
                : random.pick(["read in full", "own work", "author answered our questions"]))
        line.raw(",\"reviewer\":")
        line.string(random.pick(["reviewer-ilse", "reviewer-omar", "reviewer-tau"]))
        line.raw(",\"subject\":")
        line.string(town.submissionName(index))
        return "assay.label.v1"
    }
}

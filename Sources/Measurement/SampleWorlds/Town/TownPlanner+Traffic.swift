extension TownPlanner {
    /// Honest questions, answers of tuned models, business among agents, and the few reviews.
    mutating func traffic() {
        for consumer in consumers {
            let u = random.unit()
            let wanted = 18 + Int(80 * u * u)
            for _ in 0..<wanted { ask(consumer, from: 1, to: 29.9) }
        }
        for writer in writers where town.members[writer].roles.count > 1 {
            for _ in 0..<(4 + random.below(12)) { ask(writer, from: 3, to: 29.9) }
        }
        let agents = (0..<9).map { _ in member(["agent"]) }
        for agent in agents { for _ in 0..<(12 + random.below(24)) { endorse(agent, from: 2, to: 29.9) } }
        let indexer = member(["indexer"])
        for agent in agents.prefix(4) {
            for _ in 0..<8 {
                events.append(
                    Town.Event(
                        time: waking(2, 29), action: .interact, actor: UInt16(agent), target: UInt16(indexer),
                        amount: 2_000 + UInt32(random.below(3_000))))
            }
        }
        tuneAndInfer()
        review(indexer)
    }

    /// One question of a member's own.
    mutating func ask(_ member: Int, from: Double, to: Double, cause: Cause? = nil, group: Int = 0) {
        let domain = random.chance(0.6) ? town.members[member].domain : random.below(Domain.all.count)
        events.append(
            Town.Event(
                time: waking(from, to), action: .retrieve, cause: cause, group: UInt8(group), actor: UInt16(member), domain: UInt8(domain),
                topic: UInt8(topic(of: domain)), amount: fee()))
    }

    /// A call, an endorsement or a vote for some document's owner; popular documents get more.
    mutating func endorse(_ agent: Int, from: Double, to: Double, cause: Cause? = nil, group: Int = 0) {
        let time = waking(from, to)
        for _ in 0..<200 {
            let index = random.below(town.documents.count)
            let found = town.documents[index]
            guard found.time < time, found.kind == .honest || found.kind == .reference || found.kind == .faq, random.chance(Double(found.quality))
            else { continue }
            events.append(
                Town.Event(
                    time: time, action: .interact, cause: cause, group: UInt8(group), actor: UInt16(agent), target: found.owner,
                    resource: UInt16(index),
                    amount: random.chance(0.5) ? 2_000 + UInt32(random.below(6_000)) : 0))
            return
        }
    }

    private mutating func tuneAndInfer() {
        let tuners = (0..<4).map { _ in member(["tuner"]) }
        for index in 0..<18 {
            let time = index < 4 ? waking(1.5, 3) : waking(3, 28)
            let tuner = tuners[index % tuners.count]
            var domain = random.below(Domain.all.count)
            while town.shelves[domain].isEmpty || town.documents[Int(town.shelves[domain][0])].time >= time {
                domain = random.below(Domain.all.count)
            }
            town.runs.append(Town.Run(tuner: UInt16(tuner), time: time, domain: UInt8(domain)))
            events.append(Town.Event(time: time, action: .tune, actor: UInt16(tuner), target: UInt16(town.runs.count - 1)))
        }
        for _ in 0..<640 {
            let consumer = random.pick(consumers)
            let domain = random.below(Domain.all.count)
            events.append(
                Town.Event(
                    time: waking(3.2, 29.9), action: .infer, actor: UInt16(consumer), domain: UInt8(domain), topic: UInt8(topic(of: domain)),
                    amount: fee()))
        }
    }

    /// Reviewers look at a fraction of the cases, and at some honest work.
    private mutating func review(_ actor: Int) {
        let robbers = town.documents.indices.filter { town.documents[$0].cause?.kind == .attack }
        let honest = town.documents.indices.filter { town.documents[$0].cause == nil || town.documents[$0].cause?.kind == .benign }
        for index in 0..<34 {
            let subject = index % 5 < 3 ? random.pick(robbers) : random.pick(honest)
            let after = max(8, days(town.documents[subject].time) + 0.5)
            guard after < 29 else { continue }
            events.append(Town.Event(time: waking(after, 29.9), action: .review, actor: UInt16(actor), target: UInt16(subject)))
        }
        events.append(Town.Event(time: waking(10, 20), action: .heartbeat, actor: UInt16(actor)))
    }
}

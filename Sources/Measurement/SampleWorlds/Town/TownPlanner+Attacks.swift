extension TownPlanner {
    mutating func plantAttacks() {
        plantCopies()
        plantFlood()
        plantStuffingAndEcho()
        plantLoop()
        plantSwarm(byRetrieval: false)
        plantSwarm(byRetrieval: true)
        plantWashRing()
    }

    /// A document worth copying: honest, early, well liked.
    private mutating func loot() -> Int {
        while true {
            let index = random.below(town.documents.count)
            let found = town.documents[index]
            if found.kind == .honest, days(found.time) < 12, found.quality > 0.3 || random.chance(0.1) { return index }
        }
    }

    private mutating func plantCopies() {
        let schemes: [(Town.Kind, Cause, Int, [Int])] = [
            (.exactCopy, .exactCopy, 6, [0]),
            (.lightEdit, .lightEdit, 8, [2, 4, 6, 9, 12]),
            (.truncation, .truncation, 6, [45, 60, 70, 80]),
            (.mosaic, .mosaic, 6, [2, 3, 5]),
            (.zeroWidth, .zeroWidth, 5, [4, 12, 30]),
            (.homoglyph, .homoglyph, 5, [10, 35, 80]),
        ]
        for (kind, cause, count, strengths) in schemes {
            let group = group()
            let owner = member(["contributor"], cause: cause, group: group)
            for index in 0..<(count + random.below(3)) {
                let source = loot()
                var second = loot()
                while second == source { second = loot() }
                let from = town.documents[source]
                let start = max(days(from.time), kind == .mosaic ? days(town.documents[second].time) : 0)
                document(
                    kind, owner: owner, domain: Int(from.domain), topic: Int(from.topic), time: moment(start + 0.3 + 7 * random.unit()),
                    quality: Double(from.quality) * (0.45 + 0.45 * random.unit()), strength: strengths[index % strengths.count], source: source,
                    second: second, cause: cause, group: group)
            }
        }
    }

    private mutating func plantFlood() {
        let group = group()
        let owner = member(["contributor"], cause: .templateFlood, group: group)
        let count = 122 + random.below(14)
        let looseness = 1 + random.below(3)
        var made = 0
        while made < count {
            let start = days(waking(2, 26))
            let size = min(count - made, 12 + random.below(25))
            for index in 0..<size {
                let domain = random.below(Domain.all.count)
                document(
                    .flood, owner: owner, domain: domain, topic: topic(of: domain),
                    time: moment(start + Double(index) * 0.0011 + 0.0007 * random.unit()),
                    quality: 0.12 * random.unit() - 0.1, strength: looseness, cause: .templateFlood, group: group)
            }
            made += size
        }
    }

    private mutating func plantStuffingAndEcho() {
        for (kind, cause) in [(Town.Kind.stuffing, Cause.keywordStuffing), (.echo, .queryEcho)] {
            let group = group()
            let owner = member(["contributor"], cause: cause, group: group)
            for _ in 0..<(10 + random.below(4)) {
                let domain = random.below(Domain.all.count)
                document(
                    kind, owner: owner, domain: domain, topic: topic(of: domain), time: waking(4, 18), quality: 0.15 + 0.25 * random.unit(),
                    strength: random.below(6), cause: cause, group: group)
            }
        }
    }

    /// Consumers who share a device or a purse with an owner ask for the owner's documents, again and again.
    private mutating func plantLoop() {
        let group = group()
        let owner = member(["contributor"], cause: .selfRetrievalLoop, group: group)
        town.members[owner].funder = 2000 + group
        let domain = town.members[owner].domain
        let own = (0..<6).map { _ in
            document(
                .honest, owner: owner, domain: domain, topic: topic(of: domain), time: waking(1, 5), quality: 0.35, cause: .selfRetrievalTarget,
                group: group)
        }
        let puppets = (0..<4).map { index in
            let puppet = member(["consumer"], domain: domain, cause: .selfRetrievalLoop, group: group)
            if index.isMultiple(of: 2) {
                town.members[puppet].device = town.members[owner].device
            } else {
                town.members[puppet].funder = 2000 + group
            }
            return puppet
        }
        for puppet in puppets {
            for _ in 0..<(26 + random.below(18)) {
                let target = random.pick(own)
                events.append(
                    Town.Event(
                        time: waking(5.5, 29.8), action: .retrieve, asking: .loop, cause: .selfRetrievalLoop, group: UInt8(group),
                        actor: UInt16(puppet),
                        target: UInt16(target), domain: UInt8(domain), topic: town.documents[target].topic,
                        amount: 4_000 + UInt32(random.below(14_000))))
            }
            for _ in 0..<6 { ask(puppet, from: 6, to: 29) }
        }
    }

    /// Agents that visit the same targets within hours of one another, and as often something else for show.
    private mutating func plantSwarm(byRetrieval: Bool) {
        let group = group()
        let payee = member(["contributor"], cause: .lockstepSwarm, group: group)
        let linked = random.chance(0.5) != byRetrieval
        if linked { town.members[payee].funder = 2000 + group }
        let domain = town.members[payee].domain
        let targets = (0..<7).map { _ in
            document(
                .honest, owner: payee, domain: domain, topic: topic(of: domain), time: waking(1, 6), quality: 0.3, cause: .lockstepTarget,
                group: group)
        }
        let agents = (0..<(12 + random.below(3))).map { index in
            let agent = member(byRetrieval ? ["agent", "consumer"] : ["agent"], cause: .lockstepSwarm, group: group)
            if linked, index.isMultiple(of: 2) { town.members[agent].funder = 2000 + group }
            return agent
        }
        let jitterHours = 2 + 4 * random.unit()
        let camouflage = 0.9 + 0.3 * random.unit()
        for wave in 0..<(byRetrieval ? 11 : 14) {
            let target = targets[wave % targets.count]
            let centre = days(waking(7, 29))
            for agent in agents where random.chance(0.86) {
                let time = moment(centre + jitterHours / 24 * random.triangular())
                swarmVisit(agent, payee: payee, target: target, time: time, group: group, byRetrieval: byRetrieval)
            }
        }
        for agent in agents {
            for _ in 0..<Int((byRetrieval ? 9.5 : 12) * camouflage) {
                if byRetrieval {
                    ask(agent, from: 6, to: 29.8, cause: .lockstepCamouflage, group: group)
                } else {
                    endorse(agent, from: 6, to: 29.8, cause: .lockstepCamouflage, group: group)
                }
            }
        }
    }

    private mutating func swarmVisit(_ agent: Int, payee: Int, target: Int, time: Town.Moment, group: Int, byRetrieval: Bool) {
        var event = Town.Event(
            time: time, action: byRetrieval ? .retrieve : .interact, asking: .lockstep, cause: .lockstepSwarm, group: UInt8(group),
            actor: UInt16(agent))
        event.domain = town.documents[target].domain
        event.topic = town.documents[target].topic
        event.amount = 2_500 + UInt32(random.below(9_000))
        event.target = byRetrieval ? UInt16(target) : UInt16(payee)
        event.resource = UInt16(target)
        events.append(event)
    }

    /// Money that goes round and comes home, a little less each time.
    private mutating func plantWashRing() {
        let group = group()
        let ring = (0..<(4 + random.below(3))).map { index in
            let agent = member(["agent"], cause: .washTrading, group: group)
            if index < 3 { town.members[agent].funder = 2000 + group }
            return agent
        }
        for _ in 0..<(14 + random.below(8)) {
            var time = days(waking(4, 29))
            var amount = 20_000 + Double(random.below(30_000))
            for step in ring.indices {
                time += 0.004 + 0.05 * random.unit()
                amount *= 0.97 + 0.04 * random.unit()
                events.append(
                    Town.Event(
                        time: moment(time), action: .interact, cause: .washTrading, group: UInt8(group), actor: UInt16(ring[step]),
                        target: UInt16(ring[(step + 1) % ring.count]), amount: UInt32(amount)))
            }
        }
    }
}

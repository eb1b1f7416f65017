/// Plans one town: who lives there, what they write, whom they rob and what they ask. No text is made here.
struct TownPlanner {
    var town: Town
    var events: [Town.Event] = []
    var random: PathRandom
    /// The honest writers whose work is worth stealing.
    var writers: [Int] = []
    var consumers: [Int] = []
    var nextGroup = 1

    /// The plan of a town and its events in order of time. O(events log events).
    static func plan(seed: UInt64, number: Int) -> (town: Town, events: [Town.Event]) {
        var planner = TownPlanner(seed: seed, number: number)
        planner.settle()
        planner.plantAttacks()
        planner.plantLookAlikes()
        planner.stockShelves()
        planner.traffic()
        planner.register()
        planner.events.sort {
            ($0.time, $0.action.rawValue, $0.actor, $0.target, $0.resource) < ($1.time, $1.action.rawValue, $1.actor, $1.target, $1.resource)
        }
        return (planner.town, planner.events)
    }

    private init(seed: UInt64, number: Int) {
        let townSeed = PathRandom.mix(seed &+ 0x9E37_79B9_7F4A_7C15 &* UInt64(number + 1))
        town = Town(number: number, seed: townSeed)
        random = PathRandom(townSeed, 1)
    }

    // MARK: Making things

    mutating func member(_ roles: [String], domain: Int? = nil, cause: Cause? = nil, group: Int = 0) -> Int {
        let index = town.members.count
        precondition(index < Town.capacity, "a town holds no more members")
        var member = Town.Member(roles: roles, domain: domain ?? random.below(Domain.all.count))
        member.network = 1000 + index
        member.device = 1000 + index
        member.funder = random.chance(0.7) ? 1000 + index : 0
        member.cause = cause
        member.group = group
        town.members.append(member)
        return index
    }

    @discardableResult
    mutating func document(
        _ kind: Town.Kind, owner: Int, domain: Int, topic: Int, time: Town.Moment, quality: Double, strength: Int = 0, source: Int = 0,
        second: Int = 0,
        cause: Cause? = nil, group: Int = 0
    ) -> Int {
        precondition(town.documents.count < Town.capacity, "a town holds no more documents")
        town.documents.append(
            Town.Document(
                owner: UInt16(owner), kind: kind, domain: UInt8(domain), topic: UInt8(topic), strength: UInt8(strength), source: UInt16(source),
                secondSource: UInt16(second), time: time, quality: Float(quality), cause: cause, group: UInt8(group)))
        let index = town.documents.count - 1
        events.append(
            Town.Event(time: time, action: .submit, cause: cause, group: UInt8(group), actor: UInt16(owner), target: UInt16(index)))
        return index
    }

    mutating func group() -> Int {
        defer { nextGroup += 1 }
        return nextGroup
    }

    // MARK: Time

    func moment(_ days: Double) -> Town.Moment {
        Town.Moment(min(max(days, 0.001), Double(Town.days) - 0.001) * Double(Town.millisecondsPerDay))
    }

    /// A waking hour of a day between the two, in days since the start.
    mutating func waking(_ from: Double, _ to: Double) -> Town.Moment {
        while true {
            let days = from + (to - from) * random.unit()
            let hour = (days - days.rounded(.down)) * 24
            let weight = hour < 6 ? 0.08 : hour < 9 ? 0.55 : hour < 18 ? 1 : hour < 22 ? 0.7 : 0.25
            if random.chance(weight) { return moment(days) }
        }
    }

    mutating func topic(of domain: Int) -> Int { random.below(Domain.all[domain].topics.count) }

    mutating func fee() -> UInt32 {
        let u = random.unit()
        return UInt32(2_000 + 48_000 * u * u * u + Double(random.below(500)))
    }

    func days(_ time: Town.Moment) -> Double { Double(time) / Double(Town.millisecondsPerDay) }

    // MARK: Honest life

    /// Honest writers, consumers, agents, tuners and the indexer, and the documents of the writers.
    private mutating func settle() {
        for index in 0..<30 {
            writers.append(member(random.chance(0.3) ? ["contributor", "consumer"] : ["contributor"], domain: index % Domain.all.count))
        }
        for _ in 0..<21 { consumers.append(member(["consumer"])) }
        // A few households share a line.
        for _ in 0..<3 {
            let first = random.pick(consumers)
            town.members[random.pick(consumers)].network = town.members[first].network
        }
        for writer in writers {
            let count = 3 + random.below(7) + (random.chance(0.15) ? 6 : 0)
            for index in 0..<count {
                let home = town.members[writer].domain
                let domain = index == 0 || random.chance(0.8) ? home : random.below(Domain.all.count)
                let time = index == 0 ? waking(0.02, 0.9) : random.chance(0.4) ? waking(0.02, 4) : waking(4, 29.5)
                let u = random.unit()
                document(.honest, owner: writer, domain: domain, topic: topic(of: domain), time: time, quality: 0.15 + 0.85 * u * u)
            }
        }
    }

    /// Sorts the documents of each domain by time, after the last was planned.
    private mutating func stockShelves() {
        town.shelves = Domain.all.indices.map { domain in
            town.documents.indices.filter { Int(town.documents[$0].domain) == domain }
                .sorted { (town.documents[$0].time, $0) < (town.documents[$1].time, $1) }.map(UInt16.init)
        }
    }

    /// Everybody joins before doing, or receiving, anything.
    private mutating func register() {
        var first = [Town.Moment](repeating: moment(29.9), count: town.members.count)
        func note(_ index: UInt16, _ time: Town.Moment) { if index != Town.nobody { first[Int(index)] = min(first[Int(index)], time) } }
        for event in events {
            note(event.actor, event.time)
            if event.action == .interact { note(event.target, event.time) }
        }
        for index in town.members.indices {
            let limit = max(2, Int(first[index]))
            let lead = min(limit - 1, 120_000 + random.below(2 * Town.millisecondsPerDay))
            town.members[index].joined = Town.Moment(limit - lead)
            events.append(
                Town.Event(time: Town.Moment(limit - lead), action: .join, actor: UInt16(index)))
        }
    }
}

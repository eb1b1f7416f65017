extension TownPlanner {
    mutating func plantLookAlikes() {
        plantClass()
        plantOffice()
        plantLearner()
        plantNotices()
        plantQuotationsAndRevisions()
        plantReferences()
        plantPartners()
    }

    /// Students who all open the same assigned texts in the same two hours, and otherwise read what they like.
    private mutating func plantClass() {
        let group = group()
        let domain = random.below(Domain.all.count)
        let assigned = (0..<6).map { _ in
            document(
                .honest, owner: random.pick(writers), domain: domain, topic: topic(of: domain), time: waking(0.2, 4),
                quality: 0.4 + 0.4 * random.unit())
        }
        let start = Double(8 + random.below(6)) + 9.5 / 24
        for index in 0..<25 {
            let student = member(["consumer"], domain: domain, group: group)
            town.members[student].network = 3000 + group * 2 + index % 2
            town.members[student].funder = 0
            for target in assigned {
                events.append(
                    Town.Event(
                        time: moment(start + random.unit() * 2 / 24), action: .retrieve, asking: .assigned, cause: .classAssignment,
                        group: UInt8(group),
                        actor: UInt16(student), target: UInt16(target), domain: UInt8(domain), topic: town.documents[target].topic,
                        amount: 2_000 + UInt32(random.below(4_000))))
            }
            for _ in 0..<(13 + random.below(18)) { ask(student, from: 2, to: 29.8) }
        }
    }

    /// Colleagues behind one address: some write, some read.
    private mutating func plantOffice() {
        let group = group()
        for index in 0..<12 {
            let isWriter = index < 4
            let person = member(isWriter ? ["contributor", "consumer"] : ["consumer"], cause: .officeNetwork, group: group)
            town.members[person].network = 3000 + group * 2
            if isWriter {
                for _ in 0..<(3 + random.below(4)) {
                    let domain = town.members[person].domain
                    document(
                        .honest, owner: person, domain: domain, topic: topic(of: domain), time: waking(0.5, 25), quality: 0.2 + 0.6 * random.unit(),
                        cause: .officeNetwork, group: group)
                }
            }
            for _ in 0..<(10 + random.below(16)) { ask(person, from: 2, to: 29.8, cause: .officeNetwork, group: group) }
        }
    }

    private mutating func plantLearner() {
        let group = group()
        let writer = member(["contributor"], cause: .nonNativeWriter, group: group)
        let domain = town.members[writer].domain
        for _ in 0..<(24 + random.below(4)) {
            document(
                .learner, owner: writer, domain: domain, topic: topic(of: domain), time: waking(1, 29.5), quality: 0.15 + 0.3 * random.unit(),
                cause: .nonNativeWriter, group: group)
        }
    }

    /// Three offices publish notices in one official frame, each with facts of its own.
    private mutating func plantNotices() {
        let group = group()
        let offices = (0..<3).map { _ in member(["contributor"], domain: random.chance(0.5) ? 0 : 1, cause: .templatedNotice, group: group) }
        for index in 0..<(14 + random.below(6)) {
            let owner = offices[index % 3]
            let domain = town.members[owner].domain
            let day = 1 + Double(index) * 1.6 + random.unit()
            document(
                .notice, owner: owner, domain: domain, topic: topic(of: domain), time: waking(day, day + 0.9), quality: 0.2, strength: index,
                cause: .templatedNotice, group: group)
        }
    }

    private mutating func plantQuotationsAndRevisions() {
        let quoting = group()
        let revising = group()
        let honest = town.documents.indices.filter {
            town.documents[$0].kind == .honest && town.documents[$0].cause == nil && days(town.documents[$0].time) < 15
        }
        for index in 0..<9 {
            let source = random.pick(honest)
            let from = town.documents[source]
            var owner = random.pick(writers)
            while owner == Int(from.owner) { owner = random.pick(writers) }
            document(
                .quotation, owner: owner, domain: Int(from.domain), topic: Int(from.topic), time: moment(days(from.time) + 0.5 + 9 * random.unit()),
                quality: 0.3 + 0.3 * random.unit(), strength: index, source: source, cause: .quotation, group: quoting)
        }
        for index in 0..<7 {
            let source = random.pick(honest)
            let from = town.documents[source]
            document(
                .revision, owner: Int(from.owner), domain: Int(from.domain), topic: Int(from.topic),
                time: moment(days(from.time) + 1 + 9 * random.unit()),
                quality: Double(from.quality), strength: index, source: source, cause: .ownRevision, group: revising)
        }
    }

    /// A long reference work that answers everybody, and pages of questions with honest answers.
    private mutating func plantReferences() {
        let group = group()
        let owner = member(["contributor"], cause: .popularReference, group: group)
        for index in 0..<2 {
            let domain = (town.members[owner].domain + index * 3) % Domain.all.count
            document(
                .reference, owner: owner, domain: domain, topic: topic(of: domain), time: waking(0.1, 1.5), quality: 1.15, cause: .popularReference,
                group: group)
        }
        let asking = self.group()
        let writer = member(["contributor"], cause: .honestFAQ, group: asking)
        for _ in 0..<3 {
            let domain = town.members[writer].domain
            document(
                .faq, owner: writer, domain: domain, topic: topic(of: domain), time: waking(2, 14), quality: 0.7, cause: .honestFAQ, group: asking)
        }
    }

    /// Two agents in steady business: one sells, the other pays, and now and then the other way round.
    private mutating func plantPartners() {
        let group = group()
        let pair = (0..<2).map { _ in member(["agent"], cause: .tradingPartners, group: group) }
        for day in 2..<29 {
            for _ in 0..<(1 + random.below(3)) {
                let seller = random.chance(0.82) ? 1 : 0
                events.append(
                    Town.Event(
                        time: waking(Double(day) + 0.3, Double(day) + 0.9), action: .interact, cause: .tradingPartners, group: UInt8(group),
                        actor: UInt16(pair[1 - seller]), target: UInt16(pair[seller]), amount: 3_000 + UInt32(random.below(16_000))))
            }
        }
    }
}

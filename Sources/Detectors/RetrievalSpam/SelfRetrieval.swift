internal import Collections
internal import Identities
internal import Numerics

/// Consumers who pay for retrieving their own documents, under their own name or a linked one.
///
/// Nothing is published on this; the reasoning is that of wash trading. Three things must come together: a link between the one who
/// asks and the one who is paid, volume (looking up one's own document a few times is checking), and concentration, that is most of
/// what these documents earn comes from their own owners, far beyond the rate at which everybody else retrieves them.
struct SelfRetrieval: Sendable {
    /// Retrievals between one group of linked participants.
    struct Group: Sendable {
        /// The smallest member of the component, or consumer and owner of a pair that shares a weak identifier only.
        let consumerKey: Int32
        let ownerKey: Int32
        /// Link strength where the members are not in one component; else 1.
        var linkStrength = 1.0
        /// Retrievals by the group's consumers, and those among them that brought the group's documents.
        var asked = 0
        var returned = 0
        /// Retrievals by everybody else, and those among them that brought the group's documents.
        var askedByOthers = 0
        var returnedToOthers = 0
        /// Rank-weighted results of the group's documents, from anybody and from the group itself.
        var income = 0.0
        var ownIncome = 0.0
        var pValue = 1.0
        /// 0 to 1 before link strength.
        var value = 0.0
        /// What the group's consumers paid for the retrievals that returned to the group.
        var feeMicros: Int64 = 0

        /// Share of its own questions that the group's documents answered: what comes back of what it spends.
        var returnShare: Double { asked == 0 ? 0 : Double(returned) / Double(asked) }
        /// Share of the documents' income that the group pays itself.
        var ownIncomeShare: Double { income <= 0 ? 0 : ownIncome / income }
        /// The rate at which others' questions bring the group's documents, with a pseudo-count.
        var expectedShare: Double { Double(returnedToOthers + 1) / Double(askedByOthers + 2) }
    }

    struct EventResult: Sendable {
        var value = 0.0
        var strength = 0.0
        /// Place in `groups`, -1 where nothing is linked.
        var group: Int32 = -1
        /// The linked document that carries the value.
        var document: Int32 = -1
    }

    /// Volume at which half of the suspicion is reached.
    static let halfVolume = 7.0
    /// The share of its own income from which on a group is a loop and not a circle of readers.
    static let fullConcentration = 0.6
    /// How improbable the excess over other consumers must be.
    static let significance = 1e-3
    /// How many times the others' rate the group's must be.
    static let leastLift = 2.0
    /// The most that a group without a significant excess can reach.
    static let insignificantValue = 0.3

    private(set) var groups: [Group] = []
    /// By event.
    private(set) var events: [EventResult]
    /// By document: the strongest value of a retrieval that paid it, times how much of its income is its owners' own.
    private(set) var documentValues: [Double]
    /// By document: the group of that value.
    private(set) var documentGroups: [Int32]
    private var groupNumbers = KeyTable()

    /// A result whose owner is linked to who asked.
    private struct LinkedResult {
        let event: Int32
        let document: Int32
        let group: Int32
        let strength: Double
    }

    /// O(results) with a link comparison each.
    init(_ log: RetrievalLog, links: IdentityLinks) {
        events = [EventResult](repeating: EventResult(), count: log.events.count)
        documentValues = [Double](repeating: 0, count: log.documents.count)
        documentGroups = [Int32](repeating: -1, count: log.documents.count)
        let components = links.components()
        let partners = links.partners()
        let owners = log.documents.map(\.owner)
        let onlyPaid = log.events.contains { $0.feeMicros > 0 }
        var tally = Tally(documents: log.documents.count, participants: log.participants.count)
        var linked: [LinkedResult] = []
        for (index, event) in log.events.enumerated() where event.consumer >= 0 && (!onlyPaid || event.feeMicros > 0) {
            tally.asked(event, components: components)
            tally.income(event, log: log, owners: owners, components: components)
            let first = linked.count
            let component = components[Int(event.consumer)]
            for slot in event.results {
                let document = log.results[slot]
                let owner = owners[Int(document)]
                guard owner >= 0 else { continue }
                let joins = components[Int(owner)] == component
                let direct = partners.strength(event.consumer, owner)
                guard joins || direct > 0 else { continue }
                let strength = joins ? max(direct, IdentityLinks.joining) : direct
                let number = group(event.consumer, owner, strength: strength, joins: joins, component: component)
                linked.append(LinkedResult(event: Int32(index), document: document, group: number, strength: strength))
                tally.own(document, share: 1 / Double(slot - event.firstResult + 1) / Self.rankMass[event.resultCount])
                groups[Int(number)].ownIncome += 1 / Double(slot - event.firstResult + 1) / Self.rankMass[event.resultCount]
            }
            for (place, result) in linked[first...].enumerated() where !linked[first..<first + place].contains(where: { $0.group == result.group }) {
                groups[Int(result.group)].returned += 1
                groups[Int(result.group)].feeMicros &+= event.feeMicros
            }
        }
        close(tally)
        spread(linked, tally)
    }

    /// Counts of all retrievals, by participant and by component.
    private struct Tally {
        var askedBy: [Int]
        var askedByComponent: [Int]
        /// Retrievals that brought a document of the owner, or of the owner's component.
        var broughtOwner: [Int]
        var broughtComponent: [Int]
        var incomeOfOwner: [Double]
        var incomeOfComponent: [Double]
        var incomeOfDocument: [Double]
        var ownIncomeOfDocument: [Double]
        var total = 0
        private var lastOwner: [Int]
        private var lastComponent: [Int]

        init(documents: Int, participants: Int) {
            askedBy = [Int](repeating: 0, count: participants)
            askedByComponent = askedBy
            broughtOwner = askedBy
            broughtComponent = askedBy
            incomeOfOwner = [Double](repeating: 0, count: participants)
            incomeOfComponent = incomeOfOwner
            incomeOfDocument = [Double](repeating: 0, count: documents)
            ownIncomeOfDocument = incomeOfDocument
            lastOwner = [Int](repeating: -1, count: participants)
            lastComponent = lastOwner
        }

        mutating func asked(_ event: RetrievalLog.Event, components: [Int32]) {
            total += 1
            askedBy[Int(event.consumer)] += 1
            askedByComponent[Int(components[Int(event.consumer)])] += 1
        }

        mutating func own(_ document: Int32, share: Double) { ownIncomeOfDocument[Int(document)] += share }

        mutating func income(_ event: RetrievalLog.Event, log: RetrievalLog, owners: [Int32], components: [Int32]) {
            let whole = SelfRetrieval.rankMass[event.resultCount]
            for (place, slot) in event.results.enumerated() {
                let document = Int(log.results[slot])
                let share = 1 / Double(place + 1) / whole
                incomeOfDocument[document] += share
                let owner = Int(owners[document])
                guard owner >= 0 else { continue }
                let component = Int(components[owner])
                incomeOfOwner[owner] += share
                incomeOfComponent[component] += share
                if lastOwner[owner] != total {
                    lastOwner[owner] = total
                    broughtOwner[owner] += 1
                }
                if lastComponent[component] != total {
                    lastComponent[component] = total
                    broughtComponent[component] += 1
                }
            }
        }
    }

    /// By number of results, the sum of 1/rank: how a fee is split where no effect was measured.
    private static let rankMass: [Double] = (0...RetrievalLog.resultsPerRetrieval).map { count in (0..<count).reduce(0) { $0 + 1 / Double($1 + 1) } }

    private mutating func group(_ consumer: Int32, _ owner: Int32, strength: Double, joins: Bool, component: Int32) -> Int32 {
        let (left, right) = joins ? (component, component) : (consumer, owner)
        let key = UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right)) | (joins ? 1 << 63 : 0)
        let fresh = Int32(groups.count)
        let number = groupNumbers.value(key, ifNew: fresh)
        if number == fresh { groups.append(Group(consumerKey: left, ownerKey: right, linkStrength: joins ? 1 : strength)) }
        return number
    }

    /// Fills in what everybody else did, and judges each group.
    private mutating func close(_ tally: Tally) {
        for index in groups.indices {
            let (consumer, owner) = (Int(groups[index].consumerKey), Int(groups[index].ownerKey))
            let isComponent = groups[index].linkStrength == 1
            groups[index].asked = isComponent ? tally.askedByComponent[owner] : tally.askedBy[consumer]
            let brought = isComponent ? tally.broughtComponent[owner] : tally.broughtOwner[owner]
            groups[index].income = isComponent ? tally.incomeOfComponent[owner] : tally.incomeOfOwner[owner]
            groups[index].askedByOthers = tally.total - groups[index].asked
            groups[index].returnedToOthers = max(0, brought - groups[index].returned)
            groups[index] = Self.judged(groups[index])
        }
    }

    private static func judged(_ group: Group) -> Group {
        var group = group
        group.pValue = Tails.binomialUpper(group.returned, trials: group.asked, probability: group.expectedShare)
        let count = Double(group.returned)
        let volume = count * count / (count * count + halfVolume * halfVolume)
        let concentration = min(1, max(group.ownIncomeShare, 0.6 * group.returnShare) / fullConcentration)
        let isExcess = group.pValue <= significance && group.returnShare >= leastLift * group.expectedShare
        group.value = volume * concentration
        if !isExcess { group.value = min(group.value, insignificantValue) }
        return group
    }

    /// Brings the groups' values back to the retrievals and to the documents.
    private mutating func spread(_ linked: [LinkedResult], _ tally: Tally) {
        for result in linked {
            let (event, document) = (Int(result.event), Int(result.document))
            let ownShare = tally.incomeOfDocument[document] > 0 ? tally.ownIncomeOfDocument[document] / tally.incomeOfDocument[document] : 0
            let value = result.strength * groups[Int(result.group)].value * min(1, ownShare / 0.5)
            if value > events[event].value || events[event].group < 0 {
                events[event] = EventResult(value: value, strength: result.strength, group: result.group, document: result.document)
            }
            if value > documentValues[document] {
                documentValues[document] = value
                documentGroups[document] = result.group
            }
        }
    }
}

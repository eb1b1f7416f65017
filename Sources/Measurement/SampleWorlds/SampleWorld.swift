/// A labelled world: contribution events of thirty days with planted attacks and honest look-alikes, a function of seed and scale alone.
public struct SampleWorld: Sendable {
    public let seed: UInt64
    /// How many towns; a town has some 150 participants and 4,500 events.
    public let scale: Int

    /// The windows of time whose events are planned together, which bounds memory.
    static let windowCount = 6
    /// Lines are handed on in pieces of about this size.
    static let pieceBytes = 1 << 18

    public init(seed: UInt64, scale: Int) {
        precondition(scale >= 1 && scale <= 1 << 22, "a world holds between one town and four million")
        self.seed = seed
        self.scale = scale
    }

    /// The smallest scale at which the world is expected to hold that many events.
    public static func scale(forEvents count: Int, seed: UInt64) -> Int {
        let sample = (0..<4).map { TownPlanner.plan(seed: seed, number: $0).events.count }
        let average = sample.reduce(0, +) / sample.count
        return max(1, (count + average - 1) / average)
    }

    /// Writes all events and labels, in order of time, in pieces that end at line ends. O(events); memory as `Town` says.
    @discardableResult
    public func write(events: ([UInt8]) throws -> Void, labels: ([UInt8]) throws -> Void) rethrows -> WorldSummary {
        var writer = EventWriter()
        var pendingEvents: [UInt8] = []
        var pendingLabels: [UInt8] = []
        let total = Town.days * Town.millisecondsPerDay
        for window in 0..<Self.windowCount {
            let range = Town.Moment(total * window / Self.windowCount)..<Town.Moment(total * (window + 1) / Self.windowCount)
            try forEachEvent(in: range) { event, town in
                writer.write(event, of: town)
                pendingEvents += writer.line.bytes
                pendingLabels += writer.label.bytes
                if pendingEvents.count >= Self.pieceBytes {
                    try events(pendingEvents)
                    pendingEvents.removeAll(keepingCapacity: true)
                }
                if pendingLabels.count >= Self.pieceBytes {
                    try labels(pendingLabels)
                    pendingLabels.removeAll(keepingCapacity: true)
                }
            }
        }
        if !pendingEvents.isEmpty { try events(pendingEvents) }
        if !pendingLabels.isEmpty { try labels(pendingLabels) }
        return writer.summary
    }

    /// The events of all towns in a stretch of time, in order of time, then of town.
    private func forEachEvent(in range: Range<Town.Moment>, _ body: (Town.Event, Town) throws -> Void) rethrows {
        var towns: [Town] = []
        var order: [(time: Town.Moment, town: UInt32, event: Town.Event)] = []
        for number in 0..<scale {
            let plan = TownPlanner.plan(seed: seed, number: number)
            towns.append(plan.town)
            for event in plan.events where range.contains(event.time) { order.append((event.time, UInt32(number), event)) }
        }
        if scale > 1 {
            // The sort must be stable for the events of one town: ties go by position.
            let positions = order.indices.sorted { (order[$0].time, order[$0].town, $0) < (order[$1].time, order[$1].town, $1) }
            for position in positions { try body(order[position].event, towns[Int(order[position].town)]) }
        } else {
            for item in order { try body(item.event, towns[0]) }
        }
    }
}

internal import Collections
internal import Numerics

/// Actions grouped by target and sorted by time, with ids in the order of the names: one form for every order of arrival.
struct ActionTable: Sendable {
    typealias Row = ActionLog.Row

    private let log: ActionLog
    /// Numbers in the log by id here, which rise with the names. Actors and payees share ids.
    private let actorOrder: [Int32]
    private let targetOrder: [Int32]
    /// By number in the log, the id here.
    let actorRank: [Int32]
    /// By target, then time, then a mixing of names, so that equal times favour no pair of actors on every target alike.
    let rows: [Row]
    /// `targetCount + 1` offsets into `rows`.
    let offsets: [Int]
    /// Distinct targets by actor.
    let actorDegree: [Int32]
    /// Distinct actors by target.
    let targetDegree: [Int32]
    /// Events by actor; an event may visit several targets.
    let actorEvents: [Int32]
    /// Actors that act, without those who are only paid.
    let actingCount: Int
    /// Places in `rows` by actor, each actor's in table order; `actorCount + 1` offsets into them.
    let actorRows: [Int32]
    let actorOffsets: [Int]

    var actorCount: Int { actorOrder.count }
    var targetCount: Int { targetOrder.count }

    func range(_ target: Int) -> Range<Int> { offsets[target]..<offsets[target + 1] }

    func rows(of actor: Int32) -> ArraySlice<Int32> { actorRows[actorOffsets[Int(actor)]..<actorOffsets[Int(actor) + 1]] }

    func actorName(_ actor: Int32) -> String { log.actors[actorOrder[Int(actor)]] }

    func actor(named name: String) -> Int32? { log.actors.known(name).map { actorRank[Int($0)] } }

    func targetName(_ target: Int32) -> String { log.targets[targetOrder[Int(target)]] }

    /// O(rows + rows at equal times, sorted).
    init(_ log: ActionLog) {
        self.log = log
        actorOrder = log.actors.order()
        targetOrder = log.targets.order()
        let actorRank = NameTable.ranks(of: actorOrder)
        let targetRank = NameTable.ranks(of: targetOrder)
        self.actorRank = actorRank
        var offsets = [Int](repeating: 0, count: targetRank.count + 1)
        for row in log.rows { offsets[Int(targetRank[Int(row.target)]) + 1] += 1 }
        for target in targetRank.indices { offsets[target + 1] += offsets[target] }
        var cursor = offsets
        var rows = log.rows
        for var row in log.rows {
            row.actor = actorRank[Int(row.actor)]
            row.target = targetRank[Int(row.target)]
            if row.payee >= 0 { row.payee = actorRank[Int(row.payee)] }
            rows[cursor[Int(row.target)]] = row
            cursor[Int(row.target)] += 1
        }
        let actorHash = actorOrder.map { log.actors.withBytes(of: $0, Self.hash) }
        for target in targetOrder.indices {
            let range = offsets[target]..<offsets[target + 1]
            // Logs come nearly in the order of time: only ties and latecomers need sorting.
            guard range.dropFirst().contains(where: { rows[$0 - 1].seconds >= rows[$0].seconds }) else { continue }
            let salt = log.targets.withBytes(of: targetOrder[target], Self.hash)
            rows[range].sort { Self.precedes($0, $1, actorHash, salt) }
        }
        self.rows = rows
        self.offsets = offsets
        (actorDegree, targetDegree, actorEvents) = Self.counts(rows, offsets: offsets, actorCount: actorOrder.count)
        actingCount = actorDegree.count { $0 > 0 }
        (actorOffsets, actorRows) = Self.byActor(rows, actorCount: actorOrder.count)
    }

    private static func precedes(_ left: Row, _ right: Row, _ actorHash: [UInt64], _ salt: UInt64) -> Bool {
        if left.seconds != right.seconds { return left.seconds < right.seconds }
        if left.actor != right.actor {
            let one = SplitMix64.mix(actorHash[Int(left.actor)] ^ salt)
            let other = SplitMix64.mix(actorHash[Int(right.actor)] ^ salt)
            return one != other ? one < other : left.actor < right.actor
        }
        return (left.payee, left.event) < (right.payee, right.event)
    }

    private static func counts(
        _ rows: [Row], offsets: [Int], actorCount: Int
    ) -> (actorDegree: [Int32], targetDegree: [Int32], actorEvents: [Int32]) {
        var actorDegree = [Int32](repeating: 0, count: actorCount)
        var targetDegree = [Int32](repeating: 0, count: offsets.count - 1)
        var seen = [Int32](repeating: -1, count: actorCount)
        var actorEvents = actorDegree
        var counted = [Bool](repeating: false, count: Int((rows.reduce(-1) { max($0, $1.event) }) + 1))
        for row in rows {
            if seen[Int(row.actor)] != row.target {
                seen[Int(row.actor)] = row.target
                actorDegree[Int(row.actor)] += 1
                targetDegree[Int(row.target)] += 1
            }
            if !counted[Int(row.event)] {
                counted[Int(row.event)] = true
                actorEvents[Int(row.actor)] += 1
            }
        }
        return (actorDegree, targetDegree, actorEvents)
    }

    private static func byActor(_ rows: [Row], actorCount: Int) -> (offsets: [Int], rows: [Int32]) {
        var offsets = [Int](repeating: 0, count: actorCount + 1)
        for row in rows { offsets[Int(row.actor) + 1] += 1 }
        for actor in 0..<actorCount { offsets[actor + 1] += offsets[actor] }
        var cursor = offsets
        var places = [Int32](repeating: 0, count: rows.count)
        for (place, row) in rows.enumerated() {
            places[cursor[Int(row.actor)]] = Int32(place)
            cursor[Int(row.actor)] += 1
        }
        return (offsets, places)
    }

    /// FNV-1a over the bytes.
    private static func hash(_ name: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }
}

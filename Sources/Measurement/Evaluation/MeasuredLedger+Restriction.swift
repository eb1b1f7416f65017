internal import Contributions

extension MeasuredLedger {
    /// The part of the ledger that these events make, numbered anew in their order. A claim goes with what it credits, else with its event.
    /// O(events + claims).
    func restricted(to members: [Int32]) -> MeasuredLedger {
        var numbers = [Int32](repeating: -1, count: events.count)
        for (new, old) in members.enumerated() { numbers[Int(old)] = Int32(new) }
        var part = self
        part.events = members.map { events[Int($0)] }
        part.claims = []
        part.claimsOfEvent = Array(repeating: [], count: members.count)
        for claim in claims {
            let event = numbers[Int(claim.event)]
            let source = claim.source >= 0 ? numbers[Int(claim.source)] : -1
            guard claim.source >= 0 ? source >= 0 : event >= 0 else { continue }
            let number = Int32(part.claims.count)
            part.claims.append(Claim(event: event, source: source, side: claim.side, amount: claim.amount))
            if event >= 0 { part.claimsOfEvent[Int(event)].append(number) }
            if source >= 0, source != event { part.claimsOfEvent[Int(source)].append(number) }
        }
        part.subgroups = [:]
        return part
    }
}

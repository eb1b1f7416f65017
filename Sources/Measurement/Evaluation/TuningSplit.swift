public import CanonicalJSON
internal import Collections
public import Contributions
internal import Numerics

/// Which events a search for thresholds may look at, and which are kept to judge what it found.
///
/// Whoever acts stands on one side with all events, and so do all who take part in one attack. What was once used to judge is spent: it is
/// never used so again, and only events that came later can judge the next search over the same ledger.
public struct TuningSplit: Hashable, Sendable {
    public let seed: UInt64
    /// Parts per million of the people and attacks that the search may look at.
    public let tuningPPM: UInt64

    public init(seed: UInt64, tuningPPM: UInt64) {
        self.seed = seed
        self.tuningPPM = tuningPPM
    }

    /// Whether a person or an attack is on the side of the search. The same for the same name, seed and share.
    func isTuning(_ name: String) -> Bool {
        var random = SeededRandom(seed: seed, stream: name)
        return random.below(1_000_000) < tuningPPM
    }

    /// The events of both sides, by number; held-out ones only from entry `position` on.
    func sides(_ ledger: MeasuredLedger, heldOutFrom position: Int) -> (tuning: [Int32], heldOut: [Int32]) {
        let links = ledger.events.filter { !ledger.people[$0.person].isEmpty }.map { (unit: $0.unit, person: $0.person) }
        let isTuningUnit = Self.parties(ledger.unitNames, links).map { isTuning($0) }
        var (tuning, heldOut) = ([Int32](), [Int32]())
        for (index, event) in ledger.events.enumerated() {
            if isTuningUnit[event.unit] {
                tuning.append(Int32(index))
            } else if event.position >= position {
                heldOut.append(Int32(index))
            }
        }
        return (tuning, heldOut)
    }
}

extension TuningSplit {
    /// What names the party that each unit belongs to: units with a person in common, directly or through others, are one party, named for the
    /// first of them by name. So an attacker's honest work stands on the side of the attack. O(links).
    static func parties(_ units: [String], _ links: [(unit: Int, person: Int)]) -> [String] {
        var sets = DisjointSets(count: units.count)
        var unitOfPerson: [Int: Int] = [:]
        for link in links {
            guard let other = unitOfPerson[link.person] else {
                unitOfPerson[link.person] = link.unit
                continue
            }
            sets.join(Int32(link.unit), Int32(other))
        }
        let roots = sets.roots()
        var names: [Int32: String] = [:]
        for (unit, root) in zip(units, roots) { names[root] = names[root].map { min($0, unit) } ?? unit }
        return roots.map { names[$0] ?? "" }
    }
}

/// What has been spent so far, as the file beside the rules keeps it.
public struct TuningRecord: Hashable, Sendable {
    /// One look at held-out events.
    public struct Look: Hashable, Sendable {
        /// The digest of the ledger's first entry.
        public let ledger: Digest
        /// Entries before this one are spent.
        public let through: Int
        public let split: TuningSplit
        /// The rules that were found.
        public let ruleSet: Digest

        public init(ledger: Digest, through: Int, split: TuningSplit, ruleSet: Digest) {
            self.ledger = ledger
            self.through = through
            self.split = split
            self.ruleSet = ruleSet
        }
    }

    public private(set) var looks: [Look] = []

    public init() {}

    public mutating func add(_ look: Look) { looks.append(look) }

    /// The newest look at a ledger.
    public func last(of ledger: Digest) -> Look? { looks.last { $0.ledger == ledger } }

    public var json: JSONValue {
        [
            "version": 1,
            "spent": .array(
                looks.map { look in
                    [
                        "ledger": .string(look.ledger.description), "through": .integer(Int64(look.through)),
                        "seed": .string(String(look.split.seed)), "tuning_ppm": .integer(Int64(look.split.tuningPPM)),
                        "ruleset": .string(look.ruleSet.description),
                    ]
                }),
        ]
    }

    /// Nil for anything that `json` did not write.
    public init?(json: JSONValue) {
        guard json["version"] == 1, let items = json["spent"]?.arrayValue else { return nil }
        for item in items {
            guard let ledger = item["ledger"]?.stringValue.flatMap(Digest.init(hex:)), let through = item["through"]?.integerValue,
                let seed = item["seed"]?.stringValue.flatMap(UInt64.init), let share = item["tuning_ppm"]?.integerValue, share >= 0,
                let ruleSet = item["ruleset"]?.stringValue.flatMap(Digest.init(hex:))
            else { return nil }
            looks.append(
                Look(ledger: ledger, through: Int(through), split: TuningSplit(seed: seed, tuningPPM: UInt64(share)), ruleSet: ruleSet))
        }
    }
}

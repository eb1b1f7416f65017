import AgentSwarms
import Contributions
import Glibc
import Numerics

/// A seeded world of honest agents, benign look-alikes and rings, with the truth beside it.
struct SwarmWorld {
    struct Scale {
        var honest = 1200
        var resources = 2000
        var days = 30
        var medianActivity = 14.0
        var classSize = 40
        var office = 60
        /// Members of each ring and its paid targets.
        var ringSize = 30
        var ringTargets = 20
    }

    enum Ring: String, CaseIterable {
        /// 10 minutes of jitter, one network.
        case lazy
        /// 6 hours of jitter, one dispersed action for each paid one.
        case careful
        /// 48 hours of jitter, two for one.
        case slow
        /// Each member does a random quarter of three times as many targets, 1.5 for one.
        case split
    }

    var actions: [SwarmAction] = []
    var rings: [Ring: Set<String>] = [:]
    var classroom: Set<String> = []
    var office: Set<String> = []
    /// Indices into `actions` of what each ring is paid for.
    var paid: [Ring: [Int]] = [:]
    var lessons: [Int] = []

    private var random: SeededRandom
    private let scale: Scale
    private static let start: Int64 = 1_772_323_200

    init(seed: UInt64, scale: Scale = Scale(), rings wanted: [Ring] = Ring.allCases, payees: Bool = false) {
        random = SeededRandom(seed: seed)
        self.scale = scale
        let zipf = Zipf(count: scale.resources, exponent: 0.9)
        let honest = (0..<scale.honest).map { "agent-\($0)" }
        for (index, agent) in honest.enumerated() {
            let network = index < scale.office ? "hmac:office" : nil
            if index < scale.office { office.insert(agent) }
            let count = max(1, Int(scale.medianActivity * exp(0.8 * random.normal())))
            for _ in 0..<min(count, 400) { add(agent, "resource-\(zipf.draw(&random))", daytime(), network: network) }
        }
        teach(Array(honest[scale.office..<scale.office + scale.classSize]))
        for ring in wanted { plant(ring, zipf: zipf) }
        if payees { pay() }
    }

    private mutating func add(_ actor: String, _ target: String, _ seconds: Int64, network: String? = nil) {
        actions.append(
            SwarmAction(actor: actor, target: target, time: Timestamp(seconds: seconds), identifiers: Identifiers(network: network)))
    }

    /// A moment of the month, thrice as likely by day as by night.
    private mutating func daytime() -> Int64 {
        let day = Int64(random.int(in: 0..<scale.days))
        let second = random.chance(0.75) ? random.int(in: 28_800..<72_000) : random.int(in: 0..<86_400)
        return Self.start + day * 86_400 + Int64(second)
    }

    private mutating func teach(_ pupils: [String]) {
        classroom = Set(pupils)
        let begin = Self.start + Int64(random.int(in: 3..<scale.days - 3)) * 86_400 + 36_000
        for resource in 0..<6 {
            for pupil in pupils {
                lessons.append(actions.count)
                add(pupil, "assigned-\(resource)", begin + Int64(random.int(in: 0..<7200)))
            }
        }
    }

    private mutating func plant(_ ring: Ring, zipf: Zipf) {
        let members = (0..<scale.ringSize).map { "\(ring.rawValue)-\($0)" }
        rings[ring] = Set(members)
        let (jitter, cover, targets): (Int, Double, Int) =
            switch ring {
            case .lazy: (600, 0.2, scale.ringTargets)
            case .careful: (21_600, 1, scale.ringTargets)
            case .slow: (172_800, 2, scale.ringTargets)
            case .split: (21_600, 1.5, scale.ringTargets * 3)
            }
        var done: [String: Int] = [:]
        for target in 0..<targets {
            let base = Self.start + Int64(random.int(in: 0..<(scale.days - 2) * 86_400))
            for member in members where ring != .split || random.chance(0.25) {
                paid[ring, default: []].append(actions.count)
                add(
                    member, "\(ring.rawValue)-target-\(target)", base + Int64(random.int(in: 0..<jitter)),
                    network: ring == .lazy ? "hmac:lazy" : nil)
                done[member, default: 0] += 1
            }
        }
        // A third of the targets are visited by honest agents too.
        for target in stride(from: 0, to: targets, by: 3) {
            for _ in 0..<scale.ringSize / 4 {
                add("agent-\(random.int(in: 0..<scale.honest))", "\(ring.rawValue)-target-\(target)", daytime())
            }
        }
        for member in members {
            for _ in 0..<Int(cover * Double(done[member] ?? 0)) { add(member, "resource-\(zipf.draw(&random))", daytime()) }
        }
    }

    /// Rings' targets belong to two beneficiaries each, the lessons to the teacher, everything else to many owners.
    private mutating func pay() {
        actions = actions.map { action in
            let number = Int(action.target.split(separator: "-").last.map(String.init) ?? "0") ?? 0
            let payee =
                if action.target.hasPrefix("resource-") { "owner-\(number % 300)" } else if action.target.hasPrefix("assigned-") { "teacher" } else {
                    "\(action.target.prefix(4))-beneficiary-\(number % 2)"
                }
            return SwarmAction(
                actor: action.actor, target: action.target, time: action.time, payee: payee, identifiers: action.identifiers)
        }
    }

    var guilty: Set<String> { rings.values.reduce(into: []) { $0.formUnion($1) } }

    func report(_ settings: SwarmSettings = SwarmSettings()) -> SwarmReport { Self.report(actions, settings) }

    static func report(_ actions: [SwarmAction], _ settings: SwarmSettings = SwarmSettings()) -> SwarmReport {
        var batch = SwarmBatch(settings: settings)
        for (index, action) in actions.enumerated() { batch.add(action, line: index) }
        return batch.report()
    }
}

/// Draws ranks with probability proportional to 1/(rank + 1)^exponent from a table of sums.
struct Zipf {
    private let sums: [Double]

    init(count: Int, exponent: Double) {
        var total = 0.0
        sums = (1...count).map { rank in
            total += exp(-exponent * log(Double(rank)))
            return total
        }
    }

    func draw(_ random: inout SeededRandom) -> Int {
        let point = random.unit() * (sums.last ?? 1)
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > point { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

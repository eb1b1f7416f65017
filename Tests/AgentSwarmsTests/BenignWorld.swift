import AgentSwarms
import Contributions
import Glibc
import Numerics

/// A seeded world without any ring, made of what makes honest agents coincide: topics, time zones, news, weekly lessons, scheduled jobs.
struct BenignWorld {
    private(set) var actions: [SwarmAction] = []
    private var random: SeededRandom
    private static let start: Int64 = 1_772_323_200
    private static let days = 30

    init(seed: UInt64, agents: Int = 800) {
        random = SeededRandom(seed: seed)
        let zipf = Zipf(count: 300, exponent: 0.8)
        for agent in 0..<agents {
            let topic = agent % 10
            let zone = Int64(agent / 10 % 3) * 28_800
            for _ in 0..<max(1, Int(18 * exp(0.7 * random.normal()))) {
                // Four in five visits stay within the topic.
                let shelf = random.chance(0.8) ? topic : random.int(in: 0..<10)
                add("agent-\(agent)", "shelf-\(shelf)-\(zipf.draw(&random))", workday(zone: zone))
            }
        }
        news(agents)
        weeklyLesson(pupils: (0..<25).map { "agent-\($0 * 3)" }, name: "course-a")
        jobs()
    }

    private mutating func add(_ actor: String, _ target: String, _ seconds: Int64) {
        actions.append(SwarmAction(actor: actor, target: target, time: Timestamp(seconds: seconds)))
    }

    /// Within nine working hours of the zone.
    private mutating func workday(zone: Int64) -> Int64 {
        Self.start + Int64(random.int(in: 0..<Self.days)) * 86_400 + zone + Int64(random.int(in: 0..<32_400))
    }

    /// Forty items that a twentieth of everybody reads within six hours.
    private mutating func news(_ agents: Int) {
        for item in 0..<40 {
            let base = Self.start + Int64(random.int(in: 0..<Self.days * 86_400))
            for _ in 0..<agents / 20 { add("agent-\(random.int(in: 0..<agents))", "news-\(item)", base + Int64(random.int(in: 0..<21_600))) }
        }
    }

    /// Four weeks, two assigned texts each, read within two hours; pupils also do what they did before.
    private mutating func weeklyLesson(pupils: [String], name: String) {
        for week in 0..<4 {
            for text in 0..<2 {
                for pupil in pupils where random.chance(0.9) {
                    add(pupil, "\(name)-\(week)-\(text)", Self.start + Int64(week * 7 + 2) * 86_400 + 36_000 + Int64(random.int(in: 0..<7200)))
                }
            }
        }
    }

    /// Twelve agents of one maker that poll the same three feeds at every full hour of four days.
    private mutating func jobs() {
        for agent in 0..<12 {
            for hour in 0..<96 {
                for feed in 0..<3 { add("job-\(agent)", "feed-\(feed)", Self.start + Int64(hour) * 3600 + Int64(random.int(in: 0..<60))) }
            }
        }
    }
}

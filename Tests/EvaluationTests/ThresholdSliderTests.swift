import Foundation
import Numerics
import Testing

@testable import Evaluation

/// How honest people and attacks are spread over the values at which a threshold touches them.
private struct Population: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let honest: @Sendable (inout SeededRandom) -> Double
    let attack: @Sendable (inout SeededRandom) -> Double
    /// Shares strictly beyond a value.
    let honestBeyond: @Sendable (Double) -> Double
    let attackBeyond: @Sendable (Double) -> Double

    static let all = [
        Population(
            testDescription: "well apart", honest: { $0.exponential(mean: 1) }, attack: { 2 + $0.exponential(mean: 1) },
            honestBeyond: { exp(-max(0, $0)) }, attackBeyond: { exp(-max(0, $0 - 2)) }),
        Population(
            testDescription: "attackers who look exactly like honest people", honest: { $0.unit() }, attack: { $0.unit() },
            honestBeyond: { min(1, max(0, 1 - $0)) }, attackBeyond: { min(1, max(0, 1 - $0)) }),
        Population(
            testDescription: "few honest people ever touched, but further out than any attack",
            honest: { random in random.chance(0.93) ? -1 : 1 + random.unit() }, attack: { $0.unit() },
            honestBeyond: { $0 < -1 ? 1 : $0 < 1 ? 0.07 : 0.07 * max(0, 2 - $0) }, attackBeyond: { min(1, max(0, 1 - $0)) }),
        Population(
            testDescription: "ties: five values", honest: { random in Double(min(random.below(5), random.below(5))) },
            attack: { random in Double(max(random.below(5), random.below(5))) },
            honestBeyond: { pow(max(0, 4 - max(-1, floor($0))) / 5, 2) }, attackBeyond: { 1 - pow(min(5, max(-1, floor($0)) + 1) / 5, 2) }),
    ]
}

@Suite("One threshold at all its values") struct ThresholdSliderTests {
    @Test("All columns hold at all thresholds at once, in at least 95 % of draws", arguments: Population.all)
    fileprivate func coverage(population: Population) {
        let seed: UInt64 = 31
        var random = SeededRandom(seed: seed, stream: population.testDescription)
        let (people, attacks, rounds) = (80, 30, 1500)
        let bounds = UnitBounds(people: people, attacks: attacks, failure: 0.05)
        var failures = 0
        for _ in 0..<rounds {
            let honest = (0..<people).map { _ in population.honest(&random) }.sorted()
            let attack = (0..<attacks).map { _ in population.attack(&random) }.sorted()
            // Between two seen values nothing changes but the truth, which is worst just above the lower one for people and just below the upper
            // one for attacks: both are looked at.
            let places = (honest + attack).flatMap { [$0, $0.nextDown] }
            let fails = places.contains { place in
                let (touched, caught) = (Self.beyond(place, honest), Self.beyond(place, attack))
                let bound = bounds.at(touched: touched, caught: caught)
                let (false0, true1) = (population.honestBeyond(place), population.attackBeyond(place))
                let both = Double(people) * false0 + Double(attacks) * true1
                let discoveries = both > 0 ? Double(people) * false0 / both : 0
                return false0 > bound.people || true1 < bound.recall || discoveries > bound.falseDiscoveries
            }
            if fails { failures += 1 }
        }
        let slack = 4 * (0.05 * 0.95 / Double(rounds)).squareRoot()
        #expect(Double(failures) / Double(rounds) <= 0.05 + slack, "\(failures) of \(rounds), seed \(seed)")
    }

    /// How many of the rising values lie strictly beyond one.
    private static func beyond(_ value: Double, _ rising: [Double]) -> Int {
        var (low, high) = (0, rising.count)
        while low < high {
            let middle = (low + high) / 2
            if rising[middle] <= value { low = middle + 1 } else { high = middle }
        }
        return rising.count - low
    }

    @Test("Bounds follow the counts, and nothing known means everything may be wrong")
    func ends() {
        let bounds = UnitBounds(people: 500, attacks: 100, failure: 0.05)
        #expect(bounds.at(touched: 0, caught: 100).falseDiscoveries < 0.09)
        #expect(bounds.at(touched: 0, caught: 0).falseDiscoveries == 1)
        #expect(bounds.at(touched: 9, caught: 60).falseDiscoveries > bounds.at(touched: 3, caught: 60).falseDiscoveries)
        #expect(bounds.at(touched: 3, caught: 60).falseDiscoveries > bounds.at(touched: 3, caught: 90).falseDiscoveries)
        #expect(UnitBounds(people: 0, attacks: 0, failure: 0.05).at(touched: 0, caught: 0) == (1, 0, 1))
    }
}

@Suite("Bounds on rules that a search chose") struct ChosenRulesBoundTests {
    @Test("The weights of all values sum to one, so that no search, however it goes, can find more than was paid for")
    func weights() {
        var sum = 0.0
        for exponent in -60...60 {
            for digits in 10...99 { sum += exp(-ChosenRulesBound.logWeight(of: "\(digits)e\(exponent)")) }
        }
        #expect(abs(sum - 1) < 1e-9)
        #expect(ChosenRulesBound.logWeight(of: "0") == .infinity)
        #expect(abs(ChosenRulesBound.logWeight(of: "0.37") - log(270)) < 1e-12)
        #expect(ChosenRulesBound.logWeight(of: "1") == ChosenRulesBound.logWeight(of: "5"))
    }
}

import Numerics
import Testing

// Expected values: mpmath 1.4 at 40 digits (loggamma, erfc, erfinv, gammainc, exact binomial sums) and SciPy's binomtest and
// false_discovery_control, printed with repr.
private func close(_ value: Double, _ expected: Double, _ tolerance: Double = 1e-11) -> Bool {
    abs(value - expected) <= tolerance * max(abs(expected), 1e-300)
}

@Suite("Distributions against mpmath") struct DistributionTests {
    @Test(
        "log-gamma",
        arguments: [
            (1e-05, 11.512919692895826), (0.1, 2.252712651734206), (0.5, 0.5723649429247001), (1.5, -0.12078223763524522),
            (3.7, 1.428072326665388), (10, 12.801827480081469), (12.5, 18.734347511936445), (100.25, 360.28455963776423),
            (1_000_000, 12815504.569147611),
        ]) func logGamma(x: Double, expected: Double)
    {
        #expect(close(SpecialFunctions.logGamma(x), expected, 1e-13))
    }

    @Test(
        "normal quantile",
        arguments: [
            (1e-12, -7.034483825301132), (1e-06, -4.753424308822899), (0.001, -3.0902323061678136), (0.025, -1.9599639845400543),
            (0.3, -0.5244005127080408), (0.75, 0.6744897501960817), (0.975, 1.9599639845400538), (0.999999, 4.753424308817087),
        ]) func quantile(p: Double, expected: Double)
    {
        #expect(close(Normal.quantile(p), expected, 1e-13))
        #expect(close(Normal.cdf(expected), p, 1e-11))
    }

    @Test("normal quantile at the ends") func quantileEnds() {
        #expect(Normal.quantile(0) == -.infinity)
        #expect(Normal.quantile(1) == .infinity)
        #expect(Normal.quantile(0.5) == 0)
        #expect(Normal.quantile(1.1).isNaN)
    }

    @Test(
        "normal upper tail",
        arguments: [
            (-3, 0.9986501019683699), (0, 0.5), (1.96, 0.024997895148220435), (6, 9.86587645037698e-10), (12, 1.776482112077679e-33),
        ]) func normalTail(z: Double, expected: Double)
    {
        #expect(close(Normal.upperTail(z), expected))
    }

    @Test(
        "Poisson upper tail",
        arguments: [
            (1, 0.01, 0.009950166250831947), (5, 1.5, 0.018575936222140675), (20, 3.25, 3.254369525202811e-10),
            (90, 100, 0.8536538253012672), (130, 100, 0.0022820930543169552), (1000, 900, 0.0005499022657117829), (3, 50, 1.0),
        ] as [(Int, Double, Double)]) func poisson(count: Int, mean: Double, expected: Double)
    {
        #expect(close(Tails.poissonUpper(count, mean: mean), expected, 1e-10))
        #expect(abs(Tails.poissonLower(count - 1, mean: mean) + Tails.poissonUpper(count, mean: mean) - 1) < 1e-10)
    }

    @Test(
        "binomial upper tail",
        arguments: [
            (3, 10, 0.05, 0.011503557379296876), (10, 20, 0.25, 0.01386441694376117), (80, 100, 0.5, 5.579544528625976e-10),
            (5, 1000, 0.01, 0.9713136000009953), (60, 1000, 0.03, 5.802225924157987e-07), (20, 20, 0.5, 9.5367431640625e-07),
            (3, 10, 0.1, 0.0701908264), (10, 10, 0.5, 0.0009765625), (0, 10, 0.5, 1), (11, 10, 0.5, 0), (1, 2000, 0.5, 1),
        ] as [(Int, Int, Double, Double)]) func binomial(count: Int, trials: Int, probability: Double, expected: Double)
    {
        #expect(close(Tails.binomialUpper(count, trials: trials, probability: probability), expected, 1e-10))
        #expect(
            close(Tails.binomialLower(trials - count, trials: trials, probability: 1 - probability), expected, 1e-9))
    }

    @Test("Binomial tails with exact values are met to the last digits")
    func exactBinomials() {
        #expect(abs(Tails.binomialUpper(10, trials: 10, probability: 0.5) - 0.0009765625) < 1e-15)
        #expect(abs(Tails.binomialUpper(1, trials: 2000, probability: 0.5) - 1) < 1e-12)
    }

    @Test(
        "hypergeometric upper tail",
        arguments: [
            (3, 50, 10, 12, 0.4493428026005258), (8, 50, 10, 12, 3.4696392961874006e-05), (30, 10000, 300, 500, 0.00022110927643721263),
            (5, 10000, 300, 500, 0.9993952491353151), (1, 100, 2, 3, 0.059393939393939395),
        ] as [(Int, Int, Int, Int, Double)]) func hypergeometric(count: Int, population: Int, marked: Int, draws: Int, expected: Double)
    {
        #expect(close(Tails.hypergeometricUpper(count, population: population, marked: marked, draws: draws), expected, 1e-9))
        let lower = Tails.hypergeometricLower(count - 1, population: population, marked: marked, draws: draws)
        #expect(abs(lower + expected - 1) < 1e-9)
    }

    @Test("certain and impossible counts") func edges() {
        #expect(Tails.poissonUpper(0, mean: 3) == 1)
        #expect(Tails.poissonUpper(4, mean: 0) == 0)
        #expect(Tails.binomialUpper(5, trials: 4, probability: 0.5) == 0)
        #expect(Tails.binomialUpper(2, trials: 4, probability: 0) == 0)
        #expect(Tails.binomialUpper(4, trials: 4, probability: 1) == 1)
        #expect(Tails.hypergeometricUpper(4, population: 10, marked: 3, draws: 5) == 0)
        #expect(Tails.hypergeometricUpper(3, population: 10, marked: 8, draws: 5) == 1)
        #expect(Tails.binomialUpper(1, trials: 2, probability: 1.5).isNaN)
    }

    @Test(
        "Clopper–Pearson and Wilson intervals",
        arguments: [
            (0, 20, [0.0, 0.16843347098308548, 0.0, 0.16112515805281935]),
            (3, 40, [0.015742179851041527, 0.20386474873289898, 0.025836025774588198, 0.19864233524310543]),
            (40, 40, [0.9119026971211966, 1.0, 0.9123783988027133, 1.0]),
            (517, 1000, [0.48551686997687044, 0.5483827792755203, 0.48602235996108767, 0.5478475302504034]),
        ]) func intervals(successes: Int, trials: Int, expected: [Double])
    {
        let exact = Intervals.clopperPearson(successes: successes, trials: trials)
        let wilson = Intervals.wilson(successes: successes, trials: trials)
        for (value, oracle) in zip([exact.lowerBound, exact.upperBound, wilson.lowerBound, wilson.upperBound], expected) {
            #expect(abs(value - oracle) < 1e-10)
        }
    }
}

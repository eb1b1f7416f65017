import Numerics
import Testing

@Suite("Inference") struct InferenceTests {
    @Test("conformal p-values count honest scores at least as large") func conformal() {
        let conformal = Conformal(scores: [0.1, 0.5, 0.5, 0.9])
        #expect(conformal.pValue(0.95) == 0.2)
        #expect(conformal.pValue(0.9) == 0.4)
        #expect(conformal.pValue(0.5) == 0.8)
        #expect(conformal.pValue(0) == 1)
        #expect(conformal.pValue(.nan) == 1)
        #expect(conformal.smallestPValue == 0.2)
        #expect(Conformal(scores: []).pValue(3) == 1)
    }

    @Test("a conformal test at 5 % accuses at most 5 % of honest units") func conformalLevel() {
        let seed: UInt64 = 4
        var random = SeededRandom(seed: seed)
        var accused = 0
        let rounds = 4000
        for _ in 0..<rounds {
            let calibration = Conformal(scores: (0..<59).map { _ in random.exponential(mean: 1) })
            if calibration.pValue(random.exponential(mean: 1)) <= 0.05 { accused += 1 }
        }
        // The exact level is 3/60; four standard deviations above it.
        #expect(Double(accused) / Double(rounds) < 0.05 + 4 * (0.05 * 0.95 / Double(rounds)).squareRoot(), "seed \(seed)")
    }

    /// scipy.stats.false_discovery_control([0.001, 0.02, 0.8, 0.04, 0.03, 0.5])
    @Test("Benjamini–Hochberg agrees with SciPy") func benjaminiHochberg() {
        let adjusted = BenjaminiHochberg.adjusted([0.001, 0.02, 0.8, 0.04, 0.03, 0.5])
        for (value, expected) in zip(adjusted, [0.006, 0.06, 0.8, 0.06, 0.06, 0.6]) { #expect(abs(value - expected) < 1e-12) }
        #expect(BenjaminiHochberg.rejected([0.001, 0.02, 0.8, 0.04, 0.03, 0.5], rate: 0.05) == [true, false, false, false, false, false])
        #expect(BenjaminiHochberg.adjusted([]).isEmpty)
    }

    @Test("summaries agree with NumPy") func summaries() {
        let values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3.5]
        #expect(Summary.median(values) == 3.75)
        #expect(abs(Summary.quantile(values, 0.1) - 1) < 1e-12)
        #expect(abs(Summary.quantile(values, 0.9) - 6.3) < 1e-12)
        #expect(Summary.medianAbsoluteDeviation(values) == 1.5)
        #expect(abs(Summary.variance(values) - 6.025) < 1e-12)
        #expect(Summary.median([]).isNaN)
        #expect(Summary.variance([1]) == 0)
    }

    @Test("a robust z ignores the outlier that it measures") func robust() {
        let scale = RobustScale([9, 10, 11, 10, 9, 11, 10, 500])
        #expect(abs(scale.z(10)) < 0.5)
        #expect(scale.z(500) > 100)
        #expect(RobustScale([2, 2, 2]).z(3).isFinite)
    }
}

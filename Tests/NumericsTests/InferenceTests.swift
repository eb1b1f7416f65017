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

    /// scipy.optimize.minimize(BFGS, gtol=1e-12) on the same penalised loss.
    @Test("logistic regression finds SciPy's minimum") func logistic() throws {
        let features = [[0.5, 1.2], [1.5, -0.3], [-0.7, 0.8], [2.2, 0.1], [-1.4, -0.9], [0.3, -1.1], [1.0, 2.0], [-0.2, 0.4]]
        let labels = [true, true, false, true, false, true, false, false]
        let model = try #require(LogisticRegression(features: features, labels: labels, penalty: 0.7))
        for (value, expected) in zip([model.intercept] + model.weights, [-0.20707365, 1.22168115, -0.70095692]) {
            #expect(abs(value - expected) < 1e-6)
        }
        #expect(LogisticRegression(features: [[1], [1, 2]], labels: [true, false]) == nil)
        #expect(LogisticRegression(features: [], labels: []) == nil)
    }

    @Test("separable data stays finite under the penalty") func separable() throws {
        let model = try #require(LogisticRegression(features: [[-1000], [1000]], labels: [false, true], penalty: 0.01))
        #expect(model.weights[0].isFinite)
        #expect(model.probability([1000]) > 0.99)
        #expect(model.probability([-1000]) < 0.01)
    }

    @Test("sparse logistic regression agrees with the dense one") func sparse() throws {
        var random = SeededRandom(seed: 17)
        let rows = (0..<300).map { _ in (0..<4).map { _ in random.normal() } }
        let labels = rows.map { row in random.chance(LogisticRegression.sigmoid(row[0] - 2 * row[2])) }
        let dense = try #require(LogisticRegression(features: rows, labels: labels, penalty: 2))
        let sparse = SparseLogisticRegression(
            rows: rows.map { row in row.enumerated().map { SparseEntry(index: $0, value: Float($1)) } }, labels: labels, width: 4, penalty: 2,
            iterations: 200)
        for (left, right) in zip(dense.weights, sparse.weights) { #expect(abs(left - Double(right)) < 0.01) }
        #expect(abs(dense.intercept - Double(sparse.intercept)) < 0.01)
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

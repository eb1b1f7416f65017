import LinearAlgebra
import Numerics
import Testing

@Suite("Regressions") struct RegressionTests {
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
        let labels = rows.map { row in random.chance(Logistic.sigmoid(row[0] - 2 * row[2])) }
        let dense = try #require(LogisticRegression(features: rows, labels: labels, penalty: 2))
        let sparse = SparseLogisticRegression(
            rows: rows.map { row in row.enumerated().map { SparseEntry(index: $0, value: Float($1)) } }, labels: labels, width: 4, penalty: 2,
            iterations: 200)
        for (left, right) in zip(dense.weights, sparse.weights) { #expect(abs(left - Double(right)) < 0.01) }
        #expect(abs(dense.intercept - Double(sparse.intercept)) < 0.01)
    }

    @Test("A fit gives the same bits again and again, on any thread") func sameBits() async throws {
        var random = SeededRandom(seed: 5)
        let rows = (0..<200).map { _ in (0..<50).map { SparseEntry(index: $0 * 3, value: Float(random.normal())) } }
        let labels = rows.map { row in random.chance(Logistic.sigmoid(Double(row[0].value - row[1].value))) }
        let first = SparseLogisticRegression(rows: rows, labels: labels, width: 150)
        await withTaskGroup(of: SparseLogisticRegression.self) { group in
            for _ in 0..<6 { group.addTask { SparseLogisticRegression(rows: rows, labels: labels, width: 150) } }
            for await fit in group { #expect(fit == first) }
        }
    }
}

internal import Numerics

/// Logistic regression with an L2 penalty on every weight but the intercept, fitted by damped Newton steps (iteratively reweighted least squares).
///
/// Minimises Σ wᵢ log(1 + exp(-yᵢ zᵢ)) + penalty/2 ‖weights‖², z = intercept + x·weights. Deterministic. O(iterations × (n d² + d³)): for tens of
/// dense features; sparse models have `SparseLogisticRegression`.
public struct LogisticRegression: Hashable, Sendable {
    public let intercept: Double
    public let weights: [Double]

    public init(intercept: Double, weights: [Double]) {
        self.intercept = intercept
        self.weights = weights
    }

    /// Fits rows of `features` (each of one length) to `labels`; nil where the input is empty or ragged. Bits may differ between kinds of processors.
    public init?(
        features: [[Double]], labels: [Bool], sampleWeights: [Double]? = nil, penalty: Double = 1, iterations: Int = 50, tolerance: Double = 1e-10
    ) {
        guard !features.isEmpty, features.count == labels.count, let rows = Matrix(rows: features.map { [1] + $0 }),
            sampleWeights.map({ $0.count == labels.count }) ?? true, penalty >= 0
        else { return nil }
        let problem = LogisticProblem(rows: rows, labels: labels, sampleWeights: sampleWeights, penalty: penalty)
        var parameters = [Double](repeating: 0, count: rows.columnCount)
        var loss = problem.loss(parameters)
        for _ in 0..<iterations {
            let step = problem.newtonStep(parameters)
            var length = 1.0
            var next = parameters
            var nextLoss = loss
            // Halve the step until the loss falls; the loss is convex, so a small enough step always lowers it.
            repeat {
                next = zip(parameters, step).map { $0 - length * $1 }
                nextLoss = problem.loss(next)
                length /= 2
            } while !(nextLoss <= loss) && length > 1e-10
            guard nextLoss <= loss else { break }
            let improvement = loss - nextLoss
            parameters = next
            loss = nextLoss
            if improvement <= tolerance * max(1, loss) { break }
        }
        intercept = parameters[0]
        weights = Array(parameters.dropFirst())
    }

    /// The log odds of `true`. O(d).
    public func logOdds(_ features: [Double]) -> Double {
        zip(features, weights).reduce(intercept) { $0 + $1.0 * $1.1 }
    }

    /// The probability of `true`.
    public func probability(_ features: [Double]) -> Double { Logistic.sigmoid(logOdds(features)) }
}

/// Loss, gradient and Hessian of one fit. Column 0 of the rows is 1, so that parameter 0 is the intercept.
private struct LogisticProblem {
    let rows: Matrix
    let labels: [Bool]
    let sampleWeights: [Double]?
    let penalty: Double

    func loss(_ parameters: [Double]) -> Double {
        var sum = parameters.dropFirst().reduce(0) { $0 + $1 * $1 } * penalty / 2
        for (row, score) in rows.times(parameters).enumerated() {
            sum += (sampleWeights?[row] ?? 1) * Logistic.loss(margin: labels[row] ? score : -score)
        }
        return sum
    }

    func newtonStep(_ parameters: [Double]) -> [Double] {
        let probabilities = rows.times(parameters).map { Logistic.sigmoid($0) }
        let residuals = labels.indices.map { (sampleWeights?[$0] ?? 1) * (probabilities[$0] - (labels[$0] ? 1 : 0)) }
        let curvatures = probabilities.indices.map { (sampleWeights?[$0] ?? 1) * max(probabilities[$0] * (1 - probabilities[$0]), 1e-12) }
        var gradient = rows.transposedTimes(residuals)
        var hessian = rows.gram(weights: curvatures)
        for index in gradient.indices.dropFirst() {
            gradient[index] += penalty * parameters[index]
            hessian[index, index] += penalty
        }
        // A ridge far below the data keeps the factorisation positive where a column is constant.
        for index in gradient.indices { hessian[index, index] += 1e-9 }
        return Cholesky(hessian)?.solve(gradient) ?? Cholesky.referenceSolve(hessian, gradient)
    }
}

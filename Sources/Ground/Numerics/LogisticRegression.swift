internal import Glibc

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

    /// Fits rows of `features` (each of one length) to `labels`; nil where the input is empty or ragged.
    public init?(
        features: [[Double]], labels: [Bool], sampleWeights: [Double]? = nil, penalty: Double = 1, iterations: Int = 50, tolerance: Double = 1e-10
    ) {
        guard let width = features.first?.count, features.count == labels.count, features.allSatisfy({ $0.count == width }),
            sampleWeights.map({ $0.count == labels.count }) ?? true, penalty >= 0
        else { return nil }
        let problem = LogisticProblem(features: features, labels: labels, sampleWeights: sampleWeights, penalty: penalty)
        var parameters = [Double](repeating: 0, count: width + 1)
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
    public func probability(_ features: [Double]) -> Double { Self.sigmoid(logOdds(features)) }

    /// 1 / (1 + exp(-z)) without overflow.
    public static func sigmoid(_ z: Double) -> Double { z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z)) }
}

/// Loss, gradient and Hessian of one fit. Parameter 0 is the intercept.
private struct LogisticProblem {
    let features: [[Double]]
    let labels: [Bool]
    let sampleWeights: [Double]?
    let penalty: Double

    func score(_ row: Int, _ parameters: [Double]) -> Double {
        var sum = parameters[0]
        for (index, value) in features[row].enumerated() { sum += value * parameters[index + 1] }
        return sum
    }

    func loss(_ parameters: [Double]) -> Double {
        var sum = parameters.dropFirst().reduce(0) { $0 + $1 * $1 } * penalty / 2
        for row in features.indices {
            let margin = score(row, parameters) * (labels[row] ? 1 : -1)
            sum += (sampleWeights?[row] ?? 1) * (margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin)
        }
        return sum
    }

    func newtonStep(_ parameters: [Double]) -> [Double] {
        let width = parameters.count
        var gradient = [Double](repeating: 0, count: width)
        var hessian = [Double](repeating: 0, count: width * width)
        for row in features.indices {
            let probability = LogisticRegression.sigmoid(score(row, parameters))
            let weight = sampleWeights?[row] ?? 1
            let residual = weight * (probability - (labels[row] ? 1 : 0))
            let curvature = weight * max(probability * (1 - probability), 1e-12)
            let values = [1] + features[row]
            for i in 0..<width {
                gradient[i] += residual * values[i]
                for j in 0...i { hessian[i * width + j] += curvature * values[i] * values[j] }
            }
        }
        for i in 1..<max(1, width) {
            gradient[i] += penalty * parameters[i]
            hessian[i * width + i] += penalty
        }
        // A ridge far below the data keeps the factorisation positive where a column is constant.
        for i in 0..<width { hessian[i * width + i] += 1e-9 }
        return Cholesky.solve(lower: hessian, width: width, right: gradient)
    }
}

/// Solves symmetric positive definite systems.
enum Cholesky {
    /// Solves H x = b from the lower triangle of H, row-major. O(width³).
    static func solve(lower hessian: [Double], width: Int, right: [Double]) -> [Double] {
        var factor = hessian
        for i in 0..<width {
            for j in 0...i {
                var sum = factor[i * width + j]
                for k in 0..<j { sum -= factor[i * width + k] * factor[j * width + k] }
                factor[i * width + j] = i == j ? max(sum, 1e-300).squareRoot() : sum / factor[j * width + j]
            }
        }
        var x = right
        for i in 0..<width {
            for k in 0..<i { x[i] -= factor[i * width + k] * x[k] }
            x[i] /= factor[i * width + i]
        }
        for i in (0..<width).reversed() {
            for k in (i + 1)..<max(i + 1, width) { x[i] -= factor[k * width + i] * x[k] }
            x[i] /= factor[i * width + i]
        }
        return x
    }
}

internal import Numerics

/// One non-zero feature of a sparse row.
public struct SparseEntry: Hashable, Sendable {
    public let index: Int32
    public let value: Float

    public init(index: Int, value: Float) {
        self.index = Int32(index)
        self.value = value
    }
}

/// Logistic regression over sparse rows with an L2 penalty, for hashed n-grams: tens of thousands of weights.
///
/// Minimises the same loss as `LogisticRegression` by limited-memory BFGS (Nocedal, 1980; ten pairs kept) with Armijo backtracking. Sums over
/// rows run in row order and the library on one thread, so the result is the same on every run; kinds of processors may differ in the last
/// bits. O(iterations × non-zeros).
public struct SparseLogisticRegression: Hashable, Sendable {
    public let intercept: Float
    public let weights: [Float]

    /// `sampleWeights` default to 1 for each row. Indices must lie below `width`.
    public init(
        rows: [[SparseEntry]], labels: [Bool], sampleWeights: [Double]? = nil, width: Int, penalty: Double = 1, iterations: Int = 100,
        tolerance: Double = 1e-6
    ) {
        precondition(rows.count == labels.count && rows.allSatisfy { $0.allSatisfy { $0.index >= 0 && Int($0.index) < width } })
        let problem = SparseProblem(rows: rows, labels: labels, sampleWeights: sampleWeights, width: width, penalty: penalty)
        let solution = LimitedMemoryBFGS.minimise(start: [Double](repeating: 0, count: width + 1), iterations: iterations, tolerance: tolerance) {
            problem.evaluate($0)
        }
        intercept = Float(solution[width])
        weights = solution.prefix(width).map { Float($0) }
    }
}

private struct SparseProblem {
    let rows: [[SparseEntry]]
    let labels: [Bool]
    let sampleWeights: [Double]?
    let width: Int
    let penalty: Double

    /// Loss and gradient; the intercept is the last parameter and is not penalised.
    func evaluate(_ parameters: [Double]) -> (Double, [Double]) {
        var gradient = [Double](repeating: 0, count: width + 1)
        var loss = 0.0
        for index in 0..<width {
            loss += parameters[index] * parameters[index]
            gradient[index] = penalty * parameters[index]
        }
        loss *= penalty / 2
        for (row, label) in zip(rows.indices, labels) {
            var z = parameters[width]
            for entry in rows[row] { z += parameters[Int(entry.index)] * Double(entry.value) }
            let weight = sampleWeights?[row] ?? 1
            loss += weight * Logistic.loss(margin: label ? z : -z)
            let residual = weight * (Logistic.sigmoid(z) - (label ? 1 : 0))
            for entry in rows[row] { gradient[Int(entry.index)] += residual * Double(entry.value) }
            gradient[width] += residual
        }
        return (loss, gradient)
    }
}

/// Minimises smooth convex functions of many variables.
enum LimitedMemoryBFGS {
    private static let memory = 10

    static func minimise(
        start: [Double], iterations: Int, tolerance: Double, _ evaluate: ([Double]) -> (Double, [Double])
    ) -> [Double] {
        var point = start
        var (loss, gradient) = evaluate(point)
        var pairs: [(step: [Double], change: [Double], scale: Double)] = []
        for _ in 0..<iterations {
            if Vectors.norm(gradient) <= tolerance * max(1, Vectors.norm(point)) { break }
            var direction = descent(gradient, pairs)
            var slope = Vectors.dot(direction, gradient)
            if slope >= 0 {
                pairs = []
                direction = gradient.map { -$0 }
                slope = -Vectors.dot(gradient, gradient)
            }
            // Only the very first step has no curvature to take its length from.
            var length = pairs.isEmpty ? min(1, 1 / max(Vectors.norm(gradient), 1e-12)) : 1
            var next = advance(point, direction, length)
            var (nextLoss, nextGradient) = evaluate(next)
            while !(nextLoss <= loss + 1e-4 * length * slope), length > 1e-12 {
                length /= 2
                next = advance(point, direction, length)
                (nextLoss, nextGradient) = evaluate(next)
            }
            guard nextLoss < loss else { break }
            let step = zip(next, point).map { $0 - $1 }
            let change = zip(nextGradient, gradient).map { $0 - $1 }
            let curvature = Vectors.dot(step, change)
            if curvature > 1e-12 {
                pairs.append((step, change, 1 / curvature))
                if pairs.count > memory { pairs.removeFirst() }
            }
            let improvement = loss - nextLoss
            (point, loss, gradient) = (next, nextLoss, nextGradient)
            if improvement <= 1e-12 * max(1, abs(loss)) { break }
        }
        return point
    }

    /// The two-loop recursion (Nocedal and Wright, Numerical Optimization, algorithm 7.4).
    private static func descent(_ gradient: [Double], _ pairs: [(step: [Double], change: [Double], scale: Double)]) -> [Double] {
        var direction = gradient
        var shares: [Double] = []
        for pair in pairs.reversed() {
            let share = pair.scale * Vectors.dot(pair.step, direction)
            shares.append(share)
            direction = advance(direction, pair.change, -share)
        }
        if let last = pairs.last {
            let scale = 1 / (last.scale * Vectors.dot(last.change, last.change))
            Vectors.scale(&direction, by: scale)
        }
        for (pair, share) in zip(pairs, shares.reversed()) {
            let correction = pair.scale * Vectors.dot(pair.change, direction)
            direction = advance(direction, pair.step, share - correction)
        }
        return direction.map { -$0 }
    }

    private static func advance(_ point: [Double], _ direction: [Double], _ length: Double) -> [Double] {
        var next = point
        Vectors.add(length, direction, to: &next)
        return next
    }
}

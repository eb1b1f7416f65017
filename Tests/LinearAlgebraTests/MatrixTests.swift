import LinearAlgebra
import Numerics
import Testing

@Suite("Linear algebra") struct MatrixTests {
    private static func matrix(_ rows: Int, _ columns: Int, _ random: inout SeededRandom) -> Matrix {
        Matrix(rowCount: rows, columnCount: columns, values: (0..<rows * columns).map { _ in random.normal() })
    }

    private static func agree(_ a: [Double], _ b: [Double]) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-10 * max(1, abs($1)) }
    }

    @Test("Products agree with their plain statements", arguments: [(0, 0, 0), (1, 1, 1), (3, 5, 2), (17, 4, 33), (64, 64, 64), (5, 0, 3)])
    func products(_ rows: Int, _ inner: Int, _ columns: Int) {
        var random = SeededRandom(seed: 9)
        let left = Self.matrix(rows, inner, &random)
        let right = Self.matrix(inner, columns, &random)
        #expect(Self.agree(left.times(right).values, left.referenceTimes(right).values))
        let vector = (0..<inner).map { _ in random.normal() }
        let column = Matrix(rowCount: inner, columnCount: 1, values: vector)
        #expect(Self.agree(left.times(vector), left.referenceTimes(column).values))
        let other = (0..<rows).map { _ in random.normal() }
        #expect(Self.agree(left.transposedTimes(other), left.transposed.referenceTimes(Matrix(rowCount: rows, columnCount: 1, values: other)).values))
        let weights = other.map { abs($0) }
        var weighted = left
        for row in 0..<rows { for column in 0..<inner { weighted[row, column] *= weights[row] } }
        #expect(Self.agree(left.gram(weights: weights).values, left.transposed.referenceTimes(weighted).values))
    }

    @Test("Vector operations agree with their plain statements", arguments: [0, 1, 7, 1_000]) func vectors(_ count: Int) {
        var random = SeededRandom(seed: 3)
        let a = (0..<count).map { _ in random.normal() }
        let b = (0..<count).map { _ in random.normal() }
        #expect(abs(Vectors.dot(a, b) - Vectors.referenceDot(a, b)) < 1e-10)
        #expect(abs(Vectors.norm(a) - Vectors.referenceDot(a, a).squareRoot()) < 1e-10)
        var sum = b
        Vectors.add(0.5, a, to: &sum)
        #expect(Self.agree(sum, zip(a, b).map { $0 * 0.5 + $1 }))
        Vectors.scale(&sum, by: -2)
        #expect(Self.agree(sum, zip(a, b).map { -$0 - 2 * $1 }))
    }

    @Test("Cholesky solves what the plain statement solves, and refuses what is not positive definite", arguments: [1, 2, 10, 60])
    func cholesky(_ width: Int) throws {
        var random = SeededRandom(seed: UInt64(width))
        let rows = Self.matrix(width + 5, width, &random)
        let gram = rows.gram(weights: [Double](repeating: 1, count: width + 5))
        let right = (0..<width).map { _ in random.normal() }
        let solution = try #require(Cholesky(gram)).solve(right)
        #expect(zip(gram.times(solution), right).allSatisfy { abs($0 - $1) < 1e-8 })
        #expect(zip(solution, Cholesky.referenceSolve(gram, right)).allSatisfy { abs($0 - $1) < 1e-6 * max(1, abs($1)) })
        var indefinite = gram
        indefinite[width - 1, width - 1] = -1
        #expect(Cholesky(indefinite) == nil)
        #expect(Matrix(rows: [[1, 2], [3]]) == nil)
    }
}

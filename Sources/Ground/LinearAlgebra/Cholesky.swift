internal import COpenBLAS

/// The factor L of a symmetric positive definite matrix A = L Lᵀ (LAPACK's dpotrf), and solutions with it.
public struct Cholesky: Sendable {
    private let width: Int
    /// Column-major, as LAPACK has it; only the triangle that it filled counts.
    private let factor: [Double]

    /// Nil where the matrix is not positive definite, as far as rounding lets one see. O(width³).
    public init?(_ matrix: Matrix) {
        precondition(matrix.rowCount == matrix.columnCount, "a square matrix")
        width = matrix.rowCount
        var values = matrix.values
        if width > 0 {
            var (size, status): (Int32, Int32) = (Library.size(width), 0)
            let leading = size
            dpotrf_("L", &size, &values, [leading], &status)
            guard status == 0 else { return nil }
        }
        factor = values
    }

    /// x with A x = right. O(width²).
    public func solve(_ right: [Double]) -> [Double] {
        precondition(right.count == width, "a right side of the matrix's width")
        guard width > 0 else { return [] }
        var solution = right
        var status: Int32 = 0
        let size = [Library.size(width)]
        dpotrs_("L", size, [1], factor, size, &solution, size, &status)
        return solution
    }

    /// The plain statement of both; a matrix that is not quite positive definite is taken as if it were. O(width³).
    public static func referenceSolve(_ matrix: Matrix, _ right: [Double]) -> [Double] {
        let width = matrix.rowCount
        var factor = matrix
        for row in 0..<width {
            for column in 0...row {
                let sum = (0..<column).reduce(factor[row, column]) { $0 - factor[row, $1] * factor[column, $1] }
                factor[row, column] = row == column ? max(sum, 1e-300).squareRoot() : sum / factor[column, column]
            }
        }
        var x = right
        for row in 0..<width { x[row] = (0..<row).reduce(x[row]) { $0 - factor[row, $1] * x[$1] } / factor[row, row] }
        for row in (0..<width).reversed() { x[row] = (row + 1..<width).reduce(x[row]) { $0 - factor[$1, row] * x[$1] } / factor[row, row] }
        return x
    }
}

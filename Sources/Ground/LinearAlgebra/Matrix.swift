internal import COpenBLAS

/// A matrix of Doubles in one piece of memory, row by row; its products over OpenBLAS (levels 2 and 3).
public struct Matrix: Hashable, Sendable {
    public let rowCount: Int
    public let columnCount: Int
    /// Row-major.
    public internal(set) var values: [Double]

    /// - Precondition: as many values as rows times columns.
    public init(rowCount: Int, columnCount: Int, values: [Double]) {
        precondition(rowCount >= 0 && columnCount >= 0 && values.count == rowCount * columnCount, "a value for each row and column")
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.values = values
    }

    /// Nil where the rows are not of one length.
    public init?(rows: [[Double]]) {
        let width = rows.first?.count ?? 0
        guard rows.allSatisfy({ $0.count == width }) else { return nil }
        self.init(rowCount: rows.count, columnCount: width, values: rows.flatMap { $0 })
    }

    public subscript(row: Int, column: Int) -> Double {
        get { values[row * columnCount + column] }
        set { values[row * columnCount + column] = newValue }
    }

    /// The matrix times a vector of `columnCount`. O(rows × columns).
    public func times(_ vector: [Double]) -> [Double] { product(vector, isTransposed: false) }

    /// The transposed matrix times a vector of `rowCount`. O(rows × columns).
    public func transposedTimes(_ vector: [Double]) -> [Double] { product(vector, isTransposed: true) }

    private func product(_ vector: [Double], isTransposed: Bool) -> [Double] {
        precondition(vector.count == (isTransposed ? rowCount : columnCount), "a vector of the matrix's length")
        var product = [Double](repeating: 0, count: isTransposed ? columnCount : rowCount)
        guard !values.isEmpty else { return product }
        cblas_dgemv(
            CblasRowMajor, isTransposed ? CblasTrans : CblasNoTrans, Library.size(rowCount), Library.size(columnCount), 1, values,
            Library.size(columnCount), vector, 1, 0, &product, 1)
        return product
    }

    /// The product of two matrices. O(rows × columns × other's columns).
    public func times(_ other: Matrix) -> Matrix {
        precondition(columnCount == other.rowCount, "as many columns as the other has rows")
        var product = [Double](repeating: 0, count: rowCount * other.columnCount)
        if !values.isEmpty, !other.values.isEmpty {
            cblas_dgemm(
                CblasRowMajor, CblasNoTrans, CblasNoTrans, Library.size(rowCount), Library.size(other.columnCount), Library.size(columnCount), 1,
                values, Library.size(columnCount), other.values, Library.size(other.columnCount), 0, &product, Library.size(other.columnCount))
        }
        return Matrix(rowCount: rowCount, columnCount: other.columnCount, values: product)
    }

    /// Xᵀ diag(weights) X, for weights of at least 0: the normal equations of weighted least squares. O(rows × columns²).
    public func gram(weights: [Double]) -> Matrix {
        precondition(weights.count == rowCount && weights.allSatisfy { $0 >= 0 }, "a weight of at least 0 for each row")
        var scaled = values
        for row in 0..<rowCount {
            let root = weights[row].squareRoot()
            for place in row * columnCount..<(row + 1) * columnCount { scaled[place] *= root }
        }
        var gram = Matrix(rowCount: columnCount, columnCount: columnCount, values: [Double](repeating: 0, count: columnCount * columnCount))
        guard !values.isEmpty else { return gram }
        cblas_dsyrk(
            CblasRowMajor, CblasLower, CblasTrans, Library.size(columnCount), Library.size(rowCount), 1, scaled, Library.size(columnCount), 0,
            &gram.values, Library.size(columnCount))
        for row in 0..<columnCount {
            for column in 0..<row { gram[column, row] = gram[row, column] }
        }
        return gram
    }
}

extension Matrix {
    /// The plain statement of `times`.
    public func referenceTimes(_ other: Matrix) -> Matrix {
        let values = (0..<rowCount).flatMap { row in
            (0..<other.columnCount).map { column in (0..<columnCount).reduce(0) { $0 + self[row, $1] * other[$1, column] } }
        }
        return Matrix(rowCount: rowCount, columnCount: other.columnCount, values: values)
    }

    /// Columns as rows. O(values).
    public var transposed: Matrix {
        Matrix(
            rowCount: columnCount, columnCount: rowCount,
            values: (0..<columnCount).flatMap { column in (0..<rowCount).map { self[$0, column] } })
    }
}

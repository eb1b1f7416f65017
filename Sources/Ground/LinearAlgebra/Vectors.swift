internal import COpenBLAS

/// Vectors as lists of Doubles, over OpenBLAS (level 1).
///
/// Sums are not taken in the order of the list, so results may differ from the plain statements, and between kinds of processors, in the last bits.
public enum Vectors {
    /// Σ aᵢ bᵢ of two vectors of one length. O(n).
    public static func dot(_ a: [Double], _ b: [Double]) -> Double {
        precondition(a.count == b.count, "vectors of one length")
        return cblas_ddot(Library.size(a.count), a, 1, b, 1)
    }

    /// The Euclidean length. O(n).
    public static func norm(_ a: [Double]) -> Double { cblas_dnrm2(Library.size(a.count), a, 1) }

    /// target + factor × a, in place. O(n).
    public static func add(_ factor: Double, _ a: [Double], to target: inout [Double]) {
        precondition(a.count == target.count, "vectors of one length")
        cblas_daxpy(Library.size(a.count), factor, a, 1, &target, 1)
    }

    /// factor × a, in place. O(n).
    public static func scale(_ a: inout [Double], by factor: Double) { cblas_dscal(Library.size(a.count), factor, &a, 1) }

    /// The plain statement of `dot`.
    public static func referenceDot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}

internal import COpenBLAS

/// OpenBLAS on one thread, so that the order of every sum hangs on the processor's kind alone and not on how many of them there are.
enum Library {
    private static let isReady: Bool = {
        openblas_set_num_threads(1)
        return true
    }()

    /// The length of a vector, or another size, as the library wants it. The first call sets the library up.
    static func size(_ count: Int) -> Int32 {
        precondition(isReady && count <= Int(Int32.max), "too large for the library")
        return Int32(count)
    }
}

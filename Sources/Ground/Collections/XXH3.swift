internal import CXXHash

/// XXH3 of the xxHash library (https://xxhash.com): a fast hash for tables and for finding damage, where nobody has a reason to aim.
///
/// Where somebody does, a keyed or a cryptographic hash is needed (`Digest`).
public enum XXH3 {
    /// 64 bits of the bytes. O(bytes), no allocation.
    public static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
        XXH3_64bits_withSeed(bytes.baseAddress, bytes.count, seed)
    }

    /// The same for a text's UTF-8.
    public static func hash(_ text: String, seed: UInt64 = 0) -> UInt64 {
        var text = text
        return text.withUTF8 { hash(UnsafeRawBufferPointer($0), seed: seed) }
    }
}

/// XXH3 over bytes that come in pieces; the same as `XXH3.hash` over all of them. A class because the library's state is its own to free.
public final class XXH3Stream {
    private let state: OpaquePointer

    public init() {
        guard let state = XXH3_createState() else { preconditionFailure("out of memory") }
        XXH3_64bits_reset(state)
        self.state = state
    }

    deinit { XXH3_freeState(state) }

    public func update(_ bytes: UnsafeRawBufferPointer) { XXH3_64bits_update(state, bytes.baseAddress, bytes.count) }

    public var hash: UInt64 { XXH3_64bits_digest(state) }
}

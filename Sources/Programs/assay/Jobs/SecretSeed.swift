import Contributions
import Diagnostics
import Operations

/// The seed of a deployment's hashes, which nobody else may know: who does can craft texts that collide.
enum SecretSeed {
    /// Bytes that a file needs for its content not to be guessed.
    static let minimumByteCount = 16
    static let maximumByteCount = 64 << 10

    /// Names the file for a whole deployment.
    static let environmentName = "ASSAY_SEED_FILE"

    /// The seed of the file that the environment names; nil where it names none.
    static func ofDeployment() throws(Diagnostic) -> UInt64? {
        guard let path = FileSystem.environment(environmentName) else { return nil }
        return try read(path)
    }

    /// The deployment's, or the public one.
    static func forDetectors() throws(Diagnostic) -> UInt64 { try ofDeployment() ?? DetectorBench.publicSeed }

    /// The seed that a file's bytes stand for: the first eight of their SHA-256. Never printed.
    static func read(_ path: String) throws(Diagnostic) -> UInt64 {
        let bytes = try FileSystem.read(path, limit: maximumByteCount)
        guard bytes.count >= minimumByteCount else {
            throw Diagnostic(
                code: "seed/too-short", cause: "\(path) has \(bytes.count) bytes; a secret seed has at least \(minimumByteCount)",
                hint: "make one with: head -c 32 /dev/urandom > \(path); chmod 600 \(path)")
        }
        return Digest.sha256(bytes).bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

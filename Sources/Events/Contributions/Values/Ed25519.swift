internal import CLibCrypto

/// Ed25519 signatures (RFC 8032), computed by OpenSSL's libcrypto. Keys and signatures are plain bytes.
public enum Ed25519 {
    /// Bytes of a private key, which is its seed.
    public static let seedBytes = 32
    public static let publicKeyBytes = 32
    public static let signatureBytes = 64

    /// The public key that belongs to a seed; nil unless the seed has 32 bytes.
    public static func publicKey(seed: [UInt8]) -> [UInt8]? {
        guard let key = privateKey(seed) else { return nil }
        defer { EVP_PKEY_free(key) }
        var out = [UInt8](repeating: 0, count: publicKeyBytes)
        var count = out.count
        guard EVP_PKEY_get_raw_public_key(key, &out, &count) == 1, count == publicKeyBytes else { return nil }
        return out
    }

    /// The signature of a message; nil unless the seed has 32 bytes.
    public static func sign(_ message: [UInt8], seed: [UInt8]) -> [UInt8]? {
        guard let key = privateKey(seed), let context = EVP_MD_CTX_new() else { return nil }
        defer {
            EVP_MD_CTX_free(context)
            EVP_PKEY_free(key)
        }
        var out = [UInt8](repeating: 0, count: signatureBytes)
        var count = out.count
        guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
            EVP_DigestSign(context, &out, &count, message, message.count) == 1, count == signatureBytes
        else { return nil }
        return out
    }

    /// True where the signature of the message is that of the key's owner.
    public static func verify(_ signature: [UInt8], of message: [UInt8], publicKey: [UInt8]) -> Bool {
        guard signature.count == signatureBytes, publicKey.count == publicKeyBytes,
            let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, publicKey, publicKey.count)
        else { return false }
        defer { EVP_PKEY_free(key) }
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    private static func privateKey(_ seed: [UInt8]) -> OpaquePointer? {
        guard seed.count == seedBytes else { return nil }
        return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
    }
}

extension Digest {
    /// 32 bytes that nobody can guess, from libcrypto's generator; nil where it cannot be seeded. For salts and keys only.
    public static func random() -> Digest? {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        return RAND_bytes(&bytes, Int32(bytes.count)) == 1 ? Digest(bytes: bytes) : nil
    }
}

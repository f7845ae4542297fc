import COpenSSL

/// Signatures of RFC 8032. Keys are their 32 raw bytes.
package enum Ed25519 {
    package static let keyBytes = 32
    package static let signatureBytes = 64

    /// Nil where the system gives no random bytes.
    package static func makePrivateKey() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: keyBytes)
        return RAND_priv_bytes(&bytes, Int32(bytes.count)) == 1 ? bytes : nil
    }

    package static func publicKey(of privateKey: [UInt8]) -> [UInt8]? {
        guard let key = openPrivate(privateKey) else { return nil }
        defer { EVP_PKEY_free(key) }
        var bytes = [UInt8](repeating: 0, count: keyBytes)
        var count = bytes.count
        return EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1 && count == keyBytes ? bytes : nil
    }

    package static func signature(of message: [UInt8], by privateKey: [UInt8]) -> [UInt8]? {
        guard let key = openPrivate(privateKey), let context = EVP_MD_CTX_new() else { return nil }
        defer {
            EVP_MD_CTX_free(context)
            EVP_PKEY_free(key)
        }
        var bytes = [UInt8](repeating: 0, count: signatureBytes)
        var count = bytes.count
        guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
            EVP_DigestSign(context, &bytes, &count, message, message.count) == 1
        else { return nil }
        return count == signatureBytes ? bytes : nil
    }

    package static func isSignature(
        _ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]
    ) -> Bool {
        guard publicKey.count == keyBytes, signature.count == signatureBytes,
            let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, publicKey, publicKey.count),
            let context = EVP_MD_CTX_new()
        else { return false }
        defer {
            EVP_MD_CTX_free(context)
            EVP_PKEY_free(key)
        }
        return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    private static func openPrivate(_ bytes: [UInt8]) -> OpaquePointer? {
        guard bytes.count == keyBytes else { return nil }
        return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
    }
}

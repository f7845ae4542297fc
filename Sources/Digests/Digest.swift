import COpenSSL

/// What bytes come to, as they go by.
package struct Digest: ~Copyable {
    package enum Kind: Sendable { case sha256, md5 }

    private let context: OpaquePointer
    private let byteCount: Int

    /// Nil where the library has no memory, or is not allowed to do it.
    package init?(_ kind: Kind) {
        guard let context = EVP_MD_CTX_new() else { return nil }
        guard EVP_DigestInit_ex(context, kind.algorithm, nil) == 1 else {
            EVP_MD_CTX_free(context)
            return nil
        }
        self.context = context
        byteCount = kind.byteCount
    }

    deinit { EVP_MD_CTX_free(context) }

    package mutating func add(_ bytes: [UInt8]) { add(bytes[...]) }

    package mutating func add(_ bytes: ArraySlice<UInt8>) {
        _ = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    }

    /// Nothing can be added any more.
    package consuming func finish() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        EVP_DigestFinal_ex(context, &bytes, nil)
        return bytes
    }
}

extension Digest {
    package static func of(_ bytes: [UInt8], _ kind: Kind) -> [UInt8]? {
        guard var digest = Digest(kind) else { return nil }
        digest.add(bytes)
        return digest.finish()
    }
}

extension Digest {
    /// That only who has the key can make: HMAC with SHA-256.
    package static func authentication(of bytes: [UInt8], key: [UInt8]) -> [UInt8]? {
        var code = [UInt8](repeating: 0, count: Kind.sha256.byteCount)
        let made = HMAC(
            Kind.sha256.algorithm, key, Int32(clamping: key.count), bytes, bytes.count, &code, nil)
        return made == nil ? nil : code
    }
}

extension Digest.Kind {
    fileprivate var algorithm: OpaquePointer? {
        switch self {
        case .sha256: EVP_sha256()
        case .md5: EVP_md5()
        }
    }

    fileprivate var byteCount: Int {
        switch self {
        case .sha256: 32
        case .md5: 16
        }
    }
}

extension [UInt8] {
    /// Two digits for each byte.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

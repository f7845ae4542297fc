import Digests
import Platform

/// The object `s/<stream>/head.json`: a head and the signatures over its very bytes.
package struct Envelope: Equatable, Sendable {
    package struct Signature: Equatable, Sendable {
        package let keyID: String
        package let bytes: [UInt8]
    }

    package let payload: [UInt8]
    package let signatures: [Signature]

    private static let what = "the signed head"
    private static let mostSignatures = 16

    /// With every key, so that players which know an old one or a new one believe it.
    package init(_ head: Head, signedBy privateKeys: [[UInt8]]) throws(Refusal) {
        payload = head.payload
        var signatures: [Signature] = []
        for key in privateKeys {
            guard let own = Ed25519.publicKey(of: key), let bytes = Ed25519.signature(of: payload, by: key)
            else { throw Refusal(Self.what, "a key does not sign") }
            signatures.append(Signature(keyID: try PublicKey(bytes: own).id, bytes: bytes))
        }
        self.signatures = signatures
    }

    /// Nothing of it is believed yet.
    package init(parsing bytes: [UInt8]) throws(Refusal) {
        guard bytes.count <= Limits.headBytes else { throw Refusal(Self.what, "it is too large") }
        let members = try Members(try StrictReader.read(bytes, Self.what), Self.what)
        guard let payload = Base64.bytes(of: try members.text("payload", most: Limits.headBytes)) else {
            throw members.refusal("its payload is no base64")
        }
        self.payload = payload
        var signatures: [Signature] = []
        for entry in try members.list("signatures", most: Self.mostSignatures) {
            let signature = try Members(entry, Self.what)
            guard let bytes = Base64.bytes(of: try signature.text("sig")) else {
                throw members.refusal("a signature is no base64")
            }
            signatures.append(Signature(keyID: try signature.text("keyid"), bytes: bytes))
        }
        self.signatures = signatures
    }

    package var bytes: [UInt8] {
        let list = signatures.map {
            JSON.object([("keyid", .text($0.keyID)), ("sig", .text(Base64.text(of: $0.bytes)))])
        }
        let json = JSON.object([
            ("payload", .text(Base64.text(of: payload))), ("signatures", .array(list)),
        ])
        return Array(json.canonical.utf8)
    }

    /// The head, when one of the keys has signed these bytes for this stream. The bytes are looked into only then.
    package func head(of stream: String, trusting keys: [PublicKey]) throws(Refusal) -> Head {
        let isSigned = signatures.contains { signature in
            keys.contains { Ed25519.isSignature(signature.bytes, of: payload, by: $0.bytes) }
        }
        guard isSigned else { throw Refusal(Self.what, "no key that is trusted here has signed it") }
        let head = try Head(parsing: payload)
        guard head.stream == stream else {
            throw Refusal(Self.what, "it is of the stream \(head.stream), not of \(stream)")
        }
        return head
    }
}

/// Half of a pair made by `publish keys`, as players are told it: 64 hexadecimal digits.
package struct PublicKey: Equatable, Sendable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }

    package init?(hexadecimal text: String) {
        guard let bytes = Fingerprint(hexadecimal: text.lowercased())?.bytes else { return nil }
        self.bytes = bytes
    }

    /// Several with commas between; nil when any of them is none.
    package static func list(_ text: String) -> [PublicKey]? {
        let words = text.split { $0 == "," || $0 == " " }
        let keys = words.compactMap { PublicKey(hexadecimal: String($0)) }
        return keys.count == words.count ? keys : nil
    }

    /// Says which key it is; it is not asked when a signature is judged.
    package var id: String {
        get throws(Refusal) { String(try Fingerprint(of: bytes).hexadecimal.prefix(16)) }
    }
}

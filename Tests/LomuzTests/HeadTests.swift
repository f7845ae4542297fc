import Digests
import Platform
import TestSupport
import Testing

@testable import Lomuz

@Suite struct `a head` {
    private static let state = Fingerprint(bytes: [UInt8](repeating: 7, count: 32))

    private func head(epoch: Int = 1, seq: Int = 5, issued: Int = 100, of byte: UInt8 = 7) throws -> Head {
        Head(
            stream: "bar", epoch: epoch, seq: seq,
            state: try #require(Fingerprint(bytes: [UInt8](repeating: byte, count: 32))), records: 3,
            stateBytes: 400, mediaBytes: 9_000, issued: issued, expires: issued + 1_000)
    }

    @Test func `is believed when a trusted key signed these bytes`() throws {
        let keys = try (0..<3).map { _ in try #require(Ed25519.makePrivateKey()) }
        let publics = try keys.map { PublicKey(bytes: try #require(Ed25519.publicKey(of: $0))) }
        let head = try head()
        let envelope = try Envelope(parsing: try Envelope(head, signedBy: [keys[0], keys[1]]).bytes)
        #expect(try envelope.head(of: "bar", trusting: [publics[1]]) == head)
        #expect(throws: Refusal.self) { try envelope.head(of: "bar", trusting: [publics[2]]) }
        #expect(throws: Refusal.self) { try envelope.head(of: "bar", trusting: []) }
        #expect(throws: Refusal.self) { try envelope.head(of: "café", trusting: publics) }
    }

    /// Whatever bit of it is changed, it says nothing else than before.
    @Test func `that was changed anywhere is refused or the same`() throws {
        let key = try #require(Ed25519.makePrivateKey())
        let trusted = [PublicKey(bytes: try #require(Ed25519.publicKey(of: key)))]
        let head = try head()
        let bytes = try Envelope(head, signedBy: [key]).bytes
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1 << UInt8(place % 7)
            let read = try? Envelope(parsing: changed).head(of: "bar", trusting: trusted)
            #expect(read == nil || read == head)
        }
    }

    @Test func `never goes back, and never stands beside itself`() throws {
        let last = try head()
        #expect(try head().obstacle(after: nil) == nil)
        #expect(try head().obstacle(after: last) == nil)
        #expect(try head(issued: 101).obstacle(after: last) == nil)
        #expect(try head(seq: 6, of: 8).obstacle(after: last) == nil)
        #expect(try head(epoch: 2, seq: 1, of: 8).obstacle(after: last) == nil)
        #expect(try head(seq: 4).obstacle(after: last)?.what == "rollback")
        #expect(try head(epoch: 0, seq: 9).obstacle(after: last)?.what == "rollback")
        #expect(try head(issued: 99).obstacle(after: last)?.what == "rollback")
        #expect(try head(of: 8).obstacle(after: last)?.what == "fork")
    }

    @Test func `is signed as RFC 8032 says`() throws {
        let secret = try #require(
            Fingerprint(hexadecimal: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
        let own = try #require(Ed25519.publicKey(of: secret.bytes))
        #expect(own.hexadecimal == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        let signature = try #require(Ed25519.signature(of: [], by: secret.bytes))
        #expect(signature.hexadecimal.hasPrefix("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065"))
        #expect(Ed25519.isSignature(signature, of: [], by: own))
        #expect(!Ed25519.isSignature(signature, of: [1], by: own))
    }

    @Test func `is base64 as everybody writes it`() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            #expect(Base64.text(of: Array(bytes.utf8)) == text)
            #expect(Base64.bytes(of: text) == Array(bytes.utf8))
        }
        for text in ["Z", "Zg", "Zg=", "Zh==", "Zg==Zg==", "Zm9v\n", "Zm9-"] {
            #expect(Base64.bytes(of: text) == nil, "\(text)")
        }
        var luck = Luck(seed: 3)
        for count in 0..<70 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &luck) }
            #expect(Base64.bytes(of: Base64.text(of: bytes)) == bytes)
        }
    }
}

import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.enabled(if: Installed.has("icecast2", "openssl"), "icecast2 and openssl are installed"))
struct `over TLS` {
    private let scratch: Scratch
    private let certificate: String

    init() async throws {
        scratch = try Scratch()
        certificate = scratch.path + "/certificate.pem"
        let words = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost", "-keyout", certificate, "-out", scratch.path + "/public.pem",
        ]
        let made = try await Program.run("openssl", words)
        #expect(made.status == 0, "\(made.errors)")
        let both = text(of: certificate) + text(of: scratch.path + "/public.pem")
        _ = try scratch.file("certificate.pem", both)
        // Icecast reads it as nobody.
        chmod(certificate, 0o644)
        chmod(scratch.path, 0o755)
    }

    @Test func `Icecast is fed, and fed again when it comes back`() async throws {
        let (scratch, certificate) = (scratch, certificate)
        try await onThread {
            let icecast = try IcecastServer(certificate: certificate, in: scratch)
            let relay = try OpenRelay(counting: 60, settings(icecast.encryptedPort), in: scratch)
            try patiently("the mount appears") { icecast.hasMount("/test.mp3") }
            let radio = Radio(port: icecast.port, Radio.Plan("/test.mp3"))
            try patiently("somebody hears it") { radio.byteCount > 48_000 }
            try radio.end()
            icecast.kill()
            try patiently("it is noticed") { try relay.number("icecast", "connected") == 0 }
            try icecast.startAgain()
            let start = monotonicSeconds()
            try patiently("it is fed again") { icecast.hasMount("/test.mp3") }
            #expect(monotonicSeconds() - start < 10)
            #expect(try relay.stop().how == .exited(0))
        }
    }

    @Test func `an Icecast without it is not given the password`() async throws {
        let scratch = scratch
        try await onThread {
            let doorstep = try Doorstep()
            let relay = try OpenRelay(counting: 60, settings(doorstep.port), in: scratch)
            for _ in 0..<3 {
                let line = try #require(doorstep.accept(seconds: 15), "nobody calls")
                var bytes = [UInt8](repeating: 0, count: 4_096)
                let count = recv(line, &bytes, bytes.count, 0)
                let words = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
                #expect(!words.contains("Authorization"), "\(words)")
                let answer = Array("HTTP/1.0 200 OK\r\n\r\n".utf8)
                send(line, answer, answer.count, Int32(MSG_NOSIGNAL))
                close(line)
            }
            #expect(try relay.number("icecast", "connected") == 0)
            #expect(relay.process.count(of: "Icecast not fed") == 1, "\(relay.process.log)")
            #expect(try relay.stop().how == .exited(0))
        }
    }

    private func settings(_ port: Int) -> [String: String] {
        [
            "ICECAST_HOST": "localhost", "ICECAST_PORT": "\(port)", "ICECAST_TLS": "required",
            "ICECAST_SOURCE_PASSWORD": IcecastServer.password, "ICECAST_MOUNT_POINT": "/test.mp3",
            "SSL_CERT_FILE": certificate,
        ]
    }
}

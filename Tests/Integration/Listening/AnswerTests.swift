import Foundation
import Glibc
import Testing

@Suite struct `the relay answers` {
    @Test func `as a server should`() async throws {
        try await onThread {
            let relay = try OpenRelay(["AUDIO_DEVICE": "simulated:seed=3"], in: Scratch())
            try expectHeaders(relay)
            try expectRefusals(relay)
            try expectProbe(relay)
            #expect(try relay.stop().how == .exited(0))
        }
    }

    @Test(arguments: [
        ("", "::1"), ("", "127.0.0.1"), ("::1", "::1"), ("127.0.0.1", "127.0.0.1"), ("localhost", ""),
    ])
    func `on every address it is told`(listening: String, host: String) async throws {
        guard hasSix || !host.contains(":") else { return }
        try await onThread {
            let relay = try OpenRelay(
                ["AUDIO_DEVICE": "simulated:seed=3", "LISTEN_ADDRESS": listening], in: Scratch())
            let hosts = host.isEmpty ? ["127.0.0.1", "::1"] : [host]
            let answers = hosts.compactMap { try? Answer.to("GET", "/status", port: relay.port, host: $0) }
            #expect(answers.map(\.status) == [200])
            #expect(try relay.stop().how == .exited(0))
        }
    }

    private var hasSix: Bool { FileManager.default.contents(atPath: "/proc/net/if_inet6")?.isEmpty == false }

    private func expectHeaders(_ relay: OpenRelay) throws {
        for (path, type) in [
            ("/stream.wav", "audio/wav"), ("/stream.flac", "audio/flac"), ("/stream.mp3", "audio/mpeg"),
            ("/levels", "text/event-stream"),
        ] {
            let head = try relay.ask("HEAD", path)
            let answer = try Answer.to("GET", path, port: relay.port, most: 700)
            for one in [head, answer] {
                #expect(one.status == 200 && one.headers["content-type"] == type)
                #expect(one.headers["content-length"] == nil && one.headers["transfer-encoding"] == nil)
                #expect(one.headers["cache-control"] == "no-store")
                #expect(one.headers["access-control-allow-origin"] == "*")
            }
            #expect(head.body.isEmpty && !answer.body.isEmpty)
        }
        let status = try relay.ask("HEAD", "/status")
        #expect(status.body.isEmpty && (Int(status.headers["content-length"] ?? "") ?? 0) > 100)
        #expect(try relay.ask("GET", "/healthz").text == "ok\n")
        let preflight = try relay.ask(
            "OPTIONS", "/stream.wav", headers: ["Access-Control-Request-Headers: range"])
        #expect(preflight.status == 204 && preflight.headers["access-control-allow-headers"] == "*")
    }

    private func expectRefusals(_ relay: OpenRelay) throws {
        for method in ["POST", "PUT", "DELETE", "PATCH"] {
            let answer = try Answer.to(method, "/status", port: relay.port, body: "{\"device\":\"another\"}")
            #expect(answer.status == 405 && answer.headers["allow"] == "GET, HEAD, OPTIONS")
        }
        #expect(try relay.ask("GET", "/nothing").status == 404)
        let wish = try relay.ask("GET", "/nothing", headers: ["Accept: application/json"])
        #expect(wish.object["error"] as? String == "there is nothing at this address")
        #expect(try relay.ask("GET", "/stream.wav?rewind=31").status == 400)
        #expect(try relay.ask("GET", "/stream.wav?rewind=abc").status == 400)
    }

    private func expectProbe(_ relay: OpenRelay) throws {
        let probe = try relay.ask("GET", "/stream.wav", headers: ["Range: bytes=0-1"])
        #expect(probe.status == 206 && probe.text == "RI")
        #expect(probe.headers["content-range"]?.hasPrefix("bytes 0-1/") == true)
        let whole = try Answer.to(
            "GET", "/stream.wav", port: relay.port, headers: ["Range: bytes=0-"], most: 2_000)
        #expect(whole.status == 200 && whole.body.starts(with: "RIFF".utf8))
    }
}

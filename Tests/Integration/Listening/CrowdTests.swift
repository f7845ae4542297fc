import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.serialized) struct `a crowd` {
    init() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// What speaks to Icecast for us ends the whole process when its socket has a number that large.
    @Test func `of more than a thousand leaves Icecast to be called again`() async throws {
        try await onThread {
            let doorstep = try Doorstep()
            let settings = [
                "AUDIO_DEVICE": "simulated:seed=3", "MAX_LISTENERS": "1200", "ICECAST_HOST": "127.0.0.1",
                "ICECAST_PORT": "\(doorstep.port)", "ICECAST_SOURCE_PASSWORD": "any",
            ]
            let relay = try OpenRelay(settings, in: Scratch())
            let source = try doorstep.welcomeSource()
            let crowd = try come(1_100, for: "/stream.mp3", to: relay)
            try patiently("all are let in") { try relay.listeners(to: "mp3") == 1_100 }
            close(source)
            let next = try doorstep.welcomeSource()
            try patiently("Icecast is fed again") { try relay.number("icecast", "connected") == 1 }
            #expect(relay.process.isRunning)
            close(next)
            withExtendedLifetime(crowd) {}
            #expect(try relay.stop().how == .exited(0))
        }
    }

    @Test func `keeps nobody from being told that there is no room`() async throws {
        try await onThread {
            let relay = try OpenRelay(
                ["AUDIO_DEVICE": "simulated:seed=3", "MAX_LISTENERS": "600"], in: Scratch())
            let crowd = try come(600, for: "/stream.mp3", to: relay) + come(700, for: "/levels", to: relay)
            try patiently("all are let in") { try relay.listeners(to: "mp3") == 600 }
            let idle = try (0..<512).map { _ in try Line(port: relay.port) }
            // Long before those who ask for nothing are shown out.
            #expect(try Answer.to("GET", "/healthz", port: relay.port, seconds: 5).text == "ok\n")
            let refused = try Answer.to("GET", "/stream.mp3", port: relay.port, seconds: 5)
            #expect(refused.status == 503 && refused.headers["retry-after"] == "10")
            #expect(try Answer.to("GET", "/levels", port: relay.port, seconds: 5).status == 503)
            withExtendedLifetime((crowd, idle)) {}
            #expect(try relay.stop().how == .exited(0))
        }
    }

    private func come(_ count: Int, for path: String, to relay: OpenRelay) throws -> [Line] {
        try (0..<count).map { _ in
            let line = try Line(port: relay.port, receiveBuffer: 4_096)
            line.send("GET \(path) HTTP/1.0\r\n\r\n")
            return line
        }
    }
}

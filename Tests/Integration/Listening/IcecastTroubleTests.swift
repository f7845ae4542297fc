import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct `an Icecast that` {
    @Test func `stops reading is hung up on and called again`() async throws {
        try await onThread {
            let doorstep = try Doorstep(isFarAway: true)
            let relay = try OpenRelay(counting: 60, settings(doorstep.port), in: Scratch())
            let wav = relay.radio("/stream.wav", keepsSound: true)
            let first = try welcomeSource(at: doorstep)
            try patiently("it is fed") { try relay.number("icecast", "connected") == 1 }
            let start = monotonicSeconds()
            let kilobytes = relay.residentKilobytes
            try patiently("it is given up", seconds: 45) { try relay.number("icecast", "connected") == 0 }
            tell("a server that reads nothing was given up after \((monotonicSeconds() - start).short) s")
            let growth = relay.residentKilobytes - kilobytes
            tell("memory grew by \(growth) KB meanwhile")
            #expect(growth < 4_096 && relay.process.log.contains("it has stopped taking sound"))
            close(try welcomeSource(at: doorstep))
            close(first)
            #expect(CountedSound.runs(in: try wav.end().bytes, from: 44).count == 1)
            let (how, seconds) = try relay.stop()
            #expect(how == .exited(0) && seconds < 2)
        }
    }

    @Test func `never answers does not keep the relay from stopping`() async throws {
        try await onThread {
            let doorstep = try Doorstep()
            let relay = try OpenRelay(counting: 60, settings(doorstep.port), in: Scratch())
            let line = try #require(doorstep.accept(seconds: 10))
            let (how, seconds) = try relay.stop()
            #expect(how == .exited(0) && seconds < 2)
            close(line)
        }
    }

    @Test func `nobody knows is looked for in vain, quietly`() async throws {
        try await onThread {
            let unknown = settings(8_000).merging(["ICECAST_HOST": "no-such-host..invalid"]) { $1 }
            let relay = try OpenRelay(counting: 60, unknown, in: Scratch())
            let wav = relay.radio("/stream.wav", keepsSound: true)
            try patiently("it says so", seconds: 40) { relay.process.count(of: "Icecast not fed") > 0 }
            rest(7)
            #expect(relay.process.count(of: "Icecast not fed") == 1)
            #expect(try relay.number("icecast", "reconnects") > 1)
            let story = try wav.end()
            #expect(CountedSound.runs(in: story.bytes, from: 44).count == 1)
            #expect(try relay.stop().seconds < 2)
        }
    }

    @Test func `is not there is tried every few seconds`() async throws {
        try await onThread {
            let port = try Doorstep.freePort()
            let relay = try OpenRelay(counting: 60, settings(port), in: Scratch())
            rest(8)
            #expect(try (2...6).contains(relay.number("icecast", "reconnects")))
            #expect(relay.process.count(of: "Icecast not fed") == 1)
            #expect(try relay.ask("GET", "/metrics").text.contains("vinyl_icecast_connected 0\n"))
            #expect(try relay.stop().seconds < 2)
        }
    }

    @Test func `still sees the old connection is asked again soon`() async throws {
        try await onThread {
            let doorstep = try Doorstep()
            let relay = try OpenRelay(counting: 60, settings(doorstep.port), in: Scratch())
            let first = try welcomeSource(at: doorstep)
            try patiently("it is fed") { try relay.number("icecast", "connected") == 1 }
            rest(1)
            close(first)
            try patiently("it is noticed") { try relay.number("icecast", "connected") == 0 }
            close(try welcomeSource(at: doorstep, saying: "403 Mountpoint in use"))
            close(try welcomeSource(at: doorstep))
            #expect(try relay.stop().how == .exited(0))
        }
    }

    /// Takes the next who comes with a password and wants to send sound; others are sent away.
    private func welcomeSource(at doorstep: Doorstep, saying welcome: String = "200 OK") throws -> Int32 {
        for _ in 0..<20 {
            let line = try #require(doorstep.accept(seconds: 15), "nobody calls")
            var bytes = [UInt8](repeating: 0, count: 4_096)
            let count = recv(line, &bytes, bytes.count, 0)
            let request = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
            let isSource = request.hasPrefix("SOURCE") && request.contains("Authorization:")
            let refusal = "401 Who?\r\nWWW-Authenticate: Basic realm=\"Icecast\""
            let answer = Array("HTTP/1.0 \(isSource ? welcome : refusal)\r\n\r\n".utf8)
            send(line, answer, answer.count, Int32(MSG_NOSIGNAL))
            if isSource { return line }
            close(line)
        }
        throw NeverHappened(description: "no source came")
    }

    private func settings(_ port: Int) -> [String: String] {
        ["ICECAST_HOST": "127.0.0.1", "ICECAST_PORT": "\(port)", "ICECAST_SOURCE_PASSWORD": "any"]
    }
}

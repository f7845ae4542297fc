import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct `an Icecast that` {
    @Test func `stops reading is hung up on and called again, and costs no memory`() async throws {
        try await onThread {
            let doorstep = try Doorstep(isFarAway: true)
            let relay = try OpenRelay(counting: 120, settings(doorstep.port), in: Scratch())
            let wav = relay.radio("/stream.wav", keepsSound: true)
            var lines: [Int32] = []
            var kilobytes: [Int] = []
            for round in 1...3 {
                lines.append(try doorstep.welcomeSource())
                try patiently("it is fed") { try relay.number("icecast", "connected") == 1 }
                let start = monotonicSeconds()
                try patiently("it is given up", seconds: 45) {
                    try relay.number("icecast", "connected") == 0
                }
                kilobytes.append(relay.residentKilobytes)
                let seconds = (monotonicSeconds() - start).short
                tell("round \(round): who reads nothing was given up after \(seconds) s, \(kilobytes) KB")
            }
            #expect(kilobytes[2] - kilobytes[0] < 512, "\(kilobytes)")
            #expect(relay.process.log.contains("it has stopped taking sound"))
            close(try doorstep.welcomeSource())
            for line in lines { close(line) }
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
            let first = try doorstep.welcomeSource()
            try patiently("it is fed") { try relay.number("icecast", "connected") == 1 }
            rest(1)
            close(first)
            try patiently("it is noticed") { try relay.number("icecast", "connected") == 0 }
            close(try doorstep.welcomeSource(saying: "403 Mountpoint in use"))
            close(try doorstep.welcomeSource())
            #expect(try relay.stop().how == .exited(0))
        }
    }

    @Test func `takes it and hangs up, again and again, fills no log`() async throws {
        try await onThread {
            let doorstep = try Doorstep()
            let relay = try OpenRelay(counting: 60, settings(doorstep.port), in: Scratch())
            for _ in 0..<6 { close(try doorstep.welcomeSource()) }
            try patiently("it is noticed each time") { try relay.number("icecast", "reconnects") >= 6 }
            #expect(relay.process.count(of: "Icecast fed") <= 2, "\(relay.process.log)")
            #expect((1...2).contains(relay.process.count(of: "Icecast not fed")), "\(relay.process.log)")
            #expect(try relay.stop().how == .exited(0))
        }
    }

    private func settings(_ port: Int) -> [String: String] {
        ["ICECAST_HOST": "127.0.0.1", "ICECAST_PORT": "\(port)", "ICECAST_SOURCE_PASSWORD": "any"]
    }
}

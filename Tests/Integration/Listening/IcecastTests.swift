import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Installed.has("icecast2"), "icecast2 is installed")) struct `a real Icecast` {
    @Test func `is fed, and fed again when it comes back`() async throws {
        try await onThread {
            let scratch = try Scratch()
            let metronome = Metronome()
            let icecast = try IcecastServer(in: scratch)
            let relay = try OpenRelay(counting: 60, settings(icecast.port), in: scratch)
            let wav = relay.radio("/stream.wav", keepsSound: true)
            try patiently("the mount appears") { icecast.hasMount("/test.mp3") }
            try expectSound(icecast)
            icecast.kill()
            rest(20)
            #expect(try relay.number("icecast", "connected") == 0)
            try icecast.startAgain()
            let start = monotonicSeconds()
            try patiently("it is fed again") { icecast.hasMount("/test.mp3") }
            tell("Icecast fed again \((monotonicSeconds() - start).short) s after it came back")
            #expect(monotonicSeconds() - start < 10)
            #expect(try relay.number("icecast", "reconnects") > 0)
            #expect((1...3).contains(relay.process.count(of: "Icecast not fed")), "\(relay.process.log)")
            let story = try wav.end()
            #expect(CountedSound.runs(in: story.bytes, from: 44).count == 1)
            #expect(story.largestGap(after: 1) < 0.25 + metronome.allowance())
            #expect(try relay.stop().how == .exited(0))
            #expect(relay.process.number("hole_frames", of: "tape ended") == 0)
            #expect(!relay.process.log.contains(IcecastServer.password))
        }
    }

    @Test func `that refuses the password is asked slowly`() async throws {
        try await onThread {
            let scratch = try Scratch()
            let icecast = try IcecastServer(in: scratch)
            let wrong = settings(icecast.port).merging(["ICECAST_SOURCE_PASSWORD": "not-the-word"]) { $1 }
            let relay = try OpenRelay(counting: 60, wrong, in: scratch)
            try patiently("it says so") { relay.process.count(of: "Icecast not fed") > 0 }
            #expect(relay.process.log.contains("is ICECAST_SOURCE_PASSWORD right?"), "\(relay.process.log)")
            rest(8)
            #expect(relay.process.count(of: "Icecast not fed") == 1)
            #expect(icecast.log.components(separatedBy: "bad password").count <= 3, "\(icecast.log)")
            #expect(!relay.process.log.contains("not-the-word"))
            #expect(try !relay.ask("GET", "/status").text.contains("not-the-word"))
            #expect(try relay.stop().seconds < 2)
        }
    }

    @Test func `fetches the sound when somebody listens`() async throws {
        try await onThread {
            let scratch = try Scratch()
            let relay = try OpenRelay(["AUDIO_DEVICE": "simulated:seed=4"], in: scratch)
            let icecast = try IcecastServer(relayed: relay.port, in: scratch)
            rest(2)
            #expect(try relay.number("listeners", "ever") == 0)
            let radios = (0..<3).map { _ in
                Radio(port: icecast.port, Radio.Plan("/vinyl.mp3", keepsSound: true))
            }
            try patiently("they hear three seconds") { radios.allSatisfy { $0.byteCount > 48_000 } }
            #expect(try relay.listeners(to: "mp3") == 1)
            for radio in radios { expectFrames(try radio.end().bytes) }
            try patiently("Icecast hangs up") { try relay.listeners(to: "mp3") == 0 }
            #expect(try relay.stop().how == .exited(0))
        }
    }

    @Test func `that fetches it from another one has it as well`() async throws {
        try await onThread {
            let scratch = try Scratch()
            let relay = try OpenRelay(["AUDIO_DEVICE": "simulated:seed=4"], in: scratch)
            let first = try IcecastServer(relayed: relay.port, in: scratch)
            let second = try IcecastServer(relayed: first.port, mount: "/vinyl.mp3", in: scratch)
            // A moment after it starts it knows what there is to fetch.
            try patiently("somebody could listen") { second.hasMount("/vinyl.mp3") }
            let radios = (0..<3).map { _ in
                Radio(port: second.port, Radio.Plan("/vinyl.mp3", keepsSound: true))
            }
            try patiently("they hear three seconds") { radios.allSatisfy { $0.byteCount > 48_000 } }
            #expect(try relay.listeners(to: "mp3") == 1)
            for radio in radios { expectFrames(try radio.end().bytes) }
            try patiently("both hang up") { try relay.listeners(to: "mp3") == 0 }
            #expect(try relay.stop().how == .exited(0))
        }
    }

    private func settings(_ port: Int) -> [String: String] {
        [
            "ICECAST_HOST": "127.0.0.1", "ICECAST_PORT": "\(port)",
            "ICECAST_SOURCE_PASSWORD": IcecastServer.password,
            "ICECAST_MOUNT_POINT": "/test.mp3", "STREAM_NAME": "Living room", "STREAM_GENRE": "Various",
        ]
    }

    private func expectSound(_ icecast: IcecastServer) throws {
        let radio = Radio(port: icecast.port, Radio.Plan("/test.mp3", keepsSound: true))
        try patiently("somebody hears it") { radio.byteCount > 48_000 }
        let story = try radio.end()
        #expect(story.head.contains("audio/mpeg") && story.head.contains("Living room"))
        expectFrames(story.bytes)
        try patiently("it shows the title") { icecast.source["title"] as? String == "Live" }
        #expect(icecast.source["genre"] as? String == "Various")
    }

    /// Whole frames of 128 kbit/s at 48 kHz, after the first that was joined in the middle.
    private func expectFrames(_ bytes: [UInt8]) {
        let start = bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xFB } ?? 0
        let heads = stride(from: start, to: bytes.count - 1, by: 384)
        #expect(heads.allSatisfy { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xFB })
    }
}

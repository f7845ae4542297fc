import Archive
import Audio
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `an ALSA device that is unlike most` {
    @Test func `is heard in 24 bits, one channel, 44100 times a second`() async throws {
        let scratch = try Scratch()
        let server = try await PulseServer(in: scratch, sound: "rate=44100 channels=1 format=s24le")
        let wanted = PCMFormat(framesPerSecond: 44_100, channels: 1, bitsPerSample: 24)
        let own = [
            "AUDIO_DEVICE": "vinyl", "VINYL_FOLDER": scratch.path, "SEGMENT_SECONDS": "5",
            "AUDIO_SAMPLE_RATE": "44100", "AUDIO_CHANNELS": "1", "AUDIO_BIT_DEPTH": "24",
        ]
        let relay = try RelayProcess(
            try PulseServer.configuration(in: scratch).merging(own) { $1 }, in: scratch)
        try await relay.waitUntil(says: "source=open")
        let start = monotonicSeconds()
        try await server.play(hertz: 1_000, seconds: 3)
        let seconds = monotonicSeconds() - start
        #expect(try await relay.stop() == .exited(0), "\(relay.log)")
        let segments = StoredSegment.finished(in: scratch.path)
        try await FLACTools.expectWhole(segments.map(\.path))
        #expect(!segments.isEmpty && segments.allSatisfy { $0.streamInfo.format == wanted })
        #expect(Double(segments.last?.end ?? 0) / 44_100 > seconds - 0.5)
        let sound = try await FLACTools.decode(segments.map(\.path), in: scratch)
        let samples = (0..<sound.count / 3).map { index -> Int in
            let bytes = (0..<3).map { Int(sound[sound.startIndex + index * 3 + $0]) }
            return ((bytes[0] | bytes[1] << 8 | bytes[2] << 16) << 40) >> 40
        }
        let loud = samples.filter { abs($0) > 1 << 20 }
        #expect(loud.count > 44_100, "\(loud.count) frames of a tone of three seconds")
        #expect(loud.contains { $0 & 0xFF != 0 }, "the lowest eight bits are heard, too")
        let turns = zip(samples, samples.dropFirst()).count { $0 < 0 && $1 >= 0 && $1 - $0 > 1 << 16 }
        #expect(abs(turns - 3_000) < 300, "\(turns) waves in three seconds of 1000 Hz")
    }

    /// ALSA's own `null` always has something.
    @Test func `that gives more than time passes is lost, and spun on never`() async throws {
        let scratch = try Scratch()
        let start = monotonicSeconds()
        let relay = try RelayProcess(
            ["AUDIO_DEVICE": "null", "VINYL_FOLDER": scratch.path, "SEGMENT_SECONDS": "5"], in: scratch)
        try await relay.waitUntil(says: "it gives more sound than time passes")
        let share = try await Consumption.share(of: relay.pid, overSeconds: 6)
        #expect(share < 0.25 * sanitizerFactor, "\(share) of a processor")
        #expect(try await relay.stop() == .exited(0), "\(relay.log)")
        let seconds = monotonicSeconds() - start
        let frames = try #require(relay.number("frames", of: "tape ended"))
        #expect(Double(frames) / 48_000 < seconds + 1.3, "\(frames) frames in \(seconds) s")
        #expect(Double(frames) / 48_000 > 5)
        try await FLACTools.expectWhole(StoredSegment.paths(in: scratch.path, ending: ".flac"))
    }
}

@Suite struct `a log that nobody reads` {
    @Test func `does not hold the sound up`() async throws {
        let scratch = try Scratch()
        let socket = try NotifySocket(in: scratch)
        let pipe = scratch.path + "/log"
        #expect(mkfifo(pipe, 0o600) == 0)
        let reader = open(pipe, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        defer { close(reader) }
        while write(reader, [UInt8](repeating: 10, count: 4_096), 4_096) > 0 {}
        let settings = [
            "AUDIO_DEVICE": "null", "VINYL_FOLDER": scratch.path, "SEGMENT_SECONDS": "5",
            "NOTIFY_SOCKET": socket.path,
        ]
        let relay = try ChildProcess(
            Program.relay, environment: try RelayProcess.environment(settings, in: scratch), errors: pipe)
        try await socket.waitUntil(hears: "READY=1")
        let ready = try #require(socket.messages.first { $0.text == "READY=1" }).seconds
        try await eventually("ten seconds are on tape", holds: { (socket.secondsOnTape ?? 0) >= 10 })
        let told = try #require(socket.messages.last { $0.text.hasPrefix("STATUS=") }).seconds
        #expect(told - ready < Double(socket.secondsOnTape ?? 0) + 3)
        relay.signal(SIGTERM)
        #expect(try await relay.waitUntilEnded(seconds: 20).how == .exited(0))
    }
}

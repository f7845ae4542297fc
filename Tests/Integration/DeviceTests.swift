import Archive
import Audio
import Foundation
import Glibc
import Testing

@Suite struct `a real ALSA device` {
    @Test func `that comes and goes is heard whenever it is there, and the frames follow the clock`()
        async throws
    {
        let scratch = try Scratch()
        let relay = try RelayProcess(try settings("vinyl", in: scratch), in: scratch)
        try await relay.waitUntil(says: "tape begun")
        let first = try await PulseServer(in: scratch)
        try await relay.waitUntil(says: "device back", times: 1)
        try await first.play(hertz: 1_000, seconds: 4)
        first.vanish()
        try await relay.waitUntil(says: "device lost")
        let second = try await PulseServer(in: scratch)
        try await relay.waitUntil(says: "device back", times: 2)
        try await second.play(hertz: 3_000, seconds: 5)
        #expect(relay.isRunning)
        let stop = Date().timeIntervalSince1970 * 1e6
        #expect(try await relay.stop() == .exited(0), "\(relay.log)")
        let segments = StoredSegment.finished(in: scratch.path)
        try await FLACTools.expectWhole(segments.map(\.path))
        try expectFramesFollowClock(segments, until: stop)
        let gaps = segments.flatMap { segment in
            segment.tags.gaps.map { (segment.tags.firstFrame + $0.start, $0) }
        }
        #expect(gaps.map(\.1.frames).reduce(0, +) == relay.number("gap_frames", of: "tape ended"))
        #expect(gaps.first?.0 == 0 && gaps.allSatisfy { $0.1.cause == .lost }, "\(gaps)")
        let sound = try await FLACTools.decode(segments.map(\.path), in: scratch)
        for hertz in [1_000.0, 3_000] { #expect(secondsOfTone(hertz, in: sound) >= 3, "\(hertz) Hz") }
        #expect(gaps.allSatisfy { gap in isSilent(sound, from: gap.0, frames: gap.1.frames) })
    }

    @Test func `is listed and can be checked`() async throws {
        let scratch = try Scratch()
        let environment = try settings("vinyl", in: scratch)
        let missing = try await Program.run(Program.relay, ["--check"], environment: environment)
        #expect(
            missing.status == 1 && missing.output.contains("device: cannot open vinyl"), "\(missing.output)")
        let server = try await PulseServer(in: scratch)
        let list = try await Program.run(Program.relay, ["--list-devices"], environment: environment)
        #expect(list.status == 0)
        #expect(list.output.contains("vinyl\n    A vinyl turntable\n    S16"), "\(list.output)")
        #expect(list.output.contains("44100/48000") && list.output.contains("simulated\n"))
        let check = try await Program.run(Program.relay, ["--check"], environment: environment)
        #expect(check.status == 0, "\(check.output)")
        #expect(check.output.contains("device: vinyl gives 48000 Hz, 16 bit, stereo\n"), "\(check.output)")
        server.vanish()
    }

    @Test func `that hangs is lost, and found again when it goes on`() async throws {
        let scratch = try Scratch()
        let server = try await PulseServer(in: scratch)
        let socket = try NotifySocket(in: scratch)
        let environment = try settings("vinyl", in: scratch).merging(["NOTIFY_SOCKET": socket.path]) { $1 }
        let relay = try RelayProcess(environment, in: scratch)
        try await socket.waitUntil(hears: "WATCHDOG=1", times: 3)
        server.hang()
        try await relay.waitUntil(says: "device lost")
        let beats = socket.count(of: "WATCHDOG=1")
        let share = try await Consumption.share(of: relay.pid, overSeconds: 4)
        #expect(share < nextToNothing)
        #expect(socket.count(of: "WATCHDOG=1") >= beats + 2)
        server.goOn()
        try await relay.waitUntil(says: "device back")
        #expect(try await relay.stop() == .exited(0), "\(relay.log)")
        try await FLACTools.expectWhole(StoredSegment.paths(in: scratch.path, ending: ".flac"))
    }

    /// One that is not there, and one that opens and never gives a frame.
    @Test(arguments: ["plughw:CARD=Nowhere", "mute"])
    func `that gives nothing costs next to nothing`(name: String) async throws {
        let scratch = try Scratch()
        let server = try await PulseServer(in: scratch)
        let socket = try NotifySocket(in: scratch)
        let environment = try settings(name, in: scratch).merging(["NOTIFY_SOCKET": socket.path]) { $1 }
        let relay = try RelayProcess(environment, in: scratch)
        try await relay.waitUntil(says: name == "mute" ? "device lost" : "device not opened")
        try await socket.waitUntil(hears: "WATCHDOG=1", times: 2)
        let beats = socket.count(of: "WATCHDOG=1")
        let share = try await Consumption.share(of: relay.pid, overSeconds: 6)
        #expect(share < nextToNothing)
        #expect(socket.count(of: "WATCHDOG=1") >= beats + 3)
        #expect(try await relay.stop() == .exited(0), "\(relay.log)")
        let segments = StoredSegment.finished(in: scratch.path)
        try await FLACTools.expectWhole(segments.map(\.path))
        #expect(segments.last?.end == relay.number("gap_frames", of: "tape ended"))
        server.vanish()
    }

    private func settings(_ device: String, in scratch: Scratch) throws -> [String: String] {
        let own = ["AUDIO_DEVICE": device, "VINYL_FOLDER": scratch.path, "SEGMENT_SECONDS": "5"]
        return try PulseServer.configuration(in: scratch).merging(own) { $1 }
    }
}

/// Of one processor. Programs that are not optimised take twice as much.
private var nextToNothing: Double {
    #if DEBUG
        0.04
    #else
        0.02
    #endif
}

/// Between segments the frames and the wall clock have gone equally far, to a period; the last frame is about now.
private func expectFramesFollowClock(_ segments: [StoredSegment], until stop: Double) throws {
    let first = try #require(segments.first?.tags)
    for segment in segments {
        let seconds = Double(segment.tags.startMicroseconds - first.startMicroseconds) / 1e6
        let frames = segment.tags.firstFrame - first.firstFrame
        #expect(abs(Double(frames) - seconds * 48_000) <= 1_024 + 1_440, "frame \(frames) after \(seconds) s")
    }
    let end = Double(segments.last?.end ?? 0) / 48_000
    #expect(abs(end - (stop - Double(first.startMicroseconds)) / 1e6) < 0.5)
}

/// In how much of the left channel a tone stands out, by Goertzel's filter over tenths of a second.
private func secondsOfTone(_ hertz: Double, in sound: Data) -> Double {
    sound.withUnsafeBytes { bytes in
        let samples = bytes.bindMemory(to: Int16.self)
        let window = 4_800
        let factor = 2 * cos(2 * Double.pi * hertz / 48_000)
        let found = (0..<(samples.count / 2 / window)).count { number in
            var (last, before, energy) = (0.0, 0.0, 0.0)
            for index in 0..<window {
                let sample = Double(samples[(number * window + index) * 2])
                (last, before) = (sample + factor * last - before, last)
                energy += sample * sample
            }
            let power = last * last + before * before - factor * last * before
            return energy > 1e6 && power > energy * Double(window) / 2 * 0.5
        }
        return Double(found) / 10
    }
}

private func isSilent(_ sound: Data, from frame: Int, frames: Int) -> Bool {
    let start = sound.startIndex + frame * 4
    return sound[start..<(start + frames * 4)] == Data(count: frames * 4)
}

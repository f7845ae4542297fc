import Foundation
import Glibc
import Testing

@Suite struct `memory` {
    @Test func `does not grow in hours of sound`() async throws {
        let scratch = try Scratch()
        let sound = try await KnownSound.make(seconds: 20, .usual, isWAV: false, at: scratch.path + "/sound")
        let fifo = try endlessFIFO(of: sound, in: scratch)
        try await expectFlat(
            ["AUDIO_DEVICE": "file:\(fifo.path)", "AUDIO_CHANNELS": "1", "AUDIO_SAMPLE_RATE": "44100"],
            in: scratch)
        fifo.feeder.end()
    }

    @Test func `does not grow while records are played`() async throws {
        let scratch = try Scratch()
        try await expectFlat(["AUDIO_DEVICE": "simulated"], in: scratch)
    }

    /// The same seconds again and again, as fast as they are taken.
    private func endlessFIFO(of sound: KnownSound, in scratch: Scratch) throws -> (
        path: String, feeder: ChildProcess
    ) {
        let fifo = scratch.path + "/fifo"
        #expect(mkfifo(fifo, 0o600) == 0)
        let command = #"exec > "$1"; while cat "$0"; do :; done"#
        let feeder = try ChildProcess(
            "sh", ["-c", command, sound.path, fifo], environment: Program.systemEnvironment)
        return (fifo, feeder)
    }

    /// Watches for ten seconds, and more than five minutes of the tape, after its first minute.
    private func expectFlat(_ device: [String: String], in scratch: Scratch) async throws {
        let folder = try scratch.folder("vinyl")
        let own = ["AUDIO_PACE": "fast", "VINYL_FOLDER": folder, "SEGMENT_SECONDS": "60"]
        let relay = try RelayProcess(device.merging(own) { $1 }, in: scratch)
        try await eventually("a minute is on disk") { StoredSegment.finished(in: folder).first }
        let first = try #require(Consumption(of: relay.pid)).residentKilobytes
        var most = first
        var minutes = 0
        let end = monotonicSeconds() + 10
        try await eventually(
            "five minutes are on disk", seconds: 120, every: 0.1,
            holds: {
                most = max(most, Consumption(of: relay.pid)?.residentKilobytes ?? .max)
                for path in StoredSegment.paths(in: folder, ending: ".flac") where unlink(path) == 0 {
                    minutes += 1
                }
                return monotonicSeconds() > end && minutes > 5
            })
        #expect(most - first <= 1_024, "\(first) kB after a minute, then \(most) kB in \(minutes) minutes")
        #expect(try await relay.stop() == .exited(0), "\(relay.log)")
    }
}

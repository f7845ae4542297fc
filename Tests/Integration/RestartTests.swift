import Archive
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct `started and stopped` {
    @Test func `a hundred times, every frame is there once`() async throws {
        let scratch = try Scratch()
        let sound = try await KnownSound.make(seconds: 10, .usual, at: scratch.path + "/sound.wav")
        let folder = try scratch.folder("vinyl")
        var luck = Luck(seed: 100)
        var onDisk: [String: Int] = [:]
        for _ in 0..<100 {
            let relay = try RelayProcess(settings(sound, folder), in: scratch)
            try await relay.waitUntil(says: "tape begun")
            try await Task.sleep(for: .seconds(Double.random(in: 0...0.4, using: &luck)))
            if Bool.random(using: &luck) {
                relay.child.end()
            } else {
                #expect(try await relay.stop() == .exited(0), "\(relay.log)")
                onDisk[relay.field("tape", of: "tape ended") ?? ""] = relay.number("frames", of: "tape ended")
            }
        }
        _ = try salvage(StoredSegment.paths(in: folder, ending: ".part"))
        let segments = StoredSegment.finished(in: folder)
        try await FLACTools.expectWhole(segments.map(\.path))
        for (tape, segments) in Dictionary(grouping: segments, by: \.tags.tape) {
            try await expectBeginning(segments, of: sound, in: scratch)
            if let frames = onDisk.removeValue(forKey: tape) { #expect(segments.last?.end == frames) }
        }
        #expect(onDisk.values.allSatisfy { $0 == 0 }, "tapes that were ended in peace lie on disk whole")
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a signal finishes the open segment within two seconds`(signal: Int32) async throws {
        let scratch = try Scratch()
        let sound = try await KnownSound.make(seconds: 10, .usual, at: scratch.path + "/sound.wav")
        let relay = try RelayProcess(settings(sound, scratch.path), in: scratch)
        try await eventually("a segment is begun") {
            StoredSegment.paths(in: scratch.path, ending: ".part").first
        }
        #expect(relay.child.secondsUntilEnded(after: signal) < 2)
        #expect(relay.child.ended?.how == .exited(0), "\(relay.log)")
        #expect(StoredSegment.paths(in: scratch.path, ending: ".part").isEmpty)
        let segments = StoredSegment.finished(in: scratch.path)
        #expect(segments.last?.end == relay.number("frames", of: "tape ended"))
        try await FLACTools.expectWhole(segments.map(\.path))
        try await expectBeginning(segments, of: sound, in: scratch)
    }

    @Test func `by nohup, it outlives the terminal`() async throws {
        let scratch = try Scratch()
        let socket = try NotifySocket(in: scratch)
        let settings = [
            "AUDIO_DEVICE": "simulated", "VINYL_FOLDER": scratch.path, "NOTIFY_SOCKET": socket.path,
        ]
        let errors = scratch.path + "/errors"
        let relay = try ChildProcess(
            "sh", ["-c", #"trap "" HUP; exec "$0""#, Program.relay],
            environment: try RelayProcess.environment(settings, in: scratch), errors: errors)
        try await socket.waitUntil(hears: "WATCHDOG=1")
        relay.signal(SIGHUP)
        try await socket.waitUntil(hears: "WATCHDOG=1", times: socket.count(of: "WATCHDOG=1") + 4)
        #expect(relay.ended == nil, "\(text(of: errors))")
        relay.signal(SIGTERM)
        #expect(try await relay.waitUntilEnded().how == .exited(0))
        #expect(!text(of: errors).contains("signal=1\n"))
    }

    @Test func `a second one is refused and told who is there`() async throws {
        let scratch = try Scratch()
        let settings = ["AUDIO_DEVICE": "simulated", "VINYL_FOLDER": scratch.path]
        let first = try RelayProcess(settings, in: scratch)
        try await first.waitUntil(says: "tape begun")
        let second = try RelayProcess(settings, in: scratch)
        #expect(try await second.waitUntilEnded() == .exited(75))
        #expect(second.log.contains("another relay is running"))
        #expect(second.log.contains("process \(first.pid)"))
        #expect(first.isRunning)
        first.child.end()
        let third = try RelayProcess(settings, in: scratch)
        try await third.waitUntil(says: "tape begun")
        #expect(try await third.stop() == .exited(0))
    }

    private func settings(_ sound: KnownSound, _ folder: String) -> [String: String] {
        ["AUDIO_DEVICE": "file:\(sound.path)", "VINYL_FOLDER": folder, "SEGMENT_SECONDS": "5"]
    }
}

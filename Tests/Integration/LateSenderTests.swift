import Archive
import Audio
import Foundation
import Glibc
import Testing

@Suite struct `a FIFO as the device` {
    /// He comes when the tape has begun without him, opens the FIFO, thinks for two seconds, and sends another format
    /// than the settings say.
    @Test func `whose sender comes late and slowly is heard from his first frame`() async throws {
        let scratch = try Scratch()
        let format = PCMFormat(framesPerSecond: 44_100, channels: 2, bitsPerSample: 16)
        let sound = try await KnownSound.make(seconds: 5, format, at: scratch.path + "/sound.wav")
        let fifo = scratch.path + "/fifo"
        #expect(mkfifo(fifo, 0o600) == 0)
        let folder = try scratch.folder("vinyl")
        let relay = try RelayProcess(
            ["AUDIO_DEVICE": "file:" + fifo, "VINYL_FOLDER": folder, "SEGMENT_SECONDS": "5"], in: scratch)
        try await relay.waitUntil(says: "tape begun")
        let sender = try ChildProcess(
            "sh", ["-c", #"exec 3> "$1"; sleep 2; exec cat "$0" >&3"#, sound.path, fifo],
            environment: Program.systemEnvironment)
        #expect(try await sender.waitUntilEnded().how == .exited(0), "nothing has killed him")
        #expect(try await relay.waitUntilEnded() == .exited(0), "\(relay.log)")
        #expect(relay.count(of: "tape begun") == 2)
        let tape = try #require(relay.field("tape", of: "tape ended"))
        let segments = StoredSegment.finished(in: folder).filter { $0.tags.tape == tape }
        #expect(segments.last?.end == sound.pcm.count / format.bytesPerFrame)
        try await expectBeginning(segments, of: sound, in: scratch)
        #expect(segments.allSatisfy { $0.streamInfo.format == format })
    }
}

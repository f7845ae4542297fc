import Foundation
import TestSupport
import Testing

@Suite struct `a skip` {
    @Test func `of seconds is played by every player`() async throws {
        let (flac, mp3, folder) = try await onThread {
            let scratch = try Scratch()
            let relay = try OpenRelay(counting: 60, ["MP3_LAG_MS": "2000"], in: scratch)
            let radios = ["flac", "mp3"].map {
                Radio(port: relay.port, .stalling("/stream." + $0, after: 4, seconds: 9))
            }
            rest(18)
            for kind in ["flac", "mp3"] { #expect(try relay.number("streams", kind, "skips") == 1) }
            let stories = try radios.map { try $0.end() }
            #expect(try relay.stop().how == .exited(0))
            return (stories[0].bytes, stories[1].bytes, scratch)
        }
        try await expectFLAC(flac, folder)
        try await expectMP3(mp3, folder)
    }

    private func expectFLAC(_ stream: [UInt8], _ scratch: Scratch) async throws {
        let (samples, bytes) = try FLACPlayer.whole(stream)
        let runs = CountedSound.runs(in: CountedSound.packed(samples))
        #expect(runs.count == 2 && runs[1].lowerBound - runs[0].upperBound > 5 * 48_000, "\(runs)")
        tell("a skip of \((Double(runs[1].lowerBound - runs[0].upperBound) / 48_000).short) s")
        let path = scratch.path + "/skip.flac"
        try Data(bytes).write(to: URL(filePath: path))
        let raw = ["-d", "-s", "-c", "--force-raw-format", "--endian=little", "--sign=signed", path]
        let played = scratch.path + "/played"
        let flac = try ChildProcess("flac", raw, environment: Program.systemEnvironment, output: played)
        #expect(try await flac.waitUntilEnded().how == .exited(0))
        let ours = Data(CountedSound.packed(samples))
        #expect(try Data(contentsOf: URL(filePath: played)) == ours)
        let ffmpeg = ["-v", "error", "-i", path, "-f", "s16le", scratch.path + "/ffmpeg"]
        #expect(try await Program.run("ffmpeg", ffmpeg).status == 0)
        #expect(try Data(contentsOf: URL(filePath: scratch.path + "/ffmpeg")) == ours)
    }

    private func expectMP3(_ bytes: [UInt8], _ scratch: Scratch) async throws {
        let path = scratch.path + "/skip.mp3"
        try Data(bytes.prefix(bytes.count / 384 * 384)).write(to: URL(filePath: path))
        let ffmpeg = try await Program.run(
            "ffmpeg", ["-v", "warning", "-xerror", "-i", path, "-f", "s16le", scratch.path + "/mp3"])
        #expect(ffmpeg.status == 0 && !ffmpeg.errors.contains("rror"), "\(ffmpeg.errors)")
        let size = try FileManager.default.attributesOfItem(atPath: scratch.path + "/mp3")[.size] as? Int ?? 0
        #expect(abs(size / 4 - bytes.count / 384 * 1_152) < 3_000)
        let mpg123 = try await Program.run("mpg123", ["-t", "-v", path])
        #expect(mpg123.status == 0 && !mpg123.errors.lowercased().contains("resync"), "\(mpg123.errors)")
    }
}

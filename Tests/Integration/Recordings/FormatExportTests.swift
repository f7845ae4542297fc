import Archive
import Audio
import Catalogue
import Foundation
import Platform
import TestSupport
import Testing

/// What the best cards give.
@Suite struct `recordings of 24 bit, 96 kHz, stereo` {
    private static let format = PCMFormat(framesPerSecond: 96_000, channels: 2, bitsPerSample: 24)
    private static let frames = 9 * 96_000 + 7

    @Test func `are cut, sought in and converted to the frame`() async throws {
        let folder = try JobsFolder()
        let scratch = try Scratch()
        var playing = try Playing("lead=0,side=60,tracks=1,sides=1,seed=3", format: Self.format)
        let writer = TapeWriter(
            "aaaaaaaa", in: folder.path, format: Self.format, segmentSeconds: 4, at: RecordedEvening.start)
        try writer.append(playing.play(seconds: 12))
        try writer.finish()
        #expect(try await folder.run(["segment"]).status == 0)
        let start = evening + Int64(RecordedEvening.start * 1e6)
        let first = Catalogue.Chapter.Mark(tape: "aaaaaaaa", frame: 96_001)
        let last = Catalogue.Chapter.Mark(tape: "aaaaaaaa", frame: 96_001 + Self.frames)
        _ = try folder.catalogue().add(
            take: "00c0ffee", .take, title: "Best", from: .init(microseconds: start, mark: first),
            to: .init(microseconds: start + 11_000_000, mark: last), atMicroseconds: 1)
        #expect(try await folder.run(["assemble"]).status == 0)
        let sidecar = try #require(try RecordedEvening.sidecars(in: folder).first { $0.kind == .take })
        #expect(sidecar.format == Self.format && sidecar.frames == Self.frames)
        let path = folder.folders.path(of: sidecar.name, .sound)
        let sound = try await FLACTools.decode([path], in: scratch)
        let tape = try await FLACTools.decode(
            StoredSegment.finished(in: folder.path).map(\.path), in: scratch)
        let isSame = sound == tape.subdata(in: 96_001 * 6..<(96_001 + Self.frames) * 6)
        #expect(isSame, "\(sound.count) of \(tape.count) bytes")
        try await expectSeeking(in: path, sound, scratch)
        for format in ["wav", "mp3"] {
            let run = try await folder.run(
                ["recordings", "export", "\(sidecar.number)", "--format", format, "--to", scratch.path])
            #expect(run.status == 0, "\(run.errors)")
        }
        let wav = try await pcm(scratch.path + "/Best.wav", as: "s24le", scratch)
        let isWhole = wav == sound
        #expect(isWhole, "\(wav.count) bytes")
        // Half as many frames, as MP3 knows no such rate, and none at either end that was not heard.
        let mp3 = try await pcm(scratch.path + "/Best.mp3", as: "s16le", scratch)
        #expect(abs(mp3.count / 4 - Self.frames / 2) <= 1, "\(mp3.count / 4)")
    }

    private func expectSeeking(in path: String, _ sound: Data, _ scratch: Scratch) async throws {
        var luck = Luck(seed: 5)
        for _ in 0..<8 {
            let from = Int.random(in: 0..<Self.frames - 500, using: &luck)
            let part = scratch.path + "/part.raw"
            let run = try await Program.run(
                "flac",
                [
                    "-d", "-s", "-f", "--force-raw-format", "--endian=little", "--sign=signed",
                    "--skip=\(from)", "--until=+500", "-o", part, path,
                ])
            #expect(run.status == 0, "\(run.errors)")
            let isRight = Data(try Files.read(part)) == sound.subdata(in: from * 6..<(from + 500) * 6)
            #expect(isRight, "from \(from)")
        }
    }

    private func pcm(_ path: String, as form: String, _ scratch: Scratch) async throws -> Data {
        let raw = scratch.path + "/decoded.raw"
        let run = try await Program.run(
            "ffmpeg", ["-v", "error", "-y", "-i", path, "-map", "0:a", "-f", form, raw])
        #expect(run.status == 0, "\(run.errors)")
        return Data(try Files.read(raw))
    }
}

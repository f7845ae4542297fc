import Archive
import Foundation
import Platform
import TestSupport
import Testing

@Suite struct `vinyl-jobs recordings export` {
    private func live() async throws -> RecordedEvening {
        let evening = try RecordedEvening()
        try await evening.assemble()
        try await evening.run("recordings", "rename", "1", "Live")
        return evening
    }

    @Test func `writes over nothing that is there, unless forced`() async throws {
        let evening = try await live()
        let target = evening.folder.place + "/music"
        // Two that began in the same minute are called alike.
        let day = "2026-10-12T20:00:"
        for seconds in ["10", "20"] {
            let clip = try await evening.run(
                "record", "clip", "--from", day + seconds + "Z", "--to", day + "30Z")
            #expect(clip.status == 0, "\(clip.errors)")
        }
        #expect(try await evening.run("recordings", "export", "2", "--to", target).status == 0)
        let path = target + "/2026-10-12 20_00.flac"
        let first = try Files.read(path)
        let second = try await evening.run("recordings", "export", "3", "--to", target)
        #expect(second.status == 1 && second.errors.contains(path + " is there already"), "\(second.errors)")
        #expect(try second.errors.contains("--force") && Files.read(path) == first)
        // None of its tracks is written when one of them is there.
        let tracks = ["recordings", "export", "1", "--tracks", "--format", "wav", "--to", target]
        let other = target + "/Live/02 Side A, track 2.wav"
        try Disk.system.makeFolder(target + "/Live")
        try Files.replace(other, with: [1, 2, 3])
        let refused = try await evening.folder.run(tracks)
        #expect(refused.status == 1 && refused.errors.contains("track 2.wav is there"), "\(refused.errors)")
        #expect(try Files.names(in: target + "/Live").count == 1 && Files.read(other) == [1, 2, 3])
        let forced = try await evening.folder.run(tracks + ["--force"])
        #expect(forced.status == 0, "\(forced.errors)")
        #expect(try Files.names(in: target + "/Live").count == 4 && Files.read(other).count > 1_000)
        let third = try await evening.run("recordings", "export", "3", "--to", target, "--force")
        #expect(try third.status == 0 && Files.read(path) != first, "\(third.errors)")
    }

    @Test(arguments: ["flac", "mp3", "wav"])
    func `leaves alone what another one is writing, and removes what a dead one has left`(
        format: String
    ) async throws {
        let evening = try await live()
        let target = evening.folder.place
        let path = target + "/Live." + format
        let words = ["recordings", "export", "1", "--format", format, "--to", target]
        let aside = path + ".vinyl.part"
        let file = try Disk.system.createLocked(aside)
        try Disk.system.write(file, [7, 7, 7], 0)
        for more in [[], ["--force"]] {
            let busy = try await evening.folder.run(words + more)
            #expect(busy.status == 75 && busy.errors.contains("another run"), "\(busy.errors)")
        }
        #expect(try Files.read(aside) == [7, 7, 7] && !Files.exists(path))
        Disk.system.close(file)
        // Of an export of something else; and of a program that is not ours.
        let (left, foreign) = (target + "/03 Gone.flac.vinyl.part", target + "/film.mkv.part")
        for path in [left, foreign] { try Files.replace(path, with: [1]) }
        let run = try await evening.folder.run(words)
        #expect(run.status == 0 && Files.exists(path), "\(run.errors)")
        #expect(!Files.exists(aside) && !Files.exists(left) && Files.exists(foreign))
    }

    @Test func `takes along what people say, and how loud it is`() async throws {
        let evening = try await live()
        let target = evening.folder.place
        try await evening.run(
            "recordings", "tag", "1", "ARTIST=Björk", "GENRE=Jazz", "LABEL=Blue Note", "MOOD=日曜日")
        for format in ["flac", "mp3"] {
            let run = try await evening.run("recordings", "export", "1", "--format", format, "--to", target)
            #expect(run.status == 0, "\(run.errors)")
            let probe = try await Program.run(
                "ffprobe",
                ["-v", "error", "-show_entries", "format_tags", target + "/Björk - Live." + format])
            for tag in [
                "artist=Björk", "genre=Jazz", "label=Blue Note", "mood=日曜日", "replaygain_track_gain=",
                "replaygain_track_peak=",
            ] {
                #expect(
                    probe.output.lowercased().contains("tag:" + tag.lowercased()),
                    "\(format): \(probe.output)")
            }
        }
        let cues = try await Program.run(
            "metaflac", ["--list", "--block-type=CUESHEET", target + "/Björk - Live.flac"])
        #expect(cues.output.contains("number of tracks: 5"), "\(cues.output)")
        try await FLACTools.expectWhole([target + "/Björk - Live.flac"])
        let tracks = try await evening.run(
            "recordings", "export", "1", "--track", "1", "--format", "mp3", "--to", target)
        #expect(tracks.status == 0, "\(tracks.errors)")
        let probe = try await Program.run(
            "ffprobe",
            ["-v", "error", "-show_entries", "format_tags", target + "/01 Side A, track 1.mp3"])
        #expect(probe.output.lowercased().contains("tag:replaygain_album_gain="), "\(probe.output)")
        for name in ["REPLAYGAIN_ALBUM_GAIN", "REPLAYGAIN_REFERENCE_LOUDNESS", "REPLAYGAIN_TRACK_RANGE"] {
            let refused = try await evening.run("recordings", "tag", "1", name + "=0")
            #expect(refused.status == 1 && refused.errors.contains("not yours to set"), "\(refused.errors)")
        }
    }
}

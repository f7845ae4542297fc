import Archive
import Audio
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `vinyl-jobs assemble` {
    @Test func `makes of a session what was heard, bit for bit`() async throws {
        let scratch = try Scratch()
        for isTroubled in [false, true] {
            let evening = try RecordedEvening(isTroubled: isTroubled)
            try await evening.assemble()
            let sidecar = try #require(try evening.sidecars().first)
            #expect(try evening.sidecars().count == 1)
            let start = evening.start(of: sidecar)
            let sound = try await FLACTools.decode([evening.path(sidecar)], in: scratch)
            #expect(sound == evening.pcm(start..<start + sidecar.frames))
            try await FLACTools.expectWhole([evening.path(sidecar)])
            // From a second before the needle came down to four seconds after the music.
            let sides = sidecar.sides
            #expect(sides.first?.frames.lowerBound == 44_100)
            let musicEnd = try #require(sides.last?.tracks.last?.frames.upperBound)
            #expect(sidecar.frames - musicEnd == 4 * 44_100)
            #expect(sidecar.gaps.map(\.cause) == (isTroubled ? ["lost", "restart"] : []))
            if isTroubled {
                #expect(sidecar.pieces.map(\.tape) == ["ffffffff", "11111111"])
                #expect(sidecar.gaps.map(\.frames) == [Int(2.5 * 44_100), 3 * 44_100])
                for gap in sidecar.gaps {
                    let bytes = sound[gap.offset * 2..<(gap.offset + gap.frames) * 2]
                    #expect(bytes.allSatisfy { $0 == 0 })
                }
            }
            #expect(sidecar.md5.count == 32 && sidecar.bytes == Files.facts(evening.path(sidecar))?.bytes)
            let told = shell("sha256sum < \(evening.path(sidecar))").output.prefix { $0 != " " }
            #expect(sidecar.sha256 == String(told))
            let again = try await evening.run("assemble")
            #expect(again.status == 0 && again.errors.contains("nothing to do"), "\(again.errors)")
            #expect(try RecordedEvening.files(in: evening.folder).count == 5)
        }
    }

    @Test func `says in the file what is on it, and other programs read that`() async throws {
        let evening = try RecordedEvening()
        try await evening.run("segment")
        try await evening.run("sessions", "name", "1", "Kind of Blue")
        try await evening.assemble()
        let sidecar = try #require(try evening.sidecars().first)
        let path = evening.path(sidecar)
        let tracks = sidecar.tracks
        #expect(tracks.count == 4)
        let listed = try await Program.run("metaflac", ["--list", "--except-block-type=PADDING", path])
        #expect(listed.status == 0)
        for words in ["SEEKTABLE", "CUESHEET", "PICTURE", "image/png", "number of tracks: 5"] {
            #expect(listed.output.contains(words), "\(words)")
        }
        let tags = try await FLACTools.describe(path).tags
        #expect(tags["TITLE"] == "Kind of Blue" && tags["DATE"] == "2026-10-12")
        #expect(tags["VINYL_TAPES"] == "ffffffff+\(evening.start(of: sidecar))+\(sidecar.frames)@0")
        #expect(tags["REPLAYGAIN_TRACK_GAIN"]?.hasSuffix(" dB") == true)
        #expect(tags["CHAPTER002NAME"] == "Side A, track 2")
        let breaks = try await Program.run("cuebreakpoints", [evening.path(sidecar, .cueSheet)])
        #expect(breaks.status == 0 && breaks.output.split(separator: "\n").count == 3, "\(breaks.output)")
        let probe = try await Program.run(
            "ffprobe", ["-v", "error", "-of", "csv", "-show_chapters", "-show_streams", "-show_format", path])
        #expect(probe.output.split(separator: "\n").count { $0.hasPrefix("chapter,") } == 4)
        #expect(probe.output.contains("Side B, track 2") && probe.output.contains("Cover (front)"))
        let picture = try await Program.run(
            "ffprobe",
            [
                "-v", "error", "-of", "csv", "-show_entries", "stream=width,height",
                evening.path(sidecar, .cover),
            ])
        #expect(picture.output.contains("1000,1000"), "\(picture.output)")
        #expect(text(of: evening.path(sidecar, .waveform)).contains("<svg"))
    }

    @Test func `makes a file of each side where that is wanted`() async throws {
        let evening = try RecordedEvening()
        try await evening.assemble(["ASSEMBLE_SPLIT": "side"])
        let sidecars = try evening.sidecars()
        #expect(sidecars.map { $0.sides.map(\.letter) } == [["A"], ["B"]])
        #expect(sidecars.map(\.kind) == [.side, .side] && sidecars.allSatisfy { $0.tracks.count == 2 })
        let scratch = try Scratch()
        for sidecar in sidecars {
            let start = evening.start(of: sidecar)
            let sound = try await FLACTools.decode([evening.path(sidecar)], in: scratch)
            #expect(sound == evening.pcm(start..<start + sidecar.frames))
        }
    }

    @Test func `splits the recording, not the session, where the format changes`() async throws {
        let folder = try JobsFolder()
        var playing = try Playing("lead=8,side=60,tracks=1,sides=1,rest=100,seed=4")
        let first = TapeWriter(
            "ffffffff", in: folder.path, segmentSeconds: 7, at: RecordedEvening.start)
        try first.append(playing.play(seconds: 30))
        try first.finish()
        let other = PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 24)
        var later = try Playing("lead=8,side=60,tracks=1,sides=1,rest=100,seed=4", format: other)
        _ = later.play(seconds: 31)
        let second = TapeWriter(
            "11111111", in: folder.path, format: other, segmentSeconds: 7, at: RecordedEvening.start + 31)
        try second.append(later.play(seconds: 130))
        try second.finish()
        for job in ["segment", "assemble"] {
            #expect(try await folder.run([job], RecordedEvening.settings).status == 0)
        }
        #expect(try folder.catalogue().sessions().count == 1)
        let sidecars = try RecordedEvening.sidecars(in: folder)
        #expect(sidecars.map(\.format) == [.cheap, other])
        #expect(sidecars.map(\.session?.part) == [0, 1] && sidecars.allSatisfy { $0.session?.id == 1 })
        try await FLACTools.expectWhole(sidecars.map { folder.folders.path(of: $0.name, .sound) })
    }

    @Test(.enabled(if: SmallDisk.isPossible, "only root can mount the disks that these tests fill"))
    func `looks for room first, and leaves nothing half-made`() async throws {
        let evening = try RecordedEvening()
        let scratch = try Scratch()
        let disk = try SmallDisk(megabytes: 24, at: "disk", in: scratch)
        #expect(shell("cp -a \(evening.folder.path)/. \(disk.path)/").isContent)
        let folder = try JobsFolder(at: disk.path)
        #expect(try await folder.run(["segment"], RecordedEvening.settings).status == 0)
        try disk.fill(leaving: 3_000_000)
        let run = try await folder.run(["assemble"], RecordedEvening.settings)
        #expect(run.status == 73 && run.errors.contains("not enough room"), "\(run.errors)")
        #expect(try RecordedEvening.files(in: folder).isEmpty)
        // What is smaller, and comes later, does not wait for it.
        disk.makeRoom()
        try disk.fill(leaving: 5_500_000)
        let day = "2026-10-12T20:00:"
        let clip = try await folder.run(
            ["record", "clip", "--from", day + "20Z", "--to", day + "21Z", "--no-wait"])
        #expect(clip.status == 0, "\(clip.errors)")
        let some = try await folder.run(["assemble"], RecordedEvening.settings)
        #expect(some.status == 73 && some.errors.contains("recording made"), "\(some.errors)")
        #expect(try RecordedEvening.sidecars(in: folder).map(\.kind) == [.clip])
        disk.makeRoom()
        #expect(try await folder.run(["assemble"], RecordedEvening.settings).status == 0)
        #expect(try RecordedEvening.files(in: folder).count == 10)
    }
}

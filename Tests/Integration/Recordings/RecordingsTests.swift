import Archive
import Audio
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `vinyl-jobs recordings` {
    @Test func `keeps what people decide, through a rebuild`() async throws {
        let evening = try RecordedEvening()
        try await evening.assemble()
        let before = try evening.sidecars()[0]
        let list = evening.folder.place + "/tracks.txt"
        // As Windows writes it.
        try Data("\u{FEFF}# names\r\nSo What\r\n\r\nFreddie Freeloader\r\nBlue in Green\r\n".utf8).write(
            to: URL(filePath: list))
        var noted = text(of: evening.path(before, .sidecar))
        noted.replace("{", with: #"{"notes":"a scratch on B","#, maxReplacements: 1)
        try Files.replace(evening.path(before, .sidecar), with: Array(noted.utf8))
        for words in [
            ["keep", "1"], ["extend", "1", "3d"], ["rename", "1", "Kind of \"Blue\""],
            ["tag", "1", "ARTIST=Miles Davis", "GENRE=Jazz"], ["tracks", "1", "--side", "B", "--count", "1"],
            ["tracks", "1", "--set", list],
        ] {
            let run = try await evening.folder.run(["recordings"] + words)
            #expect(run.status == 0 && run.errors.contains("recordings done"), "\(words): \(run.errors)")
        }
        let sessions = try await evening.folder.dump(Dump.sessions)
        let shown = try await evening.run("recordings", "show", "1", "--json").output
        let listed = try await evening.run("recordings", "--json").output
        for words in ["Kind of", "Miles Davis", "Freddie Freeloader", "a scratch on B"] {
            #expect(shown.contains(words), "\(words)")
        }
        // Longer than it had, and than now.
        #expect(try evening.sidecars()[0].retentionDays ?? 0 >= 10)
        #expect(listed.contains("\"permanent\":true") && listed.contains("\"expires_at\":null"))
        #expect(shell("md5sum < \(evening.path(before))").isContent)
        #expect(Files.facts(evening.path(before))?.bytes == before.bytes)
        #expect(text(of: evening.path(before, .cueSheet)).contains("Blue in Green"))
        // The tape goes, and the catalogue with it.
        _ = shell("rm -rf \(evening.folder.folders.segments)")
        let rebuild = try await evening.run("rebuild")
        #expect(rebuild.status == 0, "\(rebuild.errors)")
        #expect(try await evening.run("recordings", "--json").output == listed)
        #expect(try evening.folder.catalogue().sessions().map(\.id) == [1])
        let restored = try evening.folder.catalogue().sides(ofSession: 1)
        #expect(restored.count == 2 && restored.map(\.tracks.count) == [2, 1])
        #expect(sessions.contains("session|1|ffffffff"))
        #expect(try await evening.run("verify", "1").status == 0)
    }

    @Test func `deletes for good, and only what it may`() async throws {
        let evening = try RecordedEvening()
        try await evening.assemble()
        try await evening.run("recordings", "keep", "1")
        let kept = try await evening.run("recordings", "delete", "1", "--yes")
        #expect(kept.status == 1 && kept.errors.contains("kept for good"), "\(kept.errors)")
        let unasked = try await evening.run("recordings", "delete", "1", "--force")
        #expect(unasked.status == 1 && unasked.errors.contains("--yes"), "\(unasked.errors)")
        #expect(try await evening.run("recordings", "delete", "1", "--force", "--yes").status == 0)
        #expect(try RecordedEvening.files(in: evening.folder).map { $0.hasSuffix(".json") } == [true])
        #expect(try await evening.run("recordings").output == "no recordings yet\n")
        // It does not come back, not even when the catalogue is made anew.
        try await evening.assemble()
        try await evening.run("rebuild")
        try await evening.assemble()
        #expect(try evening.folder.catalogue().recordings().isEmpty)
        #expect(try evening.folder.catalogue().sessions().count == 1)
        let gone = try await evening.run("recordings", "show", "1")
        #expect(gone.status == 1 && gone.errors.contains("there is no recording 1"))
    }

    @Test func `exports tracks that together are the recording`() async throws {
        let evening = try RecordedEvening()
        try await evening.assemble()
        try await evening.run("recordings", "rename", "1", "../Kind: \"Blue\"?")
        try await evening.run("recordings", "tag", "1", "ARTIST=AC/DC")
        let sidecar = try evening.sidecars()[0]
        let scratch = try Scratch()
        let whole = try await FLACTools.decode([evening.path(sidecar)], in: scratch)
        let music = scratch.path + "/music"
        for format in ["flac", "wav", "mp3"] {
            let run = try await evening.run(
                "recordings", "export", "1", "--tracks", "--format", format, "--to", music)
            #expect(run.status == 0, "\(run.errors)")
        }
        let folder = music + "/AC_DC - .._Kind_ _Blue__"
        let names = try Files.names(in: folder)
        #expect(names.count == 12 && names[0] == "01 Side A, track 1.flac", "\(names)")
        let flac = names.filter { $0.hasSuffix(".flac") }.map { folder + "/" + $0 }
        try await FLACTools.expectWhole(flac)
        #expect(try await FLACTools.decode(flac, in: scratch) == whole)
        var wav = Data()
        for name in names where name.hasSuffix(".wav") {
            wav += try Data(contentsOf: URL(filePath: folder + "/" + name)).dropFirst(44)
        }
        #expect(wav == whole)
        let tags = try await FLACTools.describe(flac[1]).tags
        #expect(tags["TITLE"] == "Side A, track 2" && tags["TRACKNUMBER"] == "2" && tags["ARTIST"] == "AC/DC")
        var frames = 0
        for name in names where name.hasSuffix(".mp3") {
            let decoded = folder + "/decoded.raw"
            let run = try await Program.run(
                "ffmpeg",
                ["-v", "error", "-y", "-i", folder + "/" + name, "-map", "0:a", "-f", "s16le", decoded])
            #expect(run.status == 0, "\(run.errors)")
            frames += (Files.facts(decoded)?.bytes ?? 0) / 2
            let probe = try await Program.run(
                "ffprobe", ["-v", "error", "-show_entries", "format_tags", folder + "/" + name])
            #expect(probe.output.contains("TAG:artist=AC/DC") && probe.output.contains("TAG:track="))
        }
        #expect(frames == sidecar.frames)
        let one = try await evening.run("recordings", "export", "1", "--track", "9", "--to", music)
        #expect(one.status == 1 && one.errors.contains("4 tracks"), "\(one.errors)")
    }

    @Test func `says what is wrong with its files`() async throws {
        let evening = try RecordedEvening()
        try await evening.assemble()
        let sidecar = try evening.sidecars()[0]
        #expect(try await evening.run("verify", "--all").status == 0)
        let path = evening.path(sidecar)
        let file = open(path, O_WRONLY)
        var byte: UInt8 = 0x5A
        pwrite(file, &byte, 1, sidecar.bytes / 2)
        close(file)
        let run = try await evening.run("verify", "1")
        #expect(
            run.status == 1 && run.output.contains("SHA-256") && run.output.contains("broken"),
            "\(run.output)")
        // From outside it looks as before.
        #expect(try await evening.run("verify").status == 0)
        unlink(evening.path(sidecar, .sidecar))
        let segment = try #require(StoredSegment.paths(in: evening.folder.path, ending: ".flac").last)
        unlink(segment)
        let quick = try await evening.run("verify")
        #expect(quick.status == 1 && quick.output.contains(segment + ": it is not there"))
        #expect(quick.output.contains(evening.path(sidecar, .sidecar) + ": it is not there"))
        #expect(quick.errors.contains("2 flaws"), "\(quick.errors)")
    }
}

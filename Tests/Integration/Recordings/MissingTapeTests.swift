import Archive
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `a tape that is not there` {
    @Test func `is waited for, by sessions and by takes`() async throws {
        let evening = try RecordedEvening()
        let folder = evening.folder
        #expect(try await evening.run("segment").status == 0)
        _ = try await folder.run(["cleanup"])
        let (segments, away) = (folder.folders.segments, folder.place + "/away")
        #expect(rename(segments, away) == 0)
        // As where a disk would be mounted.
        #expect(mkdir(segments, 0o755) == 0)
        let clip = try await evening.run("record", "clip", "--from", time(20), "--to", time(40))
        #expect(clip.status == 1 && clip.errors.contains("waits"), "\(clip.errors)")
        let run = try await evening.run("assemble")
        #expect(run.status == 1 && run.errors.contains("failed=2"), "\(run.errors)")
        #expect(run.errors.contains("recording.waiting notice=\"session 1"), "\(run.errors)")
        // Not even after days: nothing of the tape is there.
        try await OldEvening.age(folder, hours: 72)
        let later = try await evening.run("assemble")
        #expect(later.status == 1 && !later.errors.contains("recording.waiting notice"), "\(later.errors)")
        #expect(try folder.catalogue().claims(forPurpose: "assemble").count == 2)
        #expect(try RecordedEvening.files(in: folder).isEmpty)
        let dry = try await evening.run("assemble", "--dry-run")
        #expect(dry.output.contains("session 1 waits: "), "\(dry.output)")
        rmdir(segments)
        #expect(rename(away, segments) == 0)
        let whole = try await evening.run("assemble")
        #expect(whole.status == 0 && whole.errors.contains("recordings=2"), "\(whole.errors)")
        #expect(try folder.catalogue().noticesHolding("recording.waiting").isEmpty)
        let scratch = try Scratch()
        for sidecar in try evening.sidecars() {
            let start = evening.start(of: sidecar)
            let sound = try await FLACTools.decode([evening.path(sidecar)], in: scratch)
            #expect(sidecar.gaps.isEmpty && sound == evening.pcm(start..<start + sidecar.frames))
        }
    }

    @Test func `is not waited for when the recording is there, and the catalogue an older one`() async throws
    {
        let evening = try RecordedEvening()
        try await evening.run("segment")
        let (folder, copy) = (evening.folder, evening.folder.place + "/copy.db")
        #expect(try await evening.run("backup", copy).status == 0)
        #expect(try await evening.run("assemble").status == 0)
        let files = try RecordedEvening.files(in: folder)
        let catalogue = folder.folders.catalogue
        #expect(shell("rm -f \(catalogue)* && cp \(copy) \(catalogue)").isContent)
        #expect(try folder.catalogue().sessionsToAssemble().count == 1)
        for path in StoredSegment.paths(in: folder.path, ending: ".flac").prefix(8) { unlink(path) }
        let run = try await evening.run("assemble")
        #expect(run.status == 0 && !run.errors.contains("recording.waiting"), "\(run.errors)")
        #expect(try folder.catalogue().notices(most: 9).isEmpty)
        #expect(try folder.catalogue().recordings().count == 1)
        #expect(try folder.catalogue().sessionsToAssemble().isEmpty)
        #expect(try RecordedEvening.files(in: folder) == files)
    }

    /// So many seconds into the evening.
    private func time(_ seconds: Int64) -> String {
        let start = evening + Int64(RecordedEvening.start * 1e6) + seconds * 1_000_000
        return String(UTC(microseconds: start).iso)
    }

    @Test func `is a hole when it was missing for a day, and the rest is there`() async throws {
        let evening = try RecordedEvening()
        try await evening.run("segment")
        _ = try await evening.folder.run(["cleanup"])
        let paths = StoredSegment.paths(in: evening.folder.path, ending: ".flac")
        unlink(paths[4])
        for hours in [0, 23] {
            try await OldEvening.age(evening.folder, hours: hours)
            #expect(try await evening.run("assemble").status == 1)
            #expect(try RecordedEvening.files(in: evening.folder).isEmpty)
        }
        // Another one is not what people were told of.
        let (path, aside) = (paths[9], evening.folder.place + "/aside")
        #expect(rename(path, aside) == 0)
        try await OldEvening.age(evening.folder, hours: 2)
        #expect(try await evening.run("assemble").status == 1)
        #expect(rename(aside, path) == 0)
        #expect(try await evening.run("assemble").status == 1)
        try await OldEvening.age(evening.folder, hours: 25)
        let run = try await evening.run("assemble")
        #expect(run.status == 0 && run.errors.contains("recording.incomplete notice="), "\(run.errors)")
        #expect(try evening.folder.catalogue().noticesHolding("recording.waiting").isEmpty)
        let sidecar = try #require(try evening.sidecars().first)
        let gap = try #require(sidecar.gaps.first)
        #expect(sidecar.gaps.count == 1 && gap.cause == "missing" && gap.frames == 7 * 44_100)
        let start = evening.start(of: sidecar)
        #expect(start + gap.offset == 4 * 7 * 44_100)
        let sound = try await FLACTools.decode([evening.path(sidecar)], in: try Scratch())
        var expected = evening.pcm(start..<start + sidecar.frames)
        expected.replaceSubrange(
            gap.offset * 2..<(gap.offset + gap.frames) * 2, with: Data(count: gap.frames * 2))
        #expect(sound == expected)
    }
}

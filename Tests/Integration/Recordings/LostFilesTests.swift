import Archive
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

/// Two recordings, of which the first is kept for good, and whose catalogue is old enough to be believed.
struct TwoSides {
    let evening: RecordedEvening
    var folder: JobsFolder { evening.folder }
    let paths: [String]

    init() async throws {
        evening = try await OldEvening(["ASSEMBLE_SPLIT": "side"]).evening
        try await evening.run("recordings", "keep", "1")
        paths = try evening.sidecars().map { [evening] in evening.path($0) }
        _ = try await evening.folder.run(["cleanup"], ["RETENTION_DAYS": "3650"])
        try await OldEvening.age(evening.folder, hours: 30)
    }

    func cleanup(_ words: String..., days: Int = 3_650) async throws -> Program {
        // Long enough for the tape, too.
        try await folder.run(
            ["cleanup"] + words, ["RETENTION_DAYS": "\(days)", "SEGMENT_KEEP_HOURS": "8000"])
    }
}

@Suite struct `files that are lost` {
    @Test func `are told, and their rows forgotten, unless somebody keeps them`() async throws {
        let sides = try await TwoSides()
        // With its sidecar, too.
        #expect(shell("rm \(sides.paths[0]) \(sides.paths[1].dropLast(4))*").isContent)
        let run = try await sides.cleanup()
        #expect(run.status == 1 && run.errors.contains("healed=1"), "\(run.errors)")
        #expect(run.errors.contains("missing=1"), "\(run.errors)")
        #expect(run.errors.count(of: "recording.lost notice=") == 2, "\(run.errors)")
        #expect(try sides.folder.catalogue().recordings().map(\.id) == [1])
        let again = try await sides.cleanup()
        #expect(again.status == 1 && !again.errors.contains("recording.lost notice="), "\(again.errors)")
        #expect(try sides.folder.catalogue().recordings().map(\.id) == [1])
        // Nobody keeps it any more: it was told of already.
        var sidecar = try sides.evening.sidecars()[0]
        sidecar.isPermanent = false
        try Files.replace(sides.evening.path(sidecar, .sidecar), with: sidecar.text)
        let last = try await sides.cleanup()
        #expect(last.status == 0 && last.errors.contains("healed=1"), "\(last.errors)")
        #expect(!last.errors.contains("recording.lost notice="), "\(last.errors)")
        #expect(try sides.folder.catalogue().noticesHolding("recording.lost").isEmpty)
    }

    @Test func `and were deleted on purpose are not waited for by an older catalogue`() async throws {
        let sides = try await TwoSides()
        let (catalogue, copy) = (sides.folder.folders.catalogue, sides.folder.place + "/copy.db")
        #expect(try await sides.evening.run("backup", copy).status == 0)
        #expect(try await sides.evening.run("recordings", "delete", "1", "--force", "--yes").status == 0)
        #expect(shell("rm -f \(catalogue)* && cp \(copy) \(catalogue)").isContent)
        #expect(try sides.folder.catalogue().recording(1)?.isPermanent == true)
        let run = try await sides.cleanup()
        #expect(run.status == 0 && run.errors.contains("healed=1"), "\(run.errors)")
        let again = try await sides.cleanup()
        #expect(again.status == 0 && again.errors.contains("nothing to do"), "\(again.errors)")
        #expect(try sides.folder.catalogue().recordings().map(\.id) == [2])
    }

    @Test func `on a disk that is not there are waited for`() async throws {
        let sides = try await TwoSides()
        let folders = sides.folder.folders
        let away = sides.folder.place + "/away"
        for folder in [folders.recordings, folders.segments] {
            #expect(rename(folder, away) == 0 && mkdir(folder, 0o755) == 0)
            let before = try await sides.folder.dump("SELECT id FROM segments; SELECT id FROM recordings;")
            let run = try await sides.cleanup()
            #expect(run.errors.contains("healed=0") && run.errors.contains(" lost"), "\(run.errors)")
            let after = try await sides.folder.dump("SELECT id FROM segments; SELECT id FROM recordings;")
            #expect(after == before)
            rmdir(folder)
            #expect(rename(away, folder) == 0)
            let back = try await sides.cleanup()
            #expect(back.status == 0 && !back.errors.contains(" lost"), "\(back.errors)")
        }
    }

    @Test func `and those that were set aside go after a week`() async throws {
        let sides = try await TwoSides()
        let day = parentFolder(StoredSegment.paths(in: sides.folder.path, ending: ".flac")[0])
        let torn = day + "/20261012T190000.000Z-cccccccc-000000000000000.flac"
        let unfinished = day + "/20261012T190100.000Z-cccccccc-000000000480000.flac.part"
        for path in [torn, unfinished, day + "/notes.txt"] {
            try Data(repeating: 7, count: 30_000).write(to: URL(filePath: path))
        }
        let segment = try await sides.evening.run("segment")
        #expect(segment.errors.contains("set_aside=3"), "\(segment.errors)")
        #expect(try await sides.cleanup(days: 3_650).status == 0)
        for days in [6, 1] {
            #expect(Files.exists(torn) && Files.exists(unfinished))
            try await OldEvening.ageSetAside(sides.folder, hours: days * 24)
            let settings = ["RETENTION_DAYS": "3650"]
            let run = try await sides.folder.run(["cleanup"], settings)
            #expect(run.status == 0, "\(run.errors)")
            if days == 1 { #expect(run.errors.contains("set_aside=2"), "\(run.errors)") }
        }
        #expect(!Files.exists(torn) && !Files.exists(unfinished) && Files.exists(day + "/notes.txt"))
        #expect(try sides.folder.catalogue().filesSetAside().count == 1)
    }

    @Test(.enabled(if: getuid() == 0, "only root can make a folder in which its owner may not remove"))
    func `and cannot be removed hold nothing up`() async throws {
        let sides = try await TwoSides()
        let folder = sides.folder
        let closed = folder.folders.segments + "/2026-10-11"
        let left = closed + "/20261011T190000.000Z-cccccccc-000000000000000.flac"
        let gone = folder.folders.segments + "/2026-10-12/20261012T190000.000Z-dddddddd-000000000000000.flac"
        #expect(mkdir(closed, 0o755) == 0)
        for path in [left, gone] {
            try Data(repeating: 7, count: 30_000).write(to: URL(filePath: path))
        }
        let segment = try await sides.evening.run("segment")
        #expect(segment.errors.contains("set_aside=2"), "\(segment.errors)")
        try await OldEvening.ageSetAside(folder, hours: 200)
        _ = try await Program.run("chown", ["-R", "nobody:nogroup", folder.path])
        chown(closed, 0, 0)
        unlink(sides.paths[1])
        let run = try await folder.run(["cleanup"], ["RETENTION_DAYS": "3650"])
        #expect(run.status == 0 && run.errors.contains("set_aside=1"), "\(run.errors)")
        #expect(run.errors.contains("not removed file=\(left)"), "\(run.errors)")
        // What comes after it is done.
        #expect(run.errors.contains("healed=1"), "\(run.errors)")
        #expect(Files.exists(left) && !Files.exists(gone))
        chown(closed, 65_534, 65_534)
        let later = try await folder.run(["cleanup"], ["RETENTION_DAYS": "3650"])
        #expect(later.status == 0 && !Files.exists(left), "\(later.errors)")
    }
}

import Archive
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `vinyl-jobs cleanup` {
    @Test func `announces, waits a day, and frees what it said it would`() async throws {
        let old = try await OldEvening()
        let folder = old.folder
        #expect(try OldEvening.sounds(folder) == 1)
        let first = try await folder.run(["cleanup"])
        #expect(first.status == 0 && first.errors.contains("announced=1"), "\(first.errors)")
        #expect(first.errors.contains("less than a day old"))
        #expect(first.errors.contains("recording.expiring notice=\"recording 1"), "\(first.errors)")
        let listed = try await folder.run(["notices"])
        #expect(listed.output.contains("recording.expiring") && listed.output.contains("holds"))
        try await OldEvening.age(folder, hours: 23)
        let early = try await folder.run(["cleanup"])
        #expect(early.status == 0 && early.errors.contains("recordings=0 segments=0"), "\(early.errors)")
        #expect(try OldEvening.sounds(folder) == 1 && !early.errors.contains("recording.expiring"))
        try await OldEvening.age(folder, hours: 1)
        let before = try OldEvening.bytes(folder)
        let dry = try await folder.run(["cleanup", "--dry-run"])
        #expect(try OldEvening.bytes(folder) == before)
        let run = try await folder.run(["cleanup"])
        let freed = before - (try OldEvening.bytes(folder))
        #expect(run.status == 0 && run.errors.contains("recordings=1"), "\(run.errors)")
        #expect(freed > 0 && run.errors.contains("bytes=\(freed) "), "\(freed): \(run.errors)")
        #expect(dry.output.contains("would free \(freed) bytes"), "\(dry.output)")
        #expect(dry.output.contains("would delete recording 1") && dry.output.contains("segment"))
        #expect(try OldEvening.sounds(folder) == 0)
        #expect(!StoredSegment.paths(in: folder.path, ending: ".flac").isEmpty)
        #expect(try folder.catalogue().segmentTotals().count < 30)
        #expect(try await folder.run(["verify"]).status == 0)
        let again = try await folder.run(["cleanup"])
        #expect(again.status == 0 && again.errors.contains("had nothing to do"), "\(again.errors)")
        let told = try await folder.run(["notices", "--json"])
        #expect(told.output.contains("recording.expired") && told.output.contains("\"ended_at\":\"2"))
        // What is gone stays gone.
        try await old.evening.assemble()
        #expect(try OldEvening.sounds(folder) == 0)
    }

    @Test(arguments: [["keep", "1"], ["extend", "1", "90d"]])
    func `lets stay what somebody keeps after the notice, and says so`(words: [String]) async throws {
        let old = try await OldEvening()
        let folder = old.folder
        _ = try await folder.run(["cleanup"])
        let kept = try await folder.run(["recordings"] + words)
        #expect(kept.status == 0 && kept.errors.contains("recording.kept"), "\(kept.errors)")
        try await OldEvening.age(folder, hours: 100)
        #expect(try await folder.run(["cleanup"]).errors.contains("recordings=0"))
        #expect(try OldEvening.sounds(folder) == 1)
        #expect(try folder.catalogue().noticesHolding("recording.expiring").isEmpty)
    }

    @Test func `believes the sidecar, and no catalogue that was put back`() async throws {
        let old = try await OldEvening()
        let folder = old.folder
        _ = try await folder.run(["cleanup"])
        #expect(try await folder.run(["backup", folder.place + "/copy.db"]).status == 0)
        _ = try await folder.run(["recordings", "keep", "1"])
        for suffix in ["", "-wal", "-shm"] { unlink(folder.folders.catalogue + suffix) }
        try FileManager.default.moveItem(
            atPath: folder.place + "/copy.db", toPath: folder.folders.catalogue)
        try await OldEvening.age(folder, hours: 48)
        let run = try await folder.run(["cleanup"])
        #expect(run.status == 0 && run.errors.contains("kept=1"), "\(run.errors)")
        #expect(try OldEvening.sounds(folder) == 1 && folder.catalogue().recordings()[0].isPermanent)
        // What nobody can read, nobody decides.
        _ = try await folder.run(["recordings", "unkeep", "1"])
        _ = try await folder.run(["cleanup"])
        try await OldEvening.age(folder, hours: 48)
        let sidecar = old.evening.path(try old.evening.sidecars()[0], .sidecar)
        try Data("{ rubbish".utf8).write(to: URL(filePath: sidecar))
        let doubtful = try await folder.run(["cleanup"])
        #expect(
            doubtful.status == 1 && doubtful.errors.contains("recording not deleted"), "\(doubtful.errors)")
        #expect(try OldEvening.sounds(folder) == 1)
    }

    @Test func `deletes nothing by a catalogue that was made anew`() async throws {
        let old = try await OldEvening()
        let folder = old.folder
        _ = try await folder.run(["cleanup"])
        try await OldEvening.age(folder, hours: 48)
        #expect(try await old.evening.run("rebuild").status == 0)
        let before = try OldEvening.bytes(folder)
        let run = try await folder.run(["cleanup"])
        #expect(run.errors.contains("less than a day old") && run.errors.contains("announced=1"))
        #expect(try OldEvening.bytes(folder) == before)
    }
}

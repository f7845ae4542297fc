import Catalogue
import Foundation
import Platform
import TestSupport
import Testing

@Suite(.enabled(if: SmallDisk.isPossible, "root can mount a disk")) struct `vinyl-jobs cleanup on a disk` {
    @Test func `works where not a byte is free, and lays its ballast again`() async throws {
        let scratch = try Scratch()
        let disk = try SmallDisk(megabytes: 64, at: "full", in: scratch)
        let old = try await OldEvening()
        #expect(shell("cp -a '\(old.folder.path)/.' '\(disk.path)/'").isContent)
        let folder = try JobsFolder(at: disk.path)
        let settings = ["SEGMENT_FLOOR_MB": "16"]
        #expect(try await folder.run(["cleanup"], settings).status == 0)
        #expect(Files.facts(disk.path + "/ballast")?.bytes == Ballast.bytes)
        try await OldEvening.age(folder, hours: 30)
        try disk.fill(leaving: 0)
        #expect(disk.freeBytes == 0)
        let before = try OldEvening.bytes(folder)
        let run = try await folder.run(["cleanup"], settings)
        #expect(run.status == 0 && run.errors.contains("recordings=1"), "\(run.errors)")
        #expect(try OldEvening.sounds(folder) == 0 && OldEvening.bytes(folder) < before)
        #expect(!Files.exists(disk.path + "/ballast"))
        disk.makeRoom()
        #expect(try await folder.run(["cleanup"], settings).status == 0)
        #expect(Files.facts(disk.path + "/ballast")?.bytes == Ballast.bytes)
        #expect(try await folder.run(["verify"], settings).status == 0)
    }

    @Test func `gives the tape first, then announces recordings if it may, and says how long it lasts`()
        async throws
    {
        let scratch = try Scratch()
        let disk = try SmallDisk(megabytes: 64, at: "low", in: scratch)
        let old = try await OldEvening()
        #expect(shell("cp -a '\(old.folder.path)/.' '\(disk.path)/'").isContent)
        let folder = try JobsFolder(at: disk.path)
        // Nothing is old enough to go by itself.
        var settings = [
            "SEGMENT_FLOOR_MB": "16", "SEGMENT_KEEP_HOURS": "8760", "RETENTION_DAYS": "3650",
            "DISK_RESERVE_PERCENT": "50", "DISK_ALERT_PERCENT": "90",
        ]
        _ = try await folder.run(["cleanup"], settings)
        try await OldEvening.age(folder, hours: 30)
        let segments = try folder.catalogue().segmentTotals().count
        let fine = try await folder.run(["cleanup"], settings)
        #expect(fine.errors.contains("segments=0"), "\(fine.errors)")
        try disk.fill(leaving: 20_000_000)
        let low = try await folder.run(["cleanup"], settings)
        #expect(low.errors.contains("disk.low notice=\"the disk is nearly full"), "\(low.errors)")
        #expect(low.errors.contains("tape shortened") && low.errors.contains("announced=0"), "\(low.errors)")
        #expect(try folder.catalogue().segmentTotals().count < segments)
        #expect(try OldEvening.sounds(folder) == 1)
        #expect(try await folder.run(["events", "--type", "disk"], settings).output.contains("disk.low"))
        let status = try await folder.run(["status"], settings)
        #expect(status.output.contains("free for") && status.output.contains("lasts for"), "\(status.output)")
        // Only if somebody allows it, and not before it was announced for a day.
        settings["EMERGENCY_DELETE"] = "yes"
        let hurried = try await folder.run(["cleanup"], settings)
        #expect(hurried.errors.contains("announced=1"), "\(hurried.errors)")
        #expect(hurried.errors.contains("to make room on the disk"))
        #expect(try OldEvening.sounds(folder) == 1)
        try await OldEvening.age(folder, hours: 24)
        let gone = try await folder.run(["cleanup"], settings)
        #expect(gone.errors.contains("recordings=1"), "\(gone.errors)")
        #expect(try OldEvening.sounds(folder) == 0)
        disk.makeRoom()
        let well = try await folder.run(["cleanup"], settings)
        #expect(well.errors.contains("disk.ok notice=\"the disk has room again"), "\(well.errors)")
    }
}

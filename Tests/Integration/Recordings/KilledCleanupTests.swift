import Archive
import Catalogue
import Foundation
import Glibc
import Platform
import Testing

@Suite struct `vinyl-jobs cleanup is killed` {
    @Test func `at every step of deleting, and the next run completes it`() async throws {
        let old = try await OldEvening()
        _ = try await old.folder.run(["cleanup"])
        try await OldEvening.age(old.folder, hours: 30)
        let whole = try JobsFolder(copying: old.folder)
        #expect(try await whole.run(["cleanup"]).status == 0)
        let expected = try OldEvening.bytes(whole)
        for place in [
            "expiredMarked", "sidecarWritten", "soundRemoved", "filesRemoved", "recordingDropped",
            "segmentsMarked", "segmentRemoved", "segmentRemoved:3", "segmentsRemoved", "segmentsDropped",
        ] {
            let folder = try JobsFolder(copying: old.folder)
            let child = try folder.start(["cleanup"], ["VINYL_CRASH_AT": place])
            #expect(try await child.waitUntilEnded().how == .killed(SIGKILL), "\(place)")
            try expectSound(folder, place)
            let run = try await folder.run(["cleanup"])
            #expect(run.status == 0, "\(place): \(run.errors)")
            #expect(try OldEvening.bytes(folder) == expected, "\(place)")
            #expect(try await folder.run(["verify"]).status == 0, "\(place)")
            let notices = try folder.catalogue().notices(most: 99)
            #expect(notices.count { $0.type == "recording.expired" } == 1, "\(place)")
            #expect(notices.allSatisfy { $0.told != nil && $0.endMicroseconds != nil }, "\(place)")
        }
    }

    @Test(arguments: ["expiredMarked", "soundRemoved", "recordingDropped"])
    func `and assemble completes it, and tells the same`(place: String) async throws {
        let old = try await OldEvening()
        let folder = old.folder
        _ = try await folder.run(["cleanup"])
        try await OldEvening.age(folder, hours: 30)
        let child = try folder.start(["cleanup"], ["VINYL_CRASH_AT": place])
        #expect(try await child.waitUntilEnded().how == .killed(SIGKILL))
        try await old.evening.assemble()
        for words in [["cleanup"], ["assemble"], ["cleanup"]] {
            let run = try await folder.run(words)
            #expect(run.status == 0, "\(words): \(run.errors)")
        }
        try expectGone(folder, told: 1)
    }

    @Test(arguments: ["deletionMarked", "sidecarWritten", "filesRemoved"])
    func `or delete is, and nobody is told that its time was over`(place: String) async throws {
        let old = try await OldEvening()
        let folder = old.folder
        _ = try await folder.run(["cleanup"])
        let child = try folder.start(["recordings", "delete", "1", "--yes"], ["VINYL_CRASH_AT": place])
        #expect(try await child.waitUntilEnded().how == .killed(SIGKILL))
        #expect(try await folder.run(["cleanup"]).status == 0)
        try expectGone(folder, told: 0)
    }

    private func expectGone(_ folder: JobsFolder, told: Int) throws {
        #expect(try OldEvening.sounds(folder) == 0)
        let catalogue = try folder.catalogue()
        #expect(try catalogue.recordings().isEmpty)
        #expect(try catalogue.recordingsBeingDeleted().isEmpty)
        let notices = try catalogue.notices(most: 99)
        #expect(notices.count { $0.type == "recording.expired" } == told, "\(notices.map(\.type))")
        #expect(notices.allSatisfy { $0.told != nil && $0.endMicroseconds != nil })
    }

    /// Whatever the catalogue still counts on is there.
    private func expectSound(_ folder: JobsFolder, _ place: String) throws {
        let catalogue = try folder.catalogue()
        #expect(try catalogue.connection.faults().isEmpty)
        for segment in try catalogue.segments() where !segment.isBeingDeleted {
            #expect(Files.exists(folder.folders.segments + "/" + segment.path), "\(place)")
        }
        for recording in try catalogue.recordings() {
            #expect(Files.exists(folder.folders.path(of: recording.name, .sound)), "\(place)")
        }
    }

    @Test(arguments: ["noticesWritten", "noticesTold"])
    func `while it announces, and the day begins when the log has it`(place: String) async throws {
        let old = try await OldEvening()
        let child = try old.folder.start(["cleanup"], ["VINYL_CRASH_AT": place])
        #expect(try await child.waitUntilEnded().how == .killed(SIGKILL))
        let untold = try old.folder.catalogue().noticesHolding("recording.expiring")
        #expect(untold.count == 1 && untold[0].told == nil)
        // However old a notice is that nobody saw.
        try await OldEvening.age(old.folder, hours: 100)
        let run = try await old.folder.run(["cleanup"])
        #expect(run.status == 0 && run.errors.contains("recordings=0"), "\(run.errors)")
        #expect(run.errors.contains("recording.expiring notice="), "\(run.errors)")
        let told = try old.folder.catalogue().noticesHolding("recording.expiring")
        #expect(told.map(\.key) == untold.map(\.key) && told[0].told != nil)
        #expect(try OldEvening.sounds(old.folder) == 1)
    }

    @Test(arguments: ["lostMarked", "lostDropped", "setAsideRemoved"])
    func `while it looks after what is lost`(place: String) async throws {
        let sides = try await TwoSides()
        let torn = "/20261012T190000.000Z-cccccccc-000000000000000.flac"
        let day = parentFolder(StoredSegment.paths(in: sides.folder.path, ending: ".flac")[0])
        try Data(repeating: 7, count: 30_000).write(to: URL(filePath: day + torn))
        try await sides.evening.run("segment")
        try await OldEvening.ageSetAside(sides.folder, hours: 200)
        for path in sides.paths { unlink(path) }
        let settings = ["VINYL_CRASH_AT": place, "RETENTION_DAYS": "3650", "SEGMENT_KEEP_HOURS": "8000"]
        let early = place == "setAsideRemoved" ? ["SEGMENT_KEEP_HOURS": "48"] : [:]
        let child = try sides.folder.start(["cleanup"], settings.merging(early) { $1 })
        #expect(try await child.waitUntilEnded().how == .killed(SIGKILL))
        let catalogue = try sides.folder.catalogue()
        #expect(try catalogue.connection.faults().isEmpty)
        // Marked and dropped at once, or not at all.
        #expect(try catalogue.recordingsBeingDeleted().isEmpty)
        let run = try await sides.folder.run(["cleanup"], ["RETENTION_DAYS": "3650"])
        #expect(run.status == 1 && run.errors.contains("missing=1"), "\(run.errors)")
        #expect(try catalogue.recordings().map(\.id) == [1])
        #expect(!Files.exists(day + torn))
        if place == "setAsideRemoved" { try await sides.evening.run("segment") }
        #expect(try catalogue.filesSetAside().isEmpty)
        let notices = try catalogue.notices(most: 99).filter { $0.type == "recording.lost" }
        #expect(notices.count == 2 && notices.allSatisfy { $0.told != nil })
    }

    @Test(arguments: ["decisionWritten", "noticeEnded"])
    func `or keep is, and what somebody decided holds`(place: String) async throws {
        let old = try await OldEvening()
        let folder = old.folder
        _ = try await folder.run(["cleanup"])
        let child = try folder.start(["recordings", "keep", "1"], ["VINYL_CRASH_AT": place])
        #expect(try await child.waitUntilEnded().how == .killed(SIGKILL))
        #expect(try folder.catalogue().recordings()[0].isPermanent == (place == "noticeEnded"))
        try await expectKept(old)
    }

    @Test(arguments: ["rowMended", "noticeEnded"])
    func `while it takes a notice back`(place: String) async throws {
        let old = try await OldEvening()
        let folder = old.folder
        _ = try await folder.run(["cleanup"])
        var sidecar = try old.evening.sidecars()[0]
        sidecar.isPermanent = true
        try Files.replace(old.evening.path(sidecar, .sidecar), with: sidecar.text)
        try await OldEvening.age(folder, hours: 30)
        let child = try folder.start(["cleanup"], ["VINYL_CRASH_AT": place])
        #expect(try await child.waitUntilEnded().how == .killed(SIGKILL))
        try await expectKept(old)
    }

    /// After any number of runs, and said once.
    private func expectKept(_ old: OldEvening) async throws {
        for _ in 0..<2 {
            try await OldEvening.age(old.folder, hours: 50)
            let run = try await old.folder.run(["cleanup"])
            #expect(run.status == 0 && run.errors.contains("recordings=0") || run.errors.contains("nothing"))
        }
        #expect(try OldEvening.sounds(old.folder) == 1)
        #expect(try old.folder.catalogue().recordings()[0].isPermanent)
        let notices = try old.folder.catalogue().notices(most: 99)
        #expect(notices.count { $0.type == "recording.kept" } == 1)
        #expect(!notices.contains { $0.type == "recording.expiring" && $0.endMicroseconds == nil })
    }
}

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
            let child = try folder.start(["cleanup"], ["VINYL_FAILPOINT": place])
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
        let child = try old.folder.start(["cleanup"], ["VINYL_FAILPOINT": place])
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
}

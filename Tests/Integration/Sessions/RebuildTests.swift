import Archive
import Audio
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `vinyl-jobs rebuild` {
    private let settings = ["SESSION_GAP_SECONDS": "30", "TRACK_MINIMUM_SECONDS": "10"]

    private func folder() async throws -> JobsFolder {
        let folder = try JobsFolder()
        var playing = try Playing("lead=5,side=40,tracks=1,sides=1,rest=60")
        let writer = TapeWriter("aaaaaaaa", in: folder.path)
        try writer.append(playing.play(seconds: 170))
        try await folder.segment(settings)
        return folder
    }

    @Test func `makes a damaged catalogue anew, and keeps the old one`() async throws {
        let folder = try await folder()
        let before = try await folder.dump(Dump.everything)
        #expect(before.contains("session|1"))
        let path = folder.folders.catalogue
        try Data("rubbish".utf8).write(to: URL(filePath: path))
        #expect(try await folder.run(["segment"], settings).errors.contains("vinyl-jobs rebuild"))
        let dry = try await folder.run(["rebuild", "--dry-run"], settings)
        #expect(dry.status == 0 && dry.output.contains("would move") && text(of: path) == "rubbish")
        let run = try await folder.run(["rebuild"], settings)
        #expect(run.status == 0 && run.errors.contains("rebuild done"), "\(run.errors)")
        #expect(run.errors.contains("names of sessions without a recording are lost"), "\(run.errors)")
        // What had been told is not told again.
        #expect(!run.errors.contains("session.started"))
        #expect(try await folder.dump(Dump.everything) == before)
        #expect(try folder.catalogue().fact(.rebuiltAt) != nil)
        let aside = try Files.names(in: folder.path).filter { $0.hasPrefix("catalogue.db.before-") }
        #expect(aside.contains { text(of: folder.path + "/" + $0) == "rubbish" })
    }

    @Test func `moves the log with its database`() async throws {
        let folder = try await folder()
        // As a killed program leaves it: everything still stands in the log.
        let reader = try Catalogue(existing: folder.folders.catalogue)
        try folder.catalogue().tell(events: 0..<3)
        let id = try #require(try folder.catalogue().sessions().first?.id)
        try folder.catalogue().name(session: id, "Kind of Blue")
        _ = try folder.catalogue().divide(session: id, side: 0, into: 1)
        #expect(try await folder.run(["rebuild"], settings).status == 0)
        let found = try #require(try folder.catalogue().sessions().first)
        #expect(found.name == "Kind of Blue")
        #expect(try folder.catalogue().sides(ofSession: found.id).first?.wantedTracks == 1)
        let names = try Files.names(in: folder.path)
        let aside = try #require(names.first { $0.hasPrefix("catalogue.db.before-") && $0.hasSuffix("Z") })
        let old = try Catalogue(existing: folder.path + "/" + aside)
        #expect(try old.events().contains { $0.event.identity == "2" })
        #expect(try !folder.catalogue().events().contains { $0.event.identity == "2" })
        _ = reader
    }

    @Test func `runs alone`() async throws {
        let folder = try await folder()
        let other = try Lock(path: folder.folders.lockOfAll, .together)
        let run = try await folder.run(["rebuild"], settings)
        #expect(
            run.status == 75
                && (run.errors.contains("still at work") || run.errors.contains("is at work")),
            "\(run.errors)")
        other.release()
    }

    @Test func `killed at any moment is completed by the next run of segment`() async throws {
        let field = try await folder()
        let expected = try await field.dump(Dump.everything)
        let undisturbed = try await JobsFolder(copying: field).run(["rebuild"], settings)
        var luck = Luck(seed: 11)
        var struck = 0
        for _ in 0..<8 {
            let folder = try JobsFolder(copying: field)
            let child = try folder.start(["rebuild"], settings)
            child.wait(untilSpending: Double.random(in: 0...0.8 * undisturbed.seconds, using: &luck))
            if child.end()?.how == .killed(SIGKILL) { struck += 1 }
            try await folder.segment(settings)
            #expect(try await folder.dump(Dump.everything) == expected)
            #expect(try folder.catalogue().connection.faults().isEmpty)
        }
        #expect(struck >= 4, "it was over too soon, \(8 - struck) times")
    }

    @Test func `finds no session where one was read from a recording`() async throws {
        let folder = try await folder()
        let found = try #require(try folder.catalogue().sessions().first)
        unlink(folder.folders.catalogue)
        let kept = Catalogue.Finding(extent: found.extent, sides: [], isFinal: true, chapter: nil)
        try folder.catalogue().store(kept, atMicroseconds: 1)
        try await folder.segment(settings)
        let sessions = try folder.catalogue().sessions()
        #expect(sessions.first?.extent == found.extent && sessions.first?.chapter == nil)
        #expect(
            sessions.dropFirst().allSatisfy { $0.extent.start.microseconds > found.extent.end.microseconds })
    }
}

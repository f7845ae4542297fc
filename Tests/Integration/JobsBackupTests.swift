import Archive
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `vinyl-jobs backup` {
    private func folder(minutes: Int = 60) throws -> JobsFolder {
        let folder = try JobsFolder()
        try folder.catalogue().fill(minutes: minutes)
        return folder
    }

    /// Of a copy that opens and has no faults.
    private func minutes(in path: String) throws -> Int {
        let copy = try Catalogue(existing: path)
        #expect(try copy.connection.faults().isEmpty)
        return try copy.segmentTotals().count
    }

    @Test func `copies, leaves a row and a stamp, and says so`() async throws {
        let folder = try folder()
        let target = folder.place + "/copy.db"
        let run = try await folder.run(["backup", target])
        #expect(
            run.status == 0 && run.errors.hasPrefix("<6>backup done file=\(target) bytes="), "\(run.errors)")
        #expect(try minutes(in: target) == 60)
        let row = try #require(try folder.catalogue().lastJobRuns().first)
        #expect(row.job == "backup" && row.status == 0)
        let status = try await folder.run(["status"])
        #expect(status.output.contains("backup  ") && status.output.contains("file=\(target)"))
        let again = try await folder.run(["backup", target, "--quiet"])
        #expect(again.status == 0 && again.errors.isEmpty)
    }

    @Test func `only says what it would do when asked to`() async throws {
        let folder = try folder(minutes: 1)
        let run = try await folder.run(["backup", folder.place + "/copy.db", "--dry-run"])
        #expect(run.status == 0 && run.output.hasPrefix("would copy "))
        #expect(!Files.exists(folder.place + "/copy.db"))
        #expect(try folder.catalogue().lastJobRuns().isEmpty)
    }

    @Test func `writes over nothing but an older copy`() async throws {
        let folder = try folder(minutes: 1)
        let letter = folder.place + "/letter"
        try Data("Dear Miles".utf8).write(to: URL(filePath: letter))
        let catalogue = folder.folders.catalogue
        for (target, words) in [
            (letter, "something else than a copy"), (folder.path, "is a folder"),
            (catalogue, "the catalogue itself"),
            (folder.path + "/../vinyl/catalogue.db-wal", "the catalogue itself"),
            (folder.place + "/no/copy.db", "there is no folder"),
        ] {
            let run = try await folder.run(["backup", target])
            #expect(run.status == 1 && run.errors.contains(words), "\(run.errors)")
        }
        #expect(text(of: letter) == "Dear Miles")
        #expect(try minutes(in: catalogue) == 1)
    }

    @Test func `killed at any moment leaves the older copy or the newer`() async throws {
        let folder = try folder(minutes: 300)
        let target = folder.place + "/copy.db"
        #expect(try await folder.run(["backup", target]).status == 0)
        let whole = try await folder.run(["backup", target])
        var luck = Luck(seed: 7)
        for round in 0..<15 {
            try folder.catalogue().fill(minutes: 301 + round)
            let child = try folder.start(["backup", target])
            try await Task.sleep(
                for: .seconds(Double.random(in: 0..<max(0.05, whole.seconds * 1.5), using: &luck)))
            child.end()
            let found = try minutes(in: target)
            #expect((300...301 + round).contains(found))
        }
        let last = try await folder.run(["backup", target])
        #expect(last.status == 0, "\(last.errors)")
        #expect(try minutes(in: target) == 315)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.place).filter {
            $0.contains("copy")
        }
        #expect(left.filter { !["copy.db", "copy.db-wal", "copy.db-shm"].contains($0) }.isEmpty, "\(left)")
    }

    @Test func `stops when it is asked to, and leaves nothing behind`() async throws {
        let folder = try folder(minutes: 1_500)
        let target = folder.place + "/copy.db"
        let child = try folder.start(["backup", target])
        try await eventually(
            "it copies", every: 0.001, holds: { Files.exists(target + ".part") || Files.exists(target) })
        child.signal(SIGTERM)
        let how = try await child.waitUntilEnded().how
        #expect(how == .exited(75) || how == .exited(0))
        #expect(Files.exists(target) == (how == .exited(0)) && !Files.exists(target + ".part"))
    }

    @Test func `is done by one at a time, who is named to the others`() async throws {
        let folder = try folder(minutes: 10)
        try Disk.system.makeFolder(folder.folders.locks)
        let lock = try Lock(path: folder.folders.lock(ofJob: "backup"))
        let run = try await folder.run(["backup", folder.place + "/copy.db"])
        #expect(run.status == 75)
        #expect(
            run.errors.contains(
                "backup is running already, as process \(getpid()); try again when it is done"))
        lock.release()
        let all = try Lock(path: folder.folders.lockOfAll)
        for words in [["backup", folder.place + "/copy.db"], ["events"]] {
            let run = try await folder.run(words)
            #expect(
                run.status == 75 && run.errors.contains("process \(getpid()) is making the catalogue anew"))
        }
        let status = try await folder.run(["status"])
        #expect(status.status == 0 && status.output.contains("process \(getpid()) is making it anew"))
        all.release()
        #expect(try await folder.run(["backup", folder.place + "/copy.db"]).status == 0)
    }

    @Test func `many at once all end well or say who is at it`() async throws {
        let folder = try folder(minutes: 100)
        let children = try (0..<6).map { try folder.start(["backup", folder.place + "/copy-\($0 % 2).db"]) }
        var endings: [ChildProcess.Ending.How] = []
        for child in children { endings.append(try await child.waitUntilEnded().how) }
        #expect(endings.contains(.exited(0)))
        #expect(endings.allSatisfy { $0 == .exited(0) || $0 == .exited(75) }, "\(endings)")
        #expect(try folder.catalogue().connection.faults().isEmpty)
    }
}

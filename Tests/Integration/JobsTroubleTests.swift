import Archive
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `vinyl-jobs in trouble` {
    private func expectSentence(
        _ run: Program, _ status: Int32, _ words: [String], _ place: SourceLocation = #_sourceLocation
    ) {
        #expect(run.status == status, "\(run.errors)", sourceLocation: place)
        #expect(run.errors.count { $0 == "\n" } == 1, "\(run.errors)", sourceLocation: place)
        for word in words { #expect(run.errors.contains(word), "\(run.errors)", sourceLocation: place) }
    }

    @Test(arguments: [["events"], ["backup", "/tmp/vinyl-test-never.db"]])
    func `a damaged catalogue is told in words`(words: [String]) async throws {
        let folder = try JobsFolder()
        try folder.catalogue().fill(minutes: 40)
        let path = folder.folders.catalogue
        let whole = try Data(contentsOf: URL(filePath: path))
        var flipped = whole
        for place in 4_096..<flipped.count { flipped[place] ^= 0x5A }
        for bytes in [
            whole.prefix(whole.count / 2 + 100), flipped,
            Data("rubbish, or worse".utf8) + whole.dropFirst(17),
        ] {
            try bytes.write(to: URL(filePath: path))
            for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
            expectSentence(try await folder.run(words), 1, ["catalogue.db is damaged", "vinyl-jobs rebuild"])
        }
        let status = try await folder.run(["status"])
        #expect(status.status == 0 && status.output.contains("is damaged"))
        #expect(!Files.exists("/tmp/vinyl-test-never.db"))
    }

    @Test func `a catalogue that contradicts itself is found by verify`() async throws {
        let folder = try JobsFolder()
        try folder.catalogue().tell(events: 0..<3)
        #expect(try await folder.run(["verify"]).status == 0)
        _ = try await Program.run(
            "sqlite3",
            [folder.folders.catalogue, "PRAGMA foreign_keys = OFF; UPDATE events SET session = 99"])
        let run = try await folder.run(["verify"])
        #expect(run.status == 1 && run.output.contains("catalogue.db: a row of events"), "\(run.output)")
        #expect(run.output.contains("`vinyl-jobs rebuild` makes a new one"))
    }

    @Test func `a newer catalogue and a foreign one are left alone`() async throws {
        let folder = try JobsFolder()
        _ = try folder.catalogue()
        let path = folder.folders.catalogue
        _ = try await Program.run("sqlite3", [path, "PRAGMA user_version = 99"])
        expectSentence(try await folder.run(["events"]), 1, ["newer vinyl-jobs", "99"])
        _ = try await Program.run("sqlite3", [path, "PRAGMA user_version = 0; PRAGMA application_id = 7"])
        expectSentence(try await folder.run(["events"]), 1, ["not one of Vinyl's"])
    }

    @Test func `a folder that is not there yet`() async throws {
        let folder = try JobsFolder(at: "/tmp/vinyl-test-no-such-folder")
        expectSentence(
            try await folder.run(["backup", "/tmp/x.db"]), 75, ["there is no folder", "vinyl-relay makes it"])
        #expect(try await folder.run(["events"]).output == "nothing has happened yet\n")
        #expect(try await folder.run(["status"]).status == 0)
        #expect(!Files.exists(folder.path))
    }

    @Test(.enabled(if: SmallDisk.isPossible, "only root can mount the disks that these tests fill"))
    func `a full disk is told in words, with 73`() async throws {
        let scratch = try Scratch()
        let disk = try SmallDisk(megabytes: 6, at: "disk", in: scratch)
        let folder = try JobsFolder(at: disk.path)
        try folder.catalogue().fill(minutes: 120)
        try Disk.system.makeFolder(folder.folders.locks)
        #expect(try await folder.run(["backup", folder.place + "/copy.db"]).status == 0)
        try disk.fill(leaving: 0)
        let before = try Catalogue(existing: folder.place + "/copy.db").segmentTotals().count
        expectSentence(try await folder.run(["backup", disk.path + "/copy.db"]), 73, ["no room"])
        #expect(!Files.exists(disk.path + "/copy.db.part"))
        for suffix in ["-wal", "-shm"] { unlink(folder.folders.catalogue + suffix) }
        try disk.fill(leaving: 0)
        expectSentence(try await folder.run(["events"]), 73, ["no room"])
        disk.makeRoom()
        #expect(try await folder.run(["events"]).status == 0)
        #expect(try folder.catalogue().segmentTotals().count == before && before == 120)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "only root can mount the disks that these tests fill"))
    func `a read-only disk can be asked, and not changed`() async throws {
        let scratch = try Scratch()
        let disk = try SmallDisk(megabytes: 6, at: "disk", in: scratch)
        let folder = try JobsFolder(at: disk.path)
        try folder.catalogue().tell(events: 0..<3)
        try Disk.system.makeFolder(folder.folders.locks)
        #expect(try await folder.run(["events"]).status == 0)
        try await eventually("the disk can be mounted read-only", holds: { disk.becomeReadOnly() })
        let run = try await folder.run(["events"])
        #expect(run.status == 0 && run.output.contains("seconds=2"), "\(run.errors)")
        #expect(try await folder.run(["status"]).status == 0)
        expectSentence(
            try await folder.run(["backup", folder.place + "/copy.db"]), 1, ["Read-only file system"])
        #expect(disk.becomeWritable())
    }

    @Test(.enabled(if: getuid() == 0, "only root can become somebody else"))
    func `root becomes the owner of the folder before it touches anything`() async throws {
        let folder = try JobsFolder()
        try folder.catalogue().fill(minutes: 5)
        _ = try await Program.run("chown", ["-R", "nobody:nogroup", folder.path, folder.place])
        let run = try await folder.run(["backup", folder.place + "/copy.db"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(try await folder.run(["events"]).status == 0)
        let found = try await Program.run(
            "find", [folder.place, "!", "-user", "nobody", "-o", "!", "-group", "nogroup"])
        #expect(
            found.output.split(separator: "\n").allSatisfy { $0.hasSuffix("empty.conf") }, "\(found.output)")
        let closed = try Scratch()
        chmod(closed.path, 0o700)
        let copy = closed.path + "/copy.db"
        let refused = try await folder.run(["backup", copy])
        expectSentence(refused, 1, ["Permission denied", "as user nobody, to whom \(folder.path) belongs"])
        #expect(!Files.exists(copy))
    }

    @Test(.enabled(if: getuid() == 0, "only root can become somebody else"))
    func `a folder that its owner may not write can be asked`() async throws {
        let folder = try JobsFolder()
        try folder.catalogue().tell(events: 0..<3)
        _ = try await Program.run("chown", ["-R", "nobody:nogroup", folder.path])
        chmod(folder.path, 0o555)
        let run = try await folder.run(["events"])
        #expect(run.status == 0 && run.output.contains("seconds=2"), "\(run.errors)")
        expectSentence(try await folder.run(["backup", "/tmp/vinyl-test-x.db"]), 1, ["Permission denied"])
    }

    @Test func `killed while the catalogue is made, it is made whole the next time`() async throws {
        var luck = Luck(seed: 3)
        var unmade = 0
        for _ in 0..<25 {
            let folder = try JobsFolder()
            let path = folder.folders.catalogue
            // A question brings up to date what is there, if only an empty file.
            #expect(close(open(path, O_CREAT | O_WRONLY, 0o644)) == 0)
            let child = try folder.start(["events"])
            try await Task.sleep(for: .milliseconds(Int.random(in: 2...40, using: &luck)))
            child.end()
            let version = try await Program.run(
                "sqlite3", [path, "PRAGMA user_version; SELECT count(*) FROM sqlite_schema"])
            let isUnmade = version.output == "0\n0\n"
            if isUnmade { unmade += 1 }
            #expect(isUnmade || !version.output.hasPrefix("0\n"), "\(version.output)")
            #expect(try folder.catalogue().connection.faults().isEmpty)
        }
        #expect(unmade < 25, "it was never made: the test kills too early")
    }
}

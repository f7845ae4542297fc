import Archive
import Audio
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `a run of segment` {
    @Test func `with nothing to do among three thousand segments is over at once`() async throws {
        let folder = try JobsFolder()
        var record = try HeardRecord("aaaaaaaa")
        record.idle(seconds: 3_000 * 60)
        try record.index(in: try folder.catalogue(), at: -100 * 86_400)
        for path in try folder.catalogue().indexedPaths() {
            let file = folder.folders.segments + "/" + path
            try Disk.system.makeFolder(parentFolder(file))
            #expect(close(open(file, O_CREAT | O_WRONLY, 0o644)) == 0)
        }
        try await folder.segment()
        for isRunning in [true, false] {
            let relay = isRunning ? try Lock(path: folder.folders.relayLock) : nil
            let run = try await folder.run(["segment"])
            #expect(run.errors.contains("nothing to do"), "\(run.errors)")
            // 0.05 s when it is built for use; not so fast, and beside other tests, when it is built for them.
            #expect(run.seconds < 0.25 * sanitizerFactor)
            relay?.release()
        }
    }

    @Test func `that is dry says what there is to do, and does nothing`() async throws {
        let folder = try JobsFolder()
        let writer = TapeWriter("aaaaaaaa", in: folder.path)
        try writer.append([Int32](repeating: 0, count: 30 * 44_100))
        try Data("x".utf8).write(to: URL(filePath: folder.folders.segments + "/x"))
        let run = try await folder.run(["segment", "--dry-run"])
        #expect(run.status == 0)
        #expect(
            run.output
                == "would salvage 0 segments\nwould index 3 segments\nwould set aside 1 file\n")
        #expect(!Files.exists(folder.folders.catalogue))
        #expect(try await JobsFolder().run(["segment"]).errors.contains("nothing to do"))
    }

    @Test(.enabled(if: SmallDisk.isPossible, "only root can mount the disks that these tests fill"))
    func `on a full disk ends with 73, and goes on when there is room`() async throws {
        let disk = try SmallDisk(megabytes: 8, at: "disk", in: try Scratch())
        let folder = try JobsFolder(at: disk.path)
        var playing = try Playing("lead=5,side=40,tracks=1,sides=1,rest=60")
        let writer = TapeWriter("aaaaaaaa", in: folder.path)
        try writer.append(playing.play(seconds: 70))
        try Disk.system.makeFolder(folder.folders.locks)
        try disk.fill(leaving: 0)
        let run = try await folder.run(["segment"])
        #expect(run.status == 73 && run.errors.contains("no room"), "\(run.errors)")
        disk.makeRoom()
        try await folder.segment()
        #expect(try folder.catalogue().segmentTotals().count == 7)
    }
}

import Archive
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite(.enabled(if: SmallDisk.isPossible, "only root can mount the disks that these tests spoil"))
struct `a relay that starts` {
    enum Start: CaseIterable { case again, forTheFirstTime, withoutItsFolder }

    @Test(arguments: Start.allCases)
    func `on a disk that is read-only is heard, and writes when it can`(start: Start) async throws {
        let scratch = try Scratch()
        let disk = try SmallDisk(megabytes: 64, at: "disk", in: scratch)
        let folder = disk.path + "/vinyl"
        let settings = [
            "AUDIO_DEVICE": "simulated", "VINYL_FOLDER": folder, "SEGMENT_SECONDS": "5",
            "SEGMENT_FLOOR_MB": "16",
        ]
        if start != .withoutItsFolder { try Disk.system.makeFolder(folder) }
        if start == .again {
            let first = try RelayProcess(settings, in: scratch)
            try await first.waitUntil(says: "tape begun")
            #expect(try await first.stop() == .exited(0))
        }
        try await eventually("the disk can be mounted read-only", holds: { disk.becomeReadOnly() })
        let relay = try RelayProcess(settings, in: scratch)
        try await relay.waitUntil(says: "segment failed")
        let port = try #require(relay.number("port", of: "open for listeners"))
        let radio = Radio(port: port, Radio.Plan("/stream.wav"))
        try await eventually("somebody hears it", holds: { radio.byteCount > 400_000 })
        try await onThread { _ = try radio.end() }
        if start != .withoutItsFolder {
            let second = try RelayProcess(settings, in: scratch)
            #expect(try await second.waitUntilEnded() == .exited(75), "\(second.log)")
        }
        try await eventually("the disk can be written again", holds: { disk.becomeWritable() })
        try await relay.waitUntil(says: "writing again")
        try await eventually("it holds its file", holds: { Files.exists(folder + "/relay.lock") })
        let third = try RelayProcess(settings, in: scratch)
        #expect(try await third.waitUntilEnded() == .exited(75), "\(third.log)")
        #expect(try await relay.stop() == .exited(0), "\(relay.log)")
        try await FLACTools.expectWhole(StoredSegment.paths(in: folder, ending: ".flac"))
    }
}

@Suite struct `the folder of a relay` {
    @Test func `that is moved away is still the folder of one relay`() async throws {
        let scratch = try Scratch()
        let folder = scratch.path + "/vinyl"
        let settings = ["AUDIO_DEVICE": "simulated", "VINYL_FOLDER": folder, "SEGMENT_SECONDS": "5"]
        let first = try RelayProcess(settings, in: scratch)
        try await first.waitUntil(says: "tape begun")
        #expect(rename(folder, scratch.path + "/elsewhere") == 0)
        try await eventually("it holds the new one, too", holds: { Files.exists(folder + "/relay.lock") })
        let second = try RelayProcess(settings, in: scratch)
        #expect(try await second.waitUntilEnded() == .exited(75))
        #expect(second.log.contains("process \(first.pid)"), "\(second.log)")
        // Somebody else was quicker.
        let other = try scratch.folder("other")
        let lock = try Lock(path: other + "/relay.lock")
        #expect(rename(folder, scratch.path + "/elsewhere-too") == 0 && rename(other, folder) == 0)
        #expect(try await first.waitUntilEnded() == .exited(75), "\(first.log)")
        #expect(first.count(of: "another relay is running") == 1)
        lock.release()
    }

    @Test(.enabled(if: geteuid() == 0, "only root can be somebody else"))
    func `of somebody else holds nothing that is root's`() async throws {
        let scratch = try Scratch()
        let folder = try scratch.folder("vinyl")
        #expect(chmod(scratch.path, 0o755) == 0 && chown(folder, 65_534, 65_534) == 0)
        let relay = try RelayProcess(
            ["AUDIO_DEVICE": "simulated", "VINYL_FOLDER": folder, "SEGMENT_SECONDS": "5"], in: scratch)
        try await eventually("a segment is finished", holds: { !StoredSegment.finished(in: folder).isEmpty })
        #expect(try await relay.stop() == .exited(0), "\(relay.log)")
        #expect(shell("find \(folder) ! -user 65534") == ("", true))
        #expect(shell("find \(folder) -type f").output.contains("relay.lock"))
        // What only root may hear the service cannot.
        let closed = try scratch.file("closed.wav", "sound")
        #expect(chmod(closed, 0o600) == 0)
        let check = try await Program.run(
            Program.relay, ["--check"],
            environment: RelayProcess.environment(
                ["AUDIO_DEVICE": "file:" + closed, "VINYL_FOLDER": folder], in: scratch))
        #expect(check.status == 1 && check.output.contains("cannot open \(closed)"), "\(check.output)")
        #expect(check.output.contains("user: nobody"), "\(check.output)")
    }
}

import Archive
import Audio
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

/// Files among the segments that are not as they should be.
@Suite struct `stray files` {
    /// Six segments of ten seconds.
    private func folder() throws -> (JobsFolder, [String]) {
        let folder = try JobsFolder()
        var playing = try Playing("lead=5,side=40,tracks=1,sides=1,rest=60")
        let writer = TapeWriter("aaaaaaaa", in: folder.path)
        try writer.append(playing.play(seconds: 60))
        return (folder, StoredSegment.paths(in: folder.path, ending: ".flac"))
    }

    private func change(_ path: String, _ body: (inout Data) -> Void) throws {
        var bytes = try Data(contentsOf: URL(filePath: path))
        body(&bytes)
        try bytes.write(to: URL(filePath: path))
    }

    @Test func `are told once and harm nothing`() async throws {
        let (folder, paths) = try folder()
        let day = parentFolder(paths[0])
        try change(paths[0]) { $0.removeLast($0.count / 2) }
        try change(paths[1]) { bytes in
            for place in 60_000..<60_040 { bytes[place] ^= 0x55 }
        }
        try change(paths[2]) { $0.removeAll() }
        try Data("not a segment".utf8).write(to: URL(filePath: day + "/notes.txt"))
        try Data("nor this".utf8).write(to: URL(filePath: folder.folders.segments + "/readme"))
        let stranger = "20261121T200000.000Z-bbbbbbbb-000000000000000.flac"
        try Data("fLaC and nothing more".utf8).write(to: URL(filePath: day + "/" + stranger))
        let copy = "20261121T200000.000Z-aaaaaaaa-000000000000000.flac"
        try FileManager.default.copyItem(atPath: paths[4], toPath: day + "/" + copy + ".x")
        #expect(
            rename(day + "/" + copy + ".x", day + "/20261121T200001.000Z-aaaaaaaa-000000001764000.flac") == 0)
        #expect(mkfifo(day + "/20261121T200002.000Z-cccccccc-000000000000000.flac", 0o644) == 0)
        let run = try await folder.run(["segment"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("segments=3 set_aside=8"), "\(run.errors)")
        #expect(run.errors.count(of: "file set aside") == 8)
        let reasons = try folder.catalogue().filesSetAside().map(\.reason)
        #expect(reasons.count { $0.hasPrefix("torn") } == 4, "\(reasons)")
        #expect(reasons.count { $0.contains("has the same frames") } == 1)
        #expect(reasons.count { $0.contains("no plain file") } == 1)
        #expect(try folder.event("tape.hole") == nil)
        let again = try await folder.run(["segment"])
        #expect(again.status == 0 && again.errors.contains("nothing to do"), "\(again.errors)")
    }

    @Test func `are taken when they have become whole, and forgotten when they are gone`() async throws {
        let (folder, paths) = try folder()
        let whole = try Data(contentsOf: URL(filePath: paths[3]))
        try change(paths[3]) { $0.removeLast(5_000) }
        try Data("x".utf8).write(to: URL(filePath: parentFolder(paths[0]) + "/x"))
        try await folder.segment()
        #expect(try folder.catalogue().filesSetAside().count == 2)
        #expect(try folder.event("tape.hole")?.details["cause"]?.asText == "missing")
        try whole.write(to: URL(filePath: paths[3]))
        unlink(parentFolder(paths[0]) + "/x")
        try await folder.segment()
        #expect(try folder.catalogue().filesSetAside() == [])
        #expect(try folder.catalogue().segmentTotals().count == 6)
        // The one behind it has been heard again, with its run-up: as if it had never been missing.
        let other = try JobsFolder(copying: folder)
        unlink(other.folders.catalogue)
        try await other.segment()
        let features = "SELECT first_tick, ticks, hex(bytes) FROM features ORDER BY first_tick"
        #expect(try await folder.dump(features) == other.dump(features))
    }

    @Test(.enabled(if: getuid() == 0, "only root can make a file that its owner may not read"))
    func `that may not be read are tried again`() async throws {
        let (folder, paths) = try folder()
        _ = try await Program.run("chown", ["-R", "nobody:nogroup", folder.path])
        chown(paths[5], 0, 0)
        chmod(paths[5], 0o600)
        #expect(try await folder.run(["segment"]).errors.contains("Permission denied"))
        #expect(try await folder.run(["segment"]).errors.contains("nothing to do"))
        chmod(paths[5], 0o644)
        try await folder.segment()
        #expect(try folder.catalogue().segmentTotals().count == 6)
    }

    @Test func `of another tape format or with impossible gaps`() async throws {
        let folder = try JobsFolder()
        var playing = try Playing("lead=5,side=40,tracks=1,sides=1,rest=60")
        let sound = playing.play(seconds: 20)
        try TapeWriter("aaaaaaaa", in: folder.path).append(sound)
        let other = PCMFormat(framesPerSecond: 48_000, channels: 1, bitsPerSample: 24)
        let writer = TapeWriter("aaaaaaaa", in: folder.path, format: other, segmentSeconds: 40, at: 500)
        try writer.append([Int32](repeating: 0, count: 40 * 48_000))
        try TapeWriter(
            "bbbbbbbb", in: folder.path,
            format: PCMFormat(framesPerSecond: 8_000, channels: 3, bitsPerSample: 16)
        )
        .append([Int32](repeating: 0, count: 240_000))
        let run = try await folder.run(["segment"])
        #expect(run.status == 0 && run.errors.contains("set_aside=2"), "\(run.errors)")
        let reasons = try folder.catalogue().filesSetAside().map(\.reason)
        #expect(reasons.contains { $0.contains("cannot analyse 3 channels") }, "\(reasons)")
    }
}

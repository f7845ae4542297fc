import Archive
import Audio
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `segments left unfinished` {
    private let settings = [
        "AUDIO_DEVICE": "simulated:lead=2,side=60,tracks=1", "SEGMENT_SECONDS": "5", "AUDIO_CHANNELS": "1",
    ]

    @Test func `by a relay that was killed are finished, by one that runs left alone`() async throws {
        let folder = try JobsFolder()
        var mine = settings
        mine["VINYL_FOLDER"] = folder.path
        // Long enough that none begins or ends meanwhile.
        mine["SEGMENT_SECONDS"] = "900"
        let dead = try RelayProcess(mine, in: try Scratch())
        try await eventually(
            "it has written something", holds: { parts(folder).contains { bytes($0) > 60_000 } })
        #expect(try await folder.run(["segment"]).status == 0)
        #expect(parts(folder).count == 1)
        _ = dead.child.end()
        let left = parts(folder)
        let living = try RelayProcess(mine, in: try Scratch())
        try await eventually("the next one writes", holds: { parts(folder).count == 2 })
        let run = try await folder.run(["segment"])
        #expect(run.status == 0 && run.errors.contains("segment salvaged"), "\(run.errors)")
        #expect(parts(folder).count == 1 && parts(folder) != left)
        let finished = String(try #require(left.first).dropLast(".part".utf8.count))
        try await FLACTools.expectWhole([finished])
        let paths = try folder.catalogue().indexedPaths()
        #expect(paths.contains { finished.hasSuffix($0) })
        #expect(try await living.stop() == .exited(0))
    }

    @Test func `of the tape that /status tells are left alone, even unlocked`() async throws {
        let folder = try JobsFolder()
        var mine = settings
        let port = Int.random(in: 20_000..<30_000)
        mine["VINYL_FOLDER"] = folder.path
        mine["LISTEN_PORT"] = "\(port)"
        let relay = try RelayProcess(mine, in: try Scratch())
        try await relay.waitUntil(says: "tape begun")
        let tape = try #require(relay.field("tape", of: "tape begun"))
        try await eventually("it writes", holds: { !parts(folder).isEmpty })
        let own = parentFolder(parts(folder)[0]) + "/20261121T200000.000Z-\(tape)-000009999999999.flac.part"
        let other = parentFolder(own) + "/20261121T200000.000Z-aaaaaaaa-000000000000000.flac.part"
        for path in [own, other] { try Data(count: 100).write(to: URL(filePath: path)) }
        #expect(try await folder.run(["segment"], ["LISTEN_PORT": "\(port)"]).status == 0)
        #expect(Files.exists(own) && !Files.exists(other))
        #expect(try await relay.stop() == .exited(0))
    }

    @Test func `are finished even if somebody else answers at the port`() async throws {
        let (folder, part) = try abandoned()
        let doorstep = try Doorstep()
        let stranger = try WorkerThread(name: "stranger") {
            guard let caller = doorstep.accept(seconds: 60) else { return }
            var request = [UInt8](repeating: 0, count: 1_000)
            let answer = Array("HTTP/1.0 200 OK\r\n\r\n{}".utf8)
            if recv(caller, &request, request.count, 0) > 0 { send(caller, answer, answer.count, 0) }
            close(caller)
        }
        defer { stranger.join() }
        let run = try await folder.run(["segment"], ["LISTEN_PORT": "\(doorstep.port)"])
        #expect(run.status == 0 && run.errors.contains("segment salvaged"), "\(run.errors)")
        #expect(!Files.exists(part))
    }

    @Test(arguments: ["", "nonsense\n"])
    func `by a relay that gives no name keep their session open`(name: String) async throws {
        let (folder, part) = try abandoned()
        let settings = ["SESSION_GAP_SECONDS": "30", "LISTEN_PORT": "0"]
        do {
            let lock = try Lock(path: folder.folders.relayLock)
            try Data(name.utf8).write(to: URL(filePath: folder.folders.relayLock), options: [])
            try await folder.segment(settings)
            #expect(Files.exists(part))
            #expect(try folder.catalogue().sessions().map(\.isFinal) == [false])
            lock.release()
        }
        // The relay has gone, and what it left is still held: nothing is known of the time after it.
        let holder = try Disk.system.openLocked(part)
        try await folder.segment(settings)
        #expect(try folder.catalogue().sessions().map(\.isFinal) == [false])
        Disk.system.close(holder)
        try await folder.segment(settings)
        #expect(!Files.exists(part))
        #expect(try folder.catalogue().sessions().map(\.isFinal) == [true])
    }

    @Test func `that come too late for their session are told`() async throws {
        let (folder, part) = try abandoned()
        let settings = ["SESSION_GAP_SECONDS": "30", "LISTEN_PORT": "0"]
        let hidden = folder.place + "/hidden"
        let missing = StoredSegment.paths(in: folder.path, ending: ".flac")[1]
        try Disk.system.rename(missing, hidden)
        try Disk.system.remove(part)
        try await folder.segment(settings)
        #expect(try folder.catalogue().sessions().map(\.isFinal) == [true])
        try Disk.system.rename(hidden, missing)
        let run = try await folder.run(["segment"], settings)
        #expect(run.errors.contains("segments too late for their session"), "\(run.errors)")
    }

    /// A minute of tape from long ago, of which the last segment was never finished.
    private func abandoned() throws -> (JobsFolder, part: String) {
        let folder = try JobsFolder()
        var playing = try Playing("lead=5,side=60,tracks=1,sides=1,rest=60")
        let writer = TapeWriter("aaaaaaaa", in: folder.path, at: -86_400)
        try writer.append(playing.play(seconds: 50))
        try Disk.system.makeFolder(folder.folders.locks)
        let last = try #require(StoredSegment.paths(in: folder.path, ending: ".flac").last)
        try Disk.system.rename(last, last + ".part")
        return (folder, last + ".part")
    }

    @Test func `without sound, or torn, or begun only`() async throws {
        let folder = try JobsFolder()
        var playing = try Playing("lead=5,side=40,tracks=1,sides=1,rest=60")
        let writer = TapeWriter("aaaaaaaa", in: folder.path)
        try writer.append(playing.play(seconds: 20))
        let paths = StoredSegment.paths(in: folder.path, ending: ".flac")
        let whole = try Data(contentsOf: URL(filePath: paths[1]))
        try whole.prefix(SegmentTags.headerBytes).write(to: URL(filePath: paths[1] + ".part"))
        unlink(paths[1])
        let day = parentFolder(paths[0])
        let torn = day + "/20261121T200000.000Z-bbbbbbbb-000000000000000.flac.part"
        try Data(count: 100_000).write(to: URL(filePath: torn))
        let begun = day + "/20261121T200000.000Z-cccccccc-000000000000000.new"
        try Data(count: 10).write(to: URL(filePath: begun))
        // Somebody finished it already: it must not be written over.
        try whole.write(to: URL(filePath: paths[0] + ".part"))
        let run = try await folder.run(["segment"])
        #expect(run.status == 0 && run.errors.contains("segments=1 set_aside=2"), "\(run.errors)")
        #expect(!Files.exists(paths[1] + ".part") && !Files.exists(begun))
        #expect(Files.exists(torn) && Files.exists(paths[0] + ".part"))
        #expect(try await folder.run(["segment"]).errors.contains("nothing to do"))
    }

    private func parts(_ folder: JobsFolder) -> [String] {
        StoredSegment.paths(in: folder.path, ending: ".part")
    }

    private func bytes(_ path: String) -> Int { Files.facts(path)?.bytes ?? 0 }
}

import Archive
import Audio
import Foundation
import Glibc
import Testing

@Suite(.enabled(if: SmallDisk.isPossible, "only root can mount the disks that these tests fill"))
struct `a disk in trouble` {
    enum Fullness: Int, CaseIterable { case belowTheFloor = 10_000_000, toTheLastByte = 0 }

    @Test(arguments: Fullness.allCases)
    func `that is full for longer than the tape remembers costs a hole, exactly`(fullness: Fullness)
        async throws
    {
        let scratch = try Scratch()
        let disk = try SmallDisk(megabytes: 28, at: "disk", in: scratch)
        let run = try await DiskRun(seconds: 120, folder: disk.path + "/vinyl", in: scratch)
        try disk.fill(leaving: fullness.rawValue)
        let event = fullness == .toTheLastByte ? "segment failed" : "writing stopped"
        try await run.relay.waitUntil(says: event)
        let stopped = try #require(run.relay.number("frame", of: event)) / 48_000
        try await eventually(
            "the tape has forgotten something", seconds: 90,
            holds: {
                (run.socket.secondsOnTape ?? 0) >= stopped + 36
            })
        disk.makeRoom()
        let room = monotonicSeconds()
        try await run.relay.waitUntil(says: "writing again")
        #expect(monotonicSeconds() - room < 5)
        try await run.waitUntilFinished(afterHole: true)
        try await run.expectEverything(holes: [.room])
    }

    @Test func `that becomes read-only, and is mended in time, costs nothing`() async throws {
        let scratch = try Scratch()
        let disk = try SmallDisk(megabytes: 28, at: "vinyl/segments", in: scratch)
        let run = try await DiskRun(seconds: 60, folder: scratch.path + "/vinyl", in: scratch)
        try disk.fill(leaving: 0)
        try await run.relay.waitUntil(says: "segment failed")
        try await eventually("the disk can be mounted read-only", holds: { disk.becomeReadOnly() })
        disk.makeRoom()
        try await run.relay.waitUntil(says: "Read-only file system")
        try await eventually("the disk can be written again", holds: { disk.becomeWritable() })
        disk.makeRoom()
        try await run.relay.waitUntil(says: "writing again")
        try await run.waitUntilFinished()
        try await run.expectEverything()
    }

    @Test func `that is hidden by another one is found again`() async throws {
        let scratch = try Scratch()
        let folder = scratch.path + "/vinyl"
        let run = try await DiskRun(seconds: 60, folder: folder, in: scratch)
        let other = try SmallDisk(megabytes: 1, at: "vinyl/segments", in: scratch, isReadOnly: true)
        try await run.relay.waitUntil(says: "segment left unfinished")
        try await run.waitForSomeTries()
        #expect(umount2(other.path, Int32(MNT_DETACH)) == 0)
        try await run.relay.waitUntil(says: "segments finished late")
        try await run.waitUntilFinished()
        try await run.expectEverything()
    }

    @Test func `whose folder was moved away is given a new one`() async throws {
        let scratch = try Scratch()
        let folder = scratch.path + "/vinyl"
        let run = try await DiskRun(seconds: 60, folder: folder, in: scratch)
        let elsewhere = try scratch.folder("elsewhere")
        #expect(rename(folder + "/segments", elsewhere + "/segments") == 0)
        try await run.relay.waitUntil(says: "writing again")
        try await run.waitUntilFinished()
        let carriedOff = try salvage(StoredSegment.paths(in: elsewhere, ending: ".part"))
        try await run.expectEverything(alsoIn: elsewhere, notKnownOf: carriedOff)
    }
}

/// A relay whose disk is about to fail, and the sound that it hears.
private struct DiskRun {
    let relay: RelayProcess
    let socket: NotifySocket
    private let sound: KnownSound
    private let folder: String
    private let scratch: Scratch

    init(seconds: Double, folder: String, in scratch: Scratch) async throws {
        self.folder = folder
        self.scratch = scratch
        sound = try await KnownSound.make(seconds: seconds, .usual, at: scratch.path + "/sound.wav")
        socket = try NotifySocket(in: scratch)
        relay = try RelayProcess(
            [
                "AUDIO_DEVICE": "file:\(sound.path)", "VINYL_FOLDER": folder, "SEGMENT_SECONDS": "5",
                "SEGMENT_FLOOR_MB": "16", "NOTIFY_SOCKET": socket.path,
            ], in: scratch)
        try await eventually(
            "a segment is finished and another one begun",
            holds: {
                !StoredSegment.finished(in: folder).isEmpty
                    && !StoredSegment.paths(in: folder, ending: ".part").isEmpty
            })
    }

    /// It tries once a second, and says that it lives as often.
    func waitForSomeTries() async throws {
        try await socket.waitUntil(hears: "WATCHDOG=1", times: socket.count(of: "WATCHDOG=1") + 3)
    }

    /// Until one more segment, begun after the trouble, is whole.
    func waitUntilFinished(afterHole: Bool = false) async throws {
        let known = Set(StoredSegment.finished(in: folder).map(\.path))
        try await eventually(
            "another segment is finished",
            holds: {
                StoredSegment.finished(in: folder).contains {
                    !known.contains($0.path) && (!afterHole || $0.tags.holeBefore == nil)
                }
            })
    }

    /// Expects every frame to be on disk or in a recorded hole, and to be the right one.
    /// Segments that were carried off unfinished are as good as lost to the relay.
    func expectEverything(
        holes: [Hole.Cause] = [], alsoIn other: String? = nil, notKnownOf carriedOff: [String] = []
    ) async throws {
        let end = socket.messages.last?.seconds ?? 0
        #expect(monotonicSeconds() - end < 5, "capture and supervision went on")
        #expect(try await relay.stop() == .exited(0), "\(relay.log)")
        var segments = StoredSegment.finished(in: folder) + (other.map(StoredSegment.finished) ?? [])
        segments.sort { $0.tags.firstFrame < $1.tags.firstFrame }
        try await FLACTools.expectWhole(segments.map(\.path))
        #expect(StoredSegment.paths(in: folder, ending: ".part").isEmpty)
        var expected = 0
        for segment in segments {
            let lost = segment.tags.holeBefore?.frames ?? 0
            #expect(segment.tags.firstFrame == expected + lost, "\(relay.log)")
            expected = segment.end
            let pcm = sound.pcm(from: segment.tags.firstFrame, frames: segment.streamInfo.frames)
            let isSame = try await FLACTools.decode([segment.path], in: scratch) == pcm
            #expect(isSame, "\(segment.path) holds other sound")
        }
        let recorded = segments.compactMap(\.tags.holeBefore)
        #expect(recorded.map(\.cause) == holes, "\(relay.log)")
        let unknown = segments.filter { carriedOff.contains($0.path) }.map(\.streamInfo.frames)
        let holes = (recorded.map(\.frames) + unknown).reduce(0, +)
        #expect(holes == relay.number("hole_frames", of: "tape ended"))
        #expect(expected == relay.number("frames", of: "tape ended"))
        #expect(relay.number("gap_frames", of: "tape ended") == 0, "capture never stopped")
    }
}

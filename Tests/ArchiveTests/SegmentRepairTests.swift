import Audio
import Platform
import Synchronization
import TestSupport
import Testing

@testable import Archive

@Suite struct `the repair of a segment` {
    private static let format = PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16)
    private let pcm: [UInt8] = {
        var generator = SeededGenerator(seed: 5)
        return (0..<4_000 * 4 * 4).map { _ in UInt8.random(in: 0...63, using: &generator) }
    }()
    private let tags: SegmentTags = {
        var tags = SegmentTags(
            tape: "7f3a9c21", firstFrame: 4_000, startMicroseconds: 0, isClockSynchronised: false,
            device: "hw:1")
        tags.gaps = [
            Gap(start: 100, frames: 50, cause: .overrun), Gap(start: 7_990, frames: 20, cause: .lost),
            Gap(start: 15_000, frames: 5, cause: .lost),
        ]
        return tags
    }()

    /// An unfinished segment of four blocks: no length and no MD5 in its header yet.
    private func unfinished() throws -> (bytes: [UInt8], blockEnds: [Int]) {
        let format = Self.format
        let encoder = try FLACEncoder(format: format)
        var blocks: [FLACEncoder.EncodedBlock] = []
        for block in 0..<4 {
            blocks += try encoder.encode(Array(pcm[block * 16_000..<(block + 1) * 16_000]), frames: 4_000)
        }
        blocks += try encoder.finish().blocks
        let header = FLACHeader(
            streamInfo: StreamInfo(format: format, framesPerBlock: 4_000), comments: tags.comments)
        var bytes = try #require(header.bytes(paddedTo: SegmentTags.headerBytes))
        var ends: [Int] = []
        for block in blocks {
            bytes += block.bytes
            ends.append(bytes.count)
        }
        return (bytes, ends)
    }

    private func withSegment(
        _ bytes: [UInt8], _ body: (_ path: String, _ finished: String, _ file: Int32) throws -> Void
    ) throws {
        try withTemporaryFolder { folder in
            let name = SegmentName(startMicroseconds: 0, tape: "7f3a9c21", firstFrame: 4_000)
            let path = folder + "/" + name.unfinished
            try write(bytes, to: path)
            let file = try Disk.system.openLocked(path)
            defer { Disk.system.close(file) }
            try body(path, folder + "/" + name.finished, file)
        }
    }

    @Test(arguments: [
        (blocks: 4, extra: 0), (3, 0), (3, 1), (3, 700), (2, 0), (2, 3), (1, 0), (1, 20),
    ])
    func `keeps every whole block, and flac is content with it`(blocks: Int, extra: Int) throws {
        let (bytes, ends) = try unfinished()
        try withSegment(Array(bytes[..<(ends[blocks - 1] + extra)])) { path, finished, file throws in
            let frames = try SegmentRepair(disk: .system).finish(file: file, path: path)
            #expect(frames == blocks * 4_000)
            #expect(!Files.exists(path))
            #expect(shell("flac -t -s --warnings-as-errors \(finished)") == ("", true))
            let raw = "--force-raw-format --endian=little --sign=signed"
            #expect(shell("flac -d -s \(raw) -o \(finished).raw \(finished)").isContent)
            let decoded = try Files.read(finished + ".raw")
            #expect(decoded == Array(pcm[..<(blocks * 16_000)]))
            let header = try #require(SegmentRepair.header(ofFile: file))
            #expect(header.streamInfo.frames == frames)
            let kept = try #require(SegmentTags(header))
            #expect(kept.gaps == tags.gaps.compactMap { $0.clipped(to: 0..<frames) })
            #expect(kept.firstFrame == 4_000 && kept.tape == "7f3a9c21")
        }
    }

    @Test func `of a tail that a power cut left keeps what was whole`() throws {
        let (bytes, ends) = try unfinished()
        for tail in [
            [UInt8](repeating: 0, count: 9_000), Array(bytes[ends[0]..<ends[0] + 900]), [0xFF, 0xF8, 0xC9],
        ] {
            try withSegment(Array(bytes[..<ends[1]]) + tail) { path, finished, file throws in
                let frames = try SegmentRepair(disk: .system).finish(file: file, path: path)
                #expect(frames >= 8_000)
                #expect(shell("flac -t -s \(finished)").isContent)
                #expect(try Files.read(finished).count == ends[1])
            }
        }
    }

    @Test func `with tags that are known needs no header`() throws {
        let (bytes, ends) = try unfinished()
        let torn = [UInt8](repeating: 0, count: SegmentTags.headerBytes) + bytes[SegmentTags.headerBytes...]
        try withSegment(torn) { path, finished, file throws in
            #expect(try SegmentRepair(disk: .system).finish(file: file, path: path, tags: tags) == 16_000)
            #expect(try Files.read(finished).count == ends[3])
            #expect(shell("flac -t -s \(finished)").isContent)
        }
    }

    /// Its gaps grew beyond a page between two syncs, and the power went while the second one was on its way.
    @Test(arguments: [false, true]) func `whose header was torn keeps its sound`(isNewFirst: Bool) throws {
        var more = tags
        more.gaps = (0..<250).map { Gap(start: $0 * 60, frames: 10 + $0 % 40, cause: .overrun) }
        let format = Self.format
        let later = FLACHeader(
            streamInfo: StreamInfo(format: format, framesPerBlock: 4_000), comments: more.comments)
        let new = try #require(later.bytes(paddedTo: SegmentTags.headerBytes))
        let (bytes, _) = try unfinished()
        let old = Array(bytes[..<SegmentTags.headerBytes])
        let header = isNewFirst ? new[..<4_096] + old[4_096...] : old[..<4_096] + new[4_096...]
        try withSegment(Array(header) + bytes[SegmentTags.headerBytes...]) { path, finished, file throws in
            #expect(try SegmentRepair(disk: .system).finish(file: file, path: path) == 16_000)
            #expect(shell("flac -t -s --warnings-as-errors \(finished)") == ("", true))
            let kept = try #require(SegmentRepair.header(ofFile: file).flatMap(SegmentTags.init))
            #expect(kept.firstFrame == 4_000 && kept.tape == "7f3a9c21" && kept.startMicroseconds == 0)
        }
    }

    @Test func `removes one without a whole block`() throws {
        let (bytes, ends) = try unfinished()
        for count in [SegmentTags.headerBytes, SegmentTags.headerBytes + 10, ends[0] - 1] {
            try withSegment(Array(bytes[..<count])) { path, finished, file throws in
                #expect(try SegmentRepair(disk: .system).finish(file: file, path: path) == 0)
                #expect(!Files.exists(path) && !Files.exists(finished))
            }
        }
    }

    @Test func `leaves alone what is not ours`() throws {
        for bytes in [[], Array("hello".utf8), [UInt8](repeating: 0, count: 20_000)] {
            try withSegment(bytes) { path, _, file throws in
                #expect(throws: SegmentError.notASegment(path)) {
                    try SegmentRepair(disk: .system).finish(file: file, path: path)
                }
                #expect(try Files.read(path) == bytes)
            }
        }
        #expect(throws: SegmentError.notASegment("/a/b.flac")) {
            try SegmentRepair(disk: .system).finish(file: -1, path: "/a/b.flac", tags: tags)
        }
    }

    /// Length and header are durable before the name says that they are.
    @Test func `renames last, and after a sync`() throws {
        let calls = Calls()
        let (bytes, ends) = try unfinished()
        try withSegment(Array(bytes[..<ends[1]])) { path, _, file throws in
            _ = try SegmentRepair(disk: calls.disk).finish(file: file, path: path)
        }
        #expect(calls.names.withLock { $0 } == ["truncate", "write", "sync", "rename", "syncFolder"])
    }

    private final class Calls: Sendable {
        let names = Mutex<[String]>([])

        private func note(_ name: String) { names.withLock { $0.append(name) } }

        var disk: Disk {
            let real = Disk.system
            var disk = real
            disk.truncate = { file, bytes throws(SystemError) in
                self.note("truncate")
                try real.truncate(file, bytes)
            }
            disk.write = { file, bytes, offset throws(SystemError) in
                self.note("write")
                try real.write(file, bytes, offset)
            }
            disk.sync = { file throws(SystemError) in
                self.note("sync")
                try real.sync(file)
            }
            disk.rename = { from, to throws(SystemError) in
                self.note("rename")
                try real.rename(from, to)
            }
            disk.syncFolder = { path throws(SystemError) in
                self.note("syncFolder")
                try real.syncFolder(path)
            }
            return disk
        }
    }

    @Test(arguments: ["truncate", "write", "sync", "rename", "syncFolder"])
    func `that fails on the way says why, and can be done again`(step: String) throws {
        let failure = SystemError(28, doing: step)
        let (bytes, ends) = try unfinished()
        try withSegment(Array(bytes[..<ends[2]])) { path, finished, file throws in
            #expect(throws: SegmentError.disk(failure)) {
                try SegmentRepair(disk: failing(at: step, failure)).finish(file: file, path: path)
            }
            if Files.exists(path) { try SegmentRepair(disk: .system).finish(file: file, path: path) }
            #expect(shell("flac -t -s \(finished)").isContent)
        }
        #expect(SegmentError.disk(failure).isNoRoom && !SegmentError.disk(failure).isMissing)
    }

    private func failing(at step: String, _ failure: SystemError) -> Disk {
        var disk = Disk.system
        switch step {
        case "truncate": disk.truncate = { _, _ throws(SystemError) in throw failure }
        case "write": disk.write = { _, _, _ throws(SystemError) in throw failure }
        case "sync": disk.sync = { _ throws(SystemError) in throw failure }
        case "rename": disk.rename = { _, _ throws(SystemError) in throw failure }
        default: disk.syncFolder = { _ throws(SystemError) in throw failure }
        }
        return disk
    }
}

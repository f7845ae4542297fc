import Glibc
import Platform
import TestSupport
import Testing

@testable import Audio

@Suite struct `FLAC that is cut and joined` {
    static let formats: [PCMFormat] = [44_100, 48_000, 96_000].flatMap { rate in
        [(1, 16), (2, 16), (1, 24), (2, 24)].map { channels, bits in
            PCMFormat(framesPerSecond: rate, channels: channels, bitsPerSample: bits)
        }
    }

    /// 84 × 12 formats: a thousand.
    @Test(arguments: formats)
    func `anywhere is what it was, bit for bit`(format: PCMFormat) throws {
        try withTemporaryFolder { folder in
            var table = try JoiningTable(format, folder: folder, seed: UInt64(format.framesPerSecond))
            var luck = Luck(seed: 5)
            var kinds: Set<Bool> = []
            var whole: [String] = []
            for round in 0..<84 {
                let onBlocks = round % 4 == 0
                let joined = try table.join(
                    "\(round).flac", pieces: .random(in: 1...6, using: &luck), onBlocks: onBlocks)
                let info = joined.result.streamInfo
                let isSame = try joined.decoded() == joined.samples
                #expect(isSame, "round \(round)")
                #expect(info.frames * format.channels == joined.samples.count && info.format == format)
                #expect(joined.samples.isEmpty || info.md5 == joined.md5(format))
                #expect(try joined.contradiction(format) == nil, "round \(round)")
                #expect(joined.result.blocksEncoded <= 2 * joined.cuts && joined.result.damaged.isEmpty)
                // Pieces of blocks that were cut before need not be blocks again.
                if onBlocks && round < 8 { #expect(joined.result.blocksEncoded == 0) }
                kinds.insert(info.smallestBlock == info.largestBlock)
                if !joined.samples.isEmpty { whole.append(joined.path) }
                if round % 12 == 7 { table.add(joined) }
            }
            #expect(kinds == [true, false])
            #expect(shell("flac -t -s \(whole.joined(separator: " "))") == ("", true))
        }
    }

    @Test(arguments: [(12, true), (12, false), (40, false)])
    func `is sought in exactly by others`(pieces: Int, onBlocks: Bool) throws {
        let format = PCMFormat(framesPerSecond: 48_000, channels: 1, bitsPerSample: 16)
        try withTemporaryFolder { folder in
            var table = try JoiningTable(format, folder: folder, seed: 9)
            try table.add(blocks: 150, andFrames: 0)
            let source = table.sources[3]
            var parts = (0..<pieces).map { _ in table.piece(onBlocks: onBlocks) }
            for place in [0, parts.count / 2, parts.count] {
                let whole = FLACPiece.sound(path: source.path, frames: 0..<source.frames)
                parts.insert((whole, source.samples), at: place)
            }
            let joined = try table.join("joined.flac", parts)
            #expect(joined.result.seekTable.points.count == (joined.samples.count - 1) / 480_000 + 1)
            #expect(try joined.contradiction(format) == nil)
            var luck = Luck(seed: 10)
            for _ in 0..<5 {
                let start = Int.random(in: 0..<(joined.samples.count - 9_600), using: &luck) / 480 * 480
                let expected = StreamedSound.packed(Array(joined.samples[start..<(start + 9_600)]), format)
                let raw = folder + "/a.raw"
                shell(
                    "flac -d -s -f --force-raw-format --endian=little --sign=signed --skip=\(start)"
                        + " --until=\(start + 9_600) -o \(raw) \(joined.path)")
                #expect(try Files.read(raw) == expected, "flac, from \(start)")
                shell(
                    "ffmpeg -loglevel error -y -ss \(Double(start) / 48_000) -i \(joined.path)"
                        + " -f s16le -frames:a 100 \(raw)")
                #expect(try Files.read(raw).starts(with: expected), "ffmpeg, from \(start)")
            }
        }
    }

    @Test func `is heard while it is written`() throws {
        try withTemporaryFolder { folder in
            var table = try JoiningTable(.stereo16, folder: folder, seed: 3)
            let pieces = (0..<20).map { _ in table.piece(onBlocks: false) }
            var heard: [Int32] = []
            _ = try withOpenFile(folder + "/a") { file in
                try FLACJoin.write(pieces.map(\.0), .stereo16, reserving: 0, file: file) { samples, frames in
                    heard += samples
                    #expect(samples.count == frames * 2)
                }
            }
            #expect(heard == pieces.flatMap(\.1))
            try withOpenFile(folder + "/b") { file in
                #expect(throws: FLACJoinError.stopped) {
                    try FLACJoin.write(pieces.map(\.0), .stereo16, reserving: 0, file: file) {
                        _, _ throws(FLACJoinError) in throw .stopped
                    }
                }
            }
        }
    }

    @Test func `of hours of silence is a few bytes and whole`() throws {
        try withTemporaryFolder { folder in
            let table = try JoiningTable(.stereo16, folder: folder, seed: 3)
            let source = table.sources[2]
            let cut = 17..<source.frames
            let sound = Array(source.samples[34...])
            let silence = [Int32](repeating: 0, count: 2 * 48_000 * 60 + 2)
            let joined = try table.join(
                "a.flac",
                [
                    (.sound(path: source.path, frames: cut), sound),
                    (.silence(frames: silence.count / 2), silence),
                    (.sound(path: source.path, frames: cut), sound),
                ])
            #expect(joined.result.byteCount < 80_000)
            #expect(try joined.decoded() == joined.samples)
            #expect(shell("flac -t -s \(joined.path)") == ("", true))
        }
    }

    @Test func `fails with a reason`() throws {
        try withTemporaryFolder { folder in
            let table = try JoiningTable(.stereo16, folder: folder, seed: 3)
            let path = table.sources[0].path
            func join(_ piece: FLACPiece, _ format: PCMFormat = .stereo16, _ disk: Disk = .system) throws {
                _ = try withOpenFile(folder + "/a") {
                    try FLACJoin.write([piece], format, reserving: 0, file: $0, disk: disk)
                }
            }
            #expect(throws: FLACJoinError.tooShort(path: path, frames: 12_000, wanted: 5..<12_001)) {
                try join(.sound(path: path, frames: 5..<12_001))
            }
            let other = PCMFormat(framesPerSecond: 48_000, channels: 1, bitsPerSample: 16)
            #expect(throws: FLACJoinError.otherFormat(path: path, .stereo16, wanted: other)) {
                try join(.sound(path: path, frames: 0..<10), other)
            }
            let missing = #expect(throws: FLACJoinError.self) {
                try join(.sound(path: folder + "/b", frames: 0..<1))
            }
            #expect(missing?.description == "cannot open \(folder)/b: No such file or directory")
            var full = Disk.system
            full.write = { _, _, _ throws(SystemError) in throw SystemError(ENOSPC, doing: "write to a file")
            }
            let noRoom = #expect(throws: FLACJoinError.self) {
                try join(.sound(path: path, frames: 0..<12_000), .stereo16, full)
            }
            #expect(noRoom?.isNoRoom == true)
        }
    }
}

import TestSupport
import Testing

@testable import Audio

@Suite struct `the measure of an unfinished FLAC file` {
    private static let format = PCMFormat(framesPerSecond: 44_100, channels: 2, bitsPerSample: 24)
    private let format = Self.format
    private let pcm = sound(frames: 4_410 * 5, Self.format)

    /// How many blocks are found whole in what the body made of a file.
    private func expect(blocks: Int, after change: (inout FLACFile) -> Void) throws {
        try withTemporaryFolder { folder in
            let whole = try FLACFile(pcm, format)
            var file = whole
            change(&file)
            try write(file.bytes, to: folder + "/a")
            let measure = try withOpenFile(folder + "/a") {
                try FLACMeasure.ofWholeBlocks(file: $0, audioOffset: FLACFile.headerBytes)
            }
            guard blocks > 0 else {
                #expect(measure == nil)
                return
            }
            #expect(measure?.bytes == whole.blockEnds[blocks - 1])
            let kept = try FLACFile(Array(pcm[..<(blocks * 4_410 * 6)]), format)
            #expect(measure?.streamInfo == kept.streamInfo)
        }
    }

    @Test func `is all of a whole one`() throws { try expect(blocks: 5) { _ in } }

    @Test(arguments: 1...5)
    func `ends with the block it was cut behind`(blocks: Int) throws {
        try expect(blocks: blocks) { $0.bytes.removeLast($0.bytes.count - $0.blockEnds[blocks - 1]) }
    }

    @Test(arguments: [(1, 1), (1, 3), (2, 1), (2, 5), (2, 20), (2, 500), (4, -1), (4, -2), (4, -3)])
    func `ends before the block it was cut in`(blocks: Int, bytes: Int) throws {
        try expect(blocks: bytes < 0 ? blocks - 1 : blocks) {
            $0.bytes.removeLast($0.bytes.count - $0.blockEnds[blocks - 1] - bytes)
        }
    }

    @Test(arguments: [1, 16, 4_096, 100_000])
    func `ends before a tail of zeros, as a power cut leaves one`(bytes: Int) throws {
        try expect(blocks: 5) { $0.bytes += [UInt8](repeating: 0, count: bytes) }
        try expect(blocks: 2) { file in
            for place in file.blockEnds[1]..<file.bytes.count { file.bytes[place] = 0 }
        }
    }

    @Test(arguments: [1, 2, 15, 5_000])
    func `ends before a tail of garbage`(bytes: Int) throws {
        var generator = SeededGenerator(seed: UInt64(bytes))
        let tail = (0..<bytes).map { _ in UInt8.random(in: 0...255, using: &generator) }
        try expect(blocks: 5) { $0.bytes += tail }
        try expect(blocks: 3) { file in
            file.bytes.removeLast(file.bytes.count - file.blockEnds[2])
            file.bytes += [0xFF, 0xF8] + tail
        }
    }

    @Test(arguments: [0, 1, 2, 3, 4])
    func `ends before a block with a wrong bit in it`(block: Int) throws {
        try expect(blocks: block) { file in
            let start = block == 0 ? FLACFile.headerBytes : file.blockEnds[block - 1]
            file.bytes[(start + file.blockEnds[block]) / 2] ^= 0x10
        }
    }

    @Test func `is nothing without a whole block`() throws {
        try expect(blocks: 0) { $0.bytes.removeLast($0.bytes.count - FLACFile.headerBytes) }
        try expect(blocks: 0) { $0.bytes.removeLast($0.bytes.count - FLACFile.headerBytes - 100) }
        try expect(blocks: 0) { $0.bytes = [] }
        try expect(blocks: 0) { $0.bytes.removeLast($0.bytes.count - 10) }
    }

    @Test func `takes a short block only at the end`() throws {
        try withTemporaryFolder { folder in
            let file = try FLACFile(Array(pcm[..<(6 * 5_000)]), format)
            try write(file.bytes + file.bytes[FLACFile.headerBytes...], to: folder + "/a")
            let measure = try withOpenFile(folder + "/a") {
                try FLACMeasure.ofWholeBlocks(file: $0, audioOffset: FLACFile.headerBytes)
            }
            #expect(measure?.bytes == file.bytes.count)
            #expect(measure?.streamInfo == file.streamInfo)
        }
    }
}

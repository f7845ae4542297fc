import Platform
import TestSupport
import Testing

@testable import Audio

/// Six blocks of 4,000 frames with something wrong in them.
@Suite struct `damage in FLAC that is joined` {
    private let pcm = sound(frames: 24_000, .stereo16)

    /// Joins what the body made of a file, twice with silence between, and answers what of the first was lost.
    private func lost(
        _ frames: Range<Int> = 0..<24_000, after change: (inout FLACFile) -> Void
    ) throws -> [Range<Int>] {
        try withTemporaryFolder { folder in
            var file = try FLACFile(pcm, .stereo16)
            change(&file)
            try write(file.bytes, to: folder + "/source.flac")
            let piece = FLACPiece.sound(path: folder + "/source.flac", frames: frames)
            let join = try withOpenFile(folder + "/a.flac") { open in
                let join = try FLACJoin.write(
                    [piece, .silence(frames: 100), piece], .stereo16, reserving: 100, file: open)
                let header = try #require(join.header([.comments([])]))
                try Disk.system.write(open, header, 0)
                return join
            }
            #expect(shell("flac -t -s \(folder)/a.flac") == ("", true))
            let first = join.damaged.filter { $0.upperBound <= frames.count }
            let second = first.map {
                ($0.lowerBound + frames.count + 100)..<($0.upperBound + frames.count + 100)
            }
            #expect(join.damaged == first + second)
            var expected = Array(pcm[(frames.lowerBound * 4)..<(frames.upperBound * 4)])
            for range in first {
                for byte in (range.lowerBound * 4)..<(range.upperBound * 4) { expected[byte] = 0 }
            }
            let heard = try withOpenFile(folder + "/a.flac") { open in
                let decoder = try FLACDecoder(ByteReader(file: open))
                var samples: [Int32] = []
                while case .block = decoder.next() { samples += decoder.samples }
                return StreamedSound.packed(samples, .stereo16)
            }
            let isSame = heard == expected + [UInt8](repeating: 0, count: 400) + expected
            #expect(isSame)
            return first
        }
    }

    private func start(of block: Int, _ file: FLACFile) -> Int {
        block == 0 ? FLACFile.headerBytes : file.blockEnds[block - 1]
    }

    @Test(arguments: 0..<6)
    func `within a block costs that block`(block: Int) throws {
        let range = (block * 4_000)..<((block + 1) * 4_000)
        #expect(try lost { $0.bytes[($0.blockEnds[block] + start(of: block, $0)) / 2] ^= 1 } == [range])
        #expect(try lost { $0.bytes[start(of: block, $0) + 4] ^= 1 } == [range])
        #expect(try lost { $0.bytes[$0.blockEnds[block] - 1] ^= 0x80 } == [range])
    }

    @Test func `over a border costs both blocks, and what is cut off does not count`() throws {
        func tear(_ file: inout FLACFile) {
            for at in (file.blockEnds[1] - 50)..<(file.blockEnds[1] + 50) { file.bytes[at] = 0 }
        }
        #expect(try lost(after: tear) == [4_000..<12_000])
        #expect(try lost(5_000..<24_000, after: tear) == [0..<7_000])
        #expect(try lost(13..<7_000, after: tear) == [3_987..<6_987])
        #expect(try lost(12_000..<24_000, after: tear) == [])
    }

    @Test func `before the sound costs nothing`() throws {
        #expect(try lost { for at in 0..<200 { $0.bytes[at] = 0xFF } } == [])
        #expect(try lost(123..<23_456) { for at in 0..<FLACFile.headerBytes { $0.bytes[at] = 0 } } == [])
        #expect(try lost { $0.bytes.removeFirst(500) } == [])
    }

    @Test(arguments: [1, 2, 100, 100_000, 1_500_000])
    func `that was put between blocks or behind them costs nothing`(count: Int) throws {
        var luck = Luck(seed: 4)
        let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &luck) }
        #expect(try lost { $0.bytes.insert(contentsOf: noise, at: $0.blockEnds[2]) } == [])
        #expect(try lost { $0.bytes += noise } == [])
    }

    @Test func `that took blocks away costs those`() throws {
        #expect(
            try lost { $0.bytes.removeSubrange($0.blockEnds[1]..<$0.blockEnds[3]) } == [8_000..<16_000])
        #expect(try lost { $0.bytes.removeLast($0.bytes.count - $0.blockEnds[3] - 7) } == [16_000..<24_000])
        #expect(try lost { $0.bytes.removeAll() } == [0..<24_000])
        let block = try lost { file in
            let again = file.bytes[file.blockEnds[0]..<file.blockEnds[2]]
            file.bytes.insert(contentsOf: again, at: file.blockEnds[3])
        }
        #expect(block == [])
    }

    @Test func `that the checksums do not show is found by decoding`() throws {
        // A subframe of a type that does not exist, and a checksum made to agree.
        let lost = try lost { file in
            let range = file.blockEnds[0]..<file.blockEnds[1]
            var frame = Array(file.bytes[range])
            let header = frame.withUnsafeBytes { FLACFrameHeader($0) }
            frame[header?.byteCount ?? 0] = 0x7E
            let crc = Checksum.crc16(frame.dropLast(2))
            file.bytes.replaceSubrange(range, with: frame.dropLast(2) + bigEndian(Int(crc), 2))
        }
        #expect(lost == [4_000..<8_000])
    }
}

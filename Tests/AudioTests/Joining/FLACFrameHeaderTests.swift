import TestSupport
import Testing

@testable import Audio

@Suite struct `the header of a FLAC frame` {
    @Test(
        arguments: PCMFormat.all
            + [11_025, 12_000, 37_800, 96_010].map {
                PCMFormat(framesPerSecond: $0, channels: 2, bitsPerSample: 16)
            })
    func `says what is in it, and takes any number`(format: PCMFormat) throws {
        let encoder = try FLACEncoder(format: format)
        let short =
            [1, 192, 255, 256, 257, 576, 1_024].filter { $0 < format.framesPerBlock }.randomElement() ?? 1
        var blocks: [FLACEncoder.EncodedBlock] = []
        for frames in [format.framesPerBlock, short] {
            blocks += try encoder.encode(StreamedSound.samples(frames: frames, format), frames: frames)
        }
        blocks += try encoder.finish().blocks
        let numbers = [0, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0xF_FFFF_FFFF]
        for (index, block) in blocks.enumerated() {
            let header = try #require(block.bytes.withUnsafeBytes { FLACFrameHeader($0) })
            #expect(header.frames == block.frames && header.format == format && !header.isVariable)
            #expect(header.number == index)
            for number in numbers {
                var frame: [UInt8] = []
                block.bytes.withUnsafeBytes {
                    header.renumber($0, as: number, isVariable: true, into: &frame)
                }
                let again = try #require(frame.withUnsafeBytes { FLACFrameHeader($0) })
                #expect(again.number == number && again.isVariable && again.frames == block.frames)
                #expect(Checksum.crc16(frame[...]) == 0)
                var back: [UInt8] = []
                frame.withUnsafeBytes { again.renumber($0, as: index, isVariable: false, into: &back) }
                #expect(back == block.bytes)
            }
        }
    }

    @Test func `with a wrong bit is none`() throws {
        let file = try FLACFile(sound(frames: 4_000, .stereo16), .stereo16)
        var bytes = Array(file.bytes[FLACFile.headerBytes...].prefix(16))
        let header = try #require(bytes.withUnsafeBytes { FLACFrameHeader($0) })
        for bit in 0..<(header.byteCount * 8) {
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(bytes.withUnsafeBytes { FLACFrameHeader($0) } == nil)
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        }
        for count in 0..<header.byteCount {
            #expect(Array(bytes[..<count]).withUnsafeBytes { FLACFrameHeader($0) } == nil)
        }
    }
}

@Suite struct `an MD5` {
    @Test func `is that of md5sum, however the bytes come`() throws {
        try withTemporaryFolder { folder in
            var luck = Luck(seed: 2)
            for length in [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1_000, 70_001] {
                let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &luck) }
                var md5 = MD5()
                var rest = bytes[...]
                while !rest.isEmpty {
                    let count = min(rest.count, Int.random(in: 0...150, using: &luck))
                    md5.add(Array(rest.prefix(count)))
                    rest = rest.dropFirst(count)
                }
                try write(bytes, to: folder + "/a")
                let text = md5.digest().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                #expect(shell("md5sum < \(folder)/a").output == text + "  -\n", "\(length) bytes")
            }
        }
    }
}

import TestSupport
import Testing

@testable import Audio

@Suite struct `a FLAC frame of a stream` {
    static let formats: [PCMFormat] = [
        (44_100, 1, 16), (48_000, 2, 16), (48_000, 1, 24), (48_000, 2, 24), (88_200, 2, 24), (96_000, 1, 16),
        (176_400, 2, 24), (192_000, 2, 24), (11_025, 1, 16), (12_000, 2, 16), (37_800, 2, 16),
    ].map { PCMFormat(framesPerSecond: $0, channels: $1, bitsPerSample: $2) }

    /// The lowest and the highest number of every length.
    static let numbers: [(number: Int, bytes: Int)] = [
        (0, 1), (0x7F, 1), (0x80, 2), (0x7FF, 2), (0x800, 3), (0xFFFF, 3), (0x1_0000, 4), (0x1F_FFFF, 4),
        (0x20_0000, 5), (0x3FF_FFFF, 5), (0x400_0000, 6), (0x7FFF_FFFD, 6),
    ]

    @Test(arguments: formats)
    func `plays under any number`(format: PCMFormat) throws {
        let (frames, samples) = try encode(blocks: 3, format)
        for (number, _) in Self.numbers {
            var stream = FLACHeader.ofStream(format)
            for (index, frame) in frames.enumerated() { frame.append(to: &stream, number: number + index) }
            #expect(try FLACPlayer.play(stream) == samples, "number \(number)")
        }
    }

    @Test(arguments: formats)
    func `plays as it was when uncompressed`(format: PCMFormat) throws {
        let (frames, samples) = try encode(blocks: 3, format)
        let block = format.framesPerBlock * format.channels
        var stream = FLACHeader.ofStream(format)
        for (index, frame) in frames.enumerated() {
            let own = Array(samples[(index * block)..<((index + 1) * block)])
            let plain = frame.verbatim(samples: own, format: format)
            // Compressed ones between them, as silence comes and goes.
            (index == 1 ? frame : plain).append(to: &stream, number: 126 + index)
            #expect(index == 1 || stream.count > index * format.framesPerBlock * format.bytesPerFrame)
        }
        #expect(try FLACPlayer.play(stream) == samples)
    }

    @Test func `bears its number as the format wants it`() {
        for (number, bytes) in Self.numbers + [(0x8000_0000, 7), (0xF_FFFF_FFFF, 7)] {
            let coded = FLACFrame.coded(number)
            #expect(coded.count == bytes, "\(number)")
            #expect(bytes == 1 || (~coded[0]).leadingZeroBitCount == bytes, "\(number)")
            #expect(coded.dropFirst().allSatisfy { $0 & 0xC0 == 0x80 }, "\(number)")
            let first = bytes == 1 ? Int(coded[0]) : Int(coded[0]) & (0x7F >> bytes)
            #expect(coded.dropFirst().reduce(first) { $0 << 6 | Int($1 & 0x3F) } == number)
        }
    }

    @Test func `begins again at 0 where there is no more room for its number`() {
        for number in [1 << 36, (1 << 36) + 0x7F, (1 << 36) + 0x12_3456, (1 << 43) - 1, .max] {
            #expect(FLACFrame.coded(number) == FLACFrame.coded(number & 0xF_FFFF_FFFF), "\(number)")
        }
    }

    @Test func `stays as it was under its own number`() throws {
        let format = PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16)
        let encoder = try FLACEncoder(format: format)
        let samples = StreamedSound.samples(frames: format.framesPerBlock * 140, format)
        var number = 0
        for block in 0..<140 {
            let size = format.framesPerBlock * 2
            let part = Array(samples[(block * size)..<((block + 1) * size)])
            for encoded in try encoder.encode(part, frames: format.framesPerBlock) {
                var bytes: [UInt8] = []
                FLACFrame(encoded.bytes, frames: encoded.frames)?.append(to: &bytes, number: number)
                #expect(bytes == encoded.bytes)
                number += 1
            }
        }
        #expect(number > 130)
    }

    @Test func `is not made of anything else`() throws {
        var luck = Luck(seed: 3)
        for _ in 0..<3_000 {
            var bytes = (0..<Int.random(in: 0...40, using: &luck)).map { _ in
                UInt8.random(in: 0...255, using: &luck)
            }
            if bytes.count > 2, Bool.random(using: &luck) { (bytes[0], bytes[1]) = (0xFF, 0xF8) }
            let frame = FLACFrame(bytes, frames: 1)
            var renumbered: [UInt8] = []
            frame?.append(to: &renumbered, number: .random(in: 0...0xF_FFFF_FFFF, using: &luck))
            #expect(renumbered.count <= frame?.byteCount ?? 0)
        }
        let start: [UInt8] = [0xFF, 0xF8, 0xC9, 0x18, 0xDF, 0xBF]
        for length in 0...start.count { #expect(FLACFrame(Array(start.prefix(length)), frames: 1) == nil) }
    }

    /// As many blocks as asked for, framed anew, and what they hold.
    private func encode(blocks: Int, _ format: PCMFormat) throws -> (frames: [FLACFrame], samples: [Int32]) {
        let encoder = try FLACEncoder(format: format)
        let samples = StreamedSound.samples(frames: format.framesPerBlock * blocks, format)
        let size = format.framesPerBlock * format.channels
        var encoded: [FLACEncoder.EncodedBlock] = []
        for block in 0..<blocks {
            let part = Array(samples[(block * size)..<((block + 1) * size)])
            encoded += try encoder.encode(part, frames: format.framesPerBlock)
        }
        encoded += try encoder.finish().blocks
        let frames = encoded.compactMap { FLACFrame($0.bytes, frames: $0.frames) }
        #expect(frames.count == blocks)
        return (frames, samples)
    }
}

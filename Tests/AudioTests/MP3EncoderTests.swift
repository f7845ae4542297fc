import Testing

@testable import Audio

@Suite struct `the MP3 encoder` {
    static let rates = [8_000, 22_050, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000]
    static let formats = rates.flatMap { rate in
        [(1, 16), (2, 16), (1, 24), (2, 24)].map { channels, bits in
            PCMFormat(framesPerSecond: rate, channels: channels, bitsPerSample: bits)
        }
    }

    @Test(arguments: formats, [64, 320])
    func `gives whole frames that lean on no other`(format: PCMFormat, kilobits: Int) throws {
        let encoder = try MP3Encoder(format: format, kilobitsPerSecond: kilobits)
        let frames = try encode(seconds: 1, format, encoder)
        // A second, less what LAME looks ahead.
        let all = encoder.framesPerSecond / MP3Frame.samples
        #expect((all - 4...all + 1).contains(frames.count))
        for frame in frames {
            let header = try #require(MP3FrameHeader(frame))
            #expect(MP3Frame.byteCount(frame[...]) == frame.count)
            #expect(header.framesPerSecond == encoder.framesPerSecond)
            #expect(header.kilobitsPerSecond == kilobits)
            #expect(header.channels == format.channels)
            #expect(header.bitsBorrowed == 0)
        }
    }

    @Test func `keeps the rate of frames over ten seconds`() throws {
        let format = PCMFormat(framesPerSecond: 44_100, channels: 2, bitsPerSample: 16)
        let encoder = try MP3Encoder(format: format, kilobitsPerSecond: 128)
        let bytes = try encode(seconds: 10, format, encoder).reduce(0) { $0 + $1.count }
        #expect(abs(bytes - 10 * 16_000) < 3_000)
    }

    private func encode(seconds: Int, _ format: PCMFormat, _ encoder: MP3Encoder) throws -> [[UInt8]] {
        let blocks = seconds * format.framesPerSecond / format.framesPerBlock
        let samples = StreamedSound.samples(frames: format.framesPerBlock, format)
        let block = StreamedSound.packed(samples, format)
        return try (0..<blocks).flatMap { _ in try encoder.encode(block, frames: format.framesPerBlock) }
    }
}

/// What the first bytes of an MPEG 1, layer 3 frame say, read from the standard.
private struct MP3FrameHeader {
    let kilobitsPerSecond: Int
    let framesPerSecond: Int
    let channels: Int
    /// `main_data_begin`: how far back the frame's sound begins.
    let bitsBorrowed: Int

    init?(_ frame: [UInt8]) {
        guard frame.count > 6, frame[0] == 0xFF, frame[1] >> 1 == 0x7D else { return nil }
        let kilobits = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
        let rates = [44_100, 48_000, 32_000]
        let kilobit = Int(frame[2] >> 4) - 1
        let rate = Int(frame[2] >> 2 & 3)
        guard kilobits.indices.contains(kilobit), rates.indices.contains(rate) else { return nil }
        kilobitsPerSecond = kilobits[kilobit]
        framesPerSecond = rates[rate]
        channels = frame[3] >> 6 == 3 ? 1 : 2
        let hasChecksum = frame[1] & 1 == 0
        let side = hasChecksum ? 6 : 4
        bitsBorrowed = Int(frame[side]) << 1 | Int(frame[side + 1] >> 7)
    }
}

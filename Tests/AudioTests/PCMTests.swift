import TestSupport
import Testing

@testable import Audio

@Suite struct `packed samples` {
    private let mono16 = PCMFormat(framesPerSecond: 48_000, channels: 1, bitsPerSample: 16)
    private let mono24 = PCMFormat(framesPerSecond: 48_000, channels: 1, bitsPerSample: 24)

    @Test(
        arguments: [
            (0, [0, 0]), (1, [1, 0]), (-1, [0xFF, 0xFF]), (0x1234, [0x34, 0x12]), (32_767, [0xFF, 0x7F]),
            (-32_768, [0x00, 0x80]),
        ] as [(Int32, [UInt8])])
    func `of 16 bits lie in two bytes, lowest first`(sample: Int32, packed: [UInt8]) {
        expect(sample, packed, mono16)
    }

    @Test(
        arguments: [
            (0, [0, 0, 0]), (1, [1, 0, 0]), (-1, [0xFF, 0xFF, 0xFF]), (0x12_3456, [0x56, 0x34, 0x12]),
            (8_388_607, [0xFF, 0xFF, 0x7F]), (-8_388_608, [0x00, 0x00, 0x80]),
        ] as [(Int32, [UInt8])])
    func `of 24 bits lie in three bytes, lowest first`(sample: Int32, packed: [UInt8]) {
        expect(sample, packed, mono24)
    }

    private func expect(_ sample: Int32, _ packed: [UInt8], _ format: PCMFormat) {
        var bytes = [UInt8](repeating: 0xAA, count: packed.count)
        PCM.pack([sample], frames: 1, format: format, into: &bytes)
        #expect(bytes == packed)
        var samples: [Int32] = [77]
        PCM.unpack(packed, frames: 1, format: format, into: &samples)
        #expect(samples == [sample])
    }

    @Test(arguments: PCMFormat.all)
    func `come back as they were, and nothing behind them is touched`(format: PCMFormat) {
        var generator = SeededGenerator(seed: 3)
        let frames = 501
        let bytes = (0..<frames * format.bytesPerFrame).map { _ in
            UInt8.random(in: 0...255, using: &generator)
        }
        var samples = [Int32](repeating: 7, count: frames * format.channels + 1)
        PCM.unpack(bytes, frames: frames, format: format, into: &samples)
        #expect(samples.last == 7)
        var again = [UInt8](repeating: 9, count: bytes.count + 1)
        PCM.pack(samples, frames: frames, format: format, into: &again)
        #expect(again == bytes + [9])
    }

    @Test(
        arguments: [
            (shift: 8, word: 0x1234_5678, packed: [0x56, 0x34, 0x12]), (8, -256, [0xFF, 0xFF, 0xFF]),
            (0, 0x0012_3456, [0x56, 0x34, 0x12]), (0, -1, [0xFF, 0xFF, 0xFF]), (8, .min, [0, 0, 0x80]),
        ] as [(shift: Int, word: Int32, packed: [UInt8])])
    func `of 32-bit words keep 24 bits`(shift: Int, word: Int32, packed: [UInt8]) {
        var bytes = [UInt8](repeating: 0, count: 6)
        withUnsafeBytes(of: (word, word)) { PCM.packWords($0, samples: 2, shift: shift, into: &bytes) }
        #expect(bytes == packed + packed)
    }
}

@Suite struct `a PCM format` {
    @Test(arguments: [
        (44_100, 4_410), (48_000, 4_000), (88_200, 8_820), (96_000, 8_000), (176_400, 8_820),
        (192_000, 16_000),
    ])
    func `cuts whole seconds into whole blocks that every player can play`(rate: Int, frames: Int) {
        let format = PCMFormat(framesPerSecond: rate, channels: 2, bitsPerSample: 16)
        #expect(format.framesPerBlock == frames)
        #expect(rate % frames == 0)
        #expect(frames <= (rate <= 48_000 ? 4_608 : 16_384))
    }

    @Test func `knows how long frames last, for years`() {
        let format = PCMFormat(framesPerSecond: 44_100, channels: 2, bitsPerSample: 16)
        #expect(format.nanoseconds(frames: 0) == 0)
        #expect(format.nanoseconds(frames: 1) == 22_675)
        #expect(format.nanoseconds(frames: -44_100) == -1_000_000_000)
        #expect(
            format.nanoseconds(frames: 44_100 * 3_600 * 24 * 36_500) == 3_600 * 24 * 36_500 * 1_000_000_000)
    }

    @Test func `says what it is`() {
        #expect("\(PCMFormat.stereo16)" == "48000 Hz, 16 bit, stereo")
        #expect(
            "\(PCMFormat(framesPerSecond: 96_000, channels: 1, bitsPerSample: 24))"
                == "96000 Hz, 24 bit, mono")
    }
}

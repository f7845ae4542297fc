import Foundation
import Loudness
import Testing

@Suite struct `loudness` {
    /// By definition a sine of 997 Hz on both channels, at -20 dB each, has -20 LUFS.
    @Test(arguments: [(44_100, 16), (48_000, 16), (96_000, 24), (192_000, 24)])
    func `of a sine is what the standard says`(rate: Int, bits: Int) throws {
        let meter = try #require(LoudnessMeter(framesPerSecond: rate, channels: 2, bitsPerSample: bits))
        let peak = pow(10, -20 / 20.0) * Double(1 << (bits - 1))
        for second in 0..<10 {
            let samples = (0..<rate * 2).map { index in
                Int32(
                    (sin(Double(second * rate + index / 2) * 997 / Double(rate) * 2 * .pi) * peak).rounded())
            }
            meter.add(samples, frames: rate)
        }
        let loudness = meter.loudness
        let integrated = try #require(loudness.integrated)
        #expect(abs(integrated + 20) < 0.1, "\(integrated) LUFS")
        #expect(abs(loudness.truePeak - 0.1) < 0.002, "\(loudness.truePeak)")
        #expect(loudness.range < 0.2)
        #expect(abs(try #require(loudness.replayGainDecibels) - 2) < 0.1)
    }

    @Test func `of one channel is 3 dB less than of two`() throws {
        func measure(_ channels: Int) throws -> Double {
            let meter = try #require(
                LoudnessMeter(framesPerSecond: 48_000, channels: channels, bitsPerSample: 16))
            let samples = (0..<48_000 * 4 * channels).map { index in
                Int32(sin(Double(index / channels) * 0.13) * 8_000)
            }
            meter.add(samples, frames: 48_000 * 4)
            return try #require(meter.loudness.integrated)
        }
        #expect(abs(try measure(2) - measure(1) - 3.01) < 0.05)
    }

    @Test func `of nothing is unknown`() throws {
        let meter = try #require(LoudnessMeter(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16))
        #expect(meter.loudness.integrated == nil)
        meter.add([Int32](repeating: 0, count: 96_000), frames: 48_000)
        #expect(meter.loudness.integrated == nil && meter.loudness.truePeak == 0)
        #expect(meter.loudness.replayGainDecibels == nil)
    }

    @Test func `cannot be measured of what is no sound`() {
        #expect(LoudnessMeter(framesPerSecond: 0, channels: 2, bitsPerSample: 16) == nil)
    }
}

import Testing

@testable import Audio

@Suite struct `the level meter` {
    static let formats = [(1, 16), (2, 16), (1, 24), (2, 24)].map {
        PCMFormat(framesPerSecond: 48_000, channels: $0, bitsPerSample: $1)
    }

    @Test(arguments: formats)
    func `shows nothing in silence, and one at full scale`(format: PCMFormat) {
        var meter = LevelMeter(format: format)
        let silence = meter.measure([Int32](repeating: 0, count: 480 * format.channels), format)
        #expect(silence.peak == Array(repeating: 0, count: format.channels) && silence.rms == silence.peak)
        let lowest = Int32(-1) << Int32(format.bitsPerSample - 1)
        let loud = meter.measure([Int32](repeating: lowest, count: 480 * format.channels), format)
        #expect(loud.peak == Array(repeating: 1, count: format.channels) && loud.rms == loud.peak)
        #expect(loud.clippedSamples == 480 * format.channels)
    }

    @Test(arguments: formats)
    func `knows the peak and RMS of each channel`(format: PCMFormat) {
        var meter = LevelMeter(format: format)
        let full = Int32(1) << Int32(format.bitsPerSample - 1)
        // The first channel a square wave at half scale, the second at a quarter every other frame.
        let samples = (0..<480).flatMap { frame -> [Int32] in
            let both = [frame % 2 == 0 ? full / 2 : -full / 2, frame % 2 == 0 ? full / 4 : 0]
            return Array(both.prefix(format.channels))
        }
        let levels = meter.measure(samples, format)
        #expect(levels.peak == Array([0.5, 0.25].prefix(format.channels)))
        #expect(levels.rms == Array([0.5, 0.25 * 0.5.squareRoot()].prefix(format.channels)))
        #expect(levels.clippedSamples == 0)
    }

    @Test func `counts clipped samples in runs of three and more`() {
        let counts = [0: 0, 1: 0, 2: 0, 3: 3, 4: 4, 10: 10]
        for (length, counted) in counts {
            for top in [Int32(32_767), -32_768, -32_767] {
                var meter = LevelMeter(format: Self.formats[0])
                let samples = [0, 5] + [Int32](repeating: top, count: length) + [9]
                #expect(meter.measure(samples, Self.formats[0]).clippedSamples == counted)
            }
        }
    }

    @Test func `counts runs that cross from one piece into the next, channel by channel`() {
        let format = Self.formats[1]
        var meter = LevelMeter(format: format)
        let top = Int32(32_767)
        // Only the first channel clips: one sample before the border, two behind it.
        #expect(meter.measure([0, 0, top, 0], format).clippedSamples == 0)
        #expect(meter.measure([top, top, top, 0, 0, 0], format).clippedSamples == 3)
        #expect(meter.measure([0, top, 0, top], format).clippedSamples == 3)
        #expect(meter.measure([0, top], format).clippedSamples == 6)
        #expect(meter.measure([0, 0], format).clippedSamples == 6)
    }

    @Test func `is the same for any cut`() {
        let format = Self.formats[3]
        let samples = StreamedSound.samples(frames: 4_800, format)
        var whole = LevelMeter(format: format)
        let expected = whole.measure(samples, format)
        for piece in [1, 7, 480, 4_799] {
            var meter = LevelMeter(format: format)
            var peak = [0.0, 0.0]
            var clipped = 0
            for start in stride(from: 0, to: 4_800, by: piece) {
                let part = samples[(start * 2)..<min(9_600, (start + piece) * 2)]
                let levels = meter.measure(Array(part), format)
                peak = zip(peak, levels.peak).map(max)
                clipped = levels.clippedSamples
            }
            #expect(peak == expected.peak && clipped == expected.clippedSamples)
        }
    }
}

extension LevelMeter {
    fileprivate mutating func measure(_ samples: [Int32], _ format: PCMFormat) -> Levels {
        measure(StreamedSound.packed(samples, format), frames: samples.count / format.channels)
    }
}

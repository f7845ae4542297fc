import Features
import Testing

@Suite struct `feature extractor` {
    @Test(arguments: [8_000, 11_025, 32_000, 44_100, 44_056, 48_000, 88_200, 96_000, 192_000], [1, 2])
    func `any cut gives the same bits`(rate: Int, channels: Int) throws {
        let format = try SampleFormat(framesPerSecond: rate, channels: channels, bitsPerSample: 16)
        let samples = noise(frames: 2 * rate, channels: channels)
        let whole = try heard(samples, 0..<2 * rate, format)
        #expect(whole.firstTick == 0)
        #expect((19...20).contains(whole.features.count))
        for cut in [1, rate / 3, rate - 1, rate, rate + 7] {
            let before = try heard(samples, 0..<cut, format)
            let after = try heard(samples, cut..<2 * rate, format)
            var joined = before.features
            #expect(after.firstTick == joined.count)
            joined.append(after.features, ticks: 0..<after.features.count)
            let isSame = joined == whole.features
            #expect(isSame, "cut at \(cut)")
        }
    }

    @Test func `blocks of any size give the same bits`() throws {
        let format = try SampleFormat(framesPerSecond: 44_100, channels: 2, bitsPerSample: 16)
        let samples = noise(frames: 44_100, channels: 2)
        let whole = try heard(samples, 0..<44_100, format)
        for frames in [1, 333, 4_410, 20_000] {
            var extractor = try FeatureExtractor(format: format, from: 0, segmentStart: 0)
            for start in stride(from: 0, to: samples.count, by: 2 * frames) {
                extractor.push(samples.span.extracting(start..<min(samples.count, start + 2 * frames)))
            }
            let isSame = extractor.finish().features == whole.features
            #expect(isSame, "blocks of \(frames)")
        }
    }

    @Test func `a segment after a hole begins with its first whole tick`() throws {
        let format = try SampleFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16)
        var extractor = try FeatureExtractor(format: format, from: 5_000, segmentStart: 5_000)
        extractor.push(noise(frames: 48_000, channels: 2).span)
        let (firstTick, features) = extractor.finish()
        #expect(firstTick == 2)
        #expect(features.count == 9)
    }

    @Test(arguments: [16, 24])
    func `a gain moves every band alike`(bits: Int) throws {
        let format = try SampleFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: bits)
        let soft = noise(frames: 9_600, channels: 2).map { $0 / 16 * 2 }
        let loud = soft.map { $0 * 8 }
        let low = try heard(soft, 0..<9_600, format).features
        let high = try heard(loud, 0..<9_600, format).features
        for (low, high) in zip(low.values, high.values) { #expect(abs(Int(high) - Int(low) - 1_806) <= 5) }
    }

    @Test func `an offset, hum and a dead channel are not heard`() throws {
        let format = try SampleFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16)
        var samples = noise(frames: 9_600, channels: 2).map { $0 / 8 }
        for index in stride(from: 1, to: samples.count, by: 2) { samples[index] = 0 }
        let left = stride(from: 0, to: samples.count, by: 2).map { samples[$0] }
        let mono = try SampleFormat(framesPerSecond: 48_000, channels: 1, bitsPerSample: 16)
        let one = try heard(left, 0..<9_600, mono).features
        let two = try heard(samples, 0..<9_600, format).features
        let shifted = try heard(samples.map { $0 + 1_638 }, 0..<9_600, format).features
        for (one, two) in zip(one.values, two.values) { #expect(abs(Int(one) - Int(two)) <= 5) }
        for (plain, shifted) in zip(two.values, shifted.values) {
            #expect(abs(Int(plain) - Int(shifted)) <= 5)
        }
        #expect(shifted.extras[0].offset == 51)
    }

    @Test func `dropouts and clipping are noted`() throws {
        let format = try SampleFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16)
        var samples = noise(frames: 19_200, channels: 2)
        for index in 2 * 5_000..<2 * 5_480 { samples[index] = 0 }
        for index in 2 * 10_000..<2 * 10_005 { samples[index] = index % 2 == 0 ? 32_767 : -32_768 }
        let extras = try heard(samples, 0..<19_200, format).features.extras
        #expect(extras.map(\.isDead) == [false, true, false, false])
        #expect(extras.map(\.clipped) == [0, 0, 10, 0])
        #expect(extras[2].peak == 255)
    }

    @Test(arguments: [(7_999, 2, 16), (48_000, 3, 16), (48_000, 0, 16), (48_000, 2, 7), (400_000, 1, 24)])
    func `what cannot be heard is refused`(rate: Int, channels: Int, bits: Int) {
        #expect(throws: FeaturesError.self) {
            _ = try SampleFormat(framesPerSecond: rate, channels: channels, bitsPerSample: bits)
        }
    }

    private func heard(_ samples: [Int32], _ frames: Range<Int>, _ format: SampleFormat) throws -> (
        firstTick: Int, features: Features
    ) {
        let from = format.grid.lead(before: frames.lowerBound).lowerBound
        var extractor = try FeatureExtractor(format: format, from: from, segmentStart: frames.lowerBound)
        extractor.push(samples.span.extracting(from * format.channels..<frames.upperBound * format.channels))
        return extractor.finish()
    }

    private func noise(frames: Int, channels: Int) -> [Int32] {
        var state: UInt32 = 1
        return (0..<frames * channels).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Int32(bitPattern: state) >> 18
        }
    }
}

extension Features {
    /// Every level, band by band and tick by tick.
    fileprivate var values: [Int16] {
        levels.flatMap { bands in (0..<Features.bandCount).map { bands[$0] } }
    }
}

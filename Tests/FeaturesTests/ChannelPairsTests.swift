import Testing

@testable import Features

@Suite struct `channel pairs` {
    @Test(arguments: 1...8)
    func `hear a stereo sound wherever it is`(channels: Int) throws {
        let stereo = sound(frames: 24_000)
        let alone = try heard(stereo, channels: 2)
        for place in stride(from: 0, to: channels - 1, by: 2) {
            var samples = [Int32](repeating: 0, count: 24_000 * channels)
            for frame in 0..<24_000 {
                samples[frame * channels + place] = stereo[2 * frame]
                samples[frame * channels + place + 1] = stereo[2 * frame + 1]
            }
            let features = try heard(samples, channels: channels)
            #expect(features.count == alone.count)
            for tick in 0..<alone.count {
                for band in 0..<Features.bandCount {
                    #expect(abs(features.levels[tick][band] - alone.levels[tick][band]) <= 2)
                }
                #expect(features.extras[tick] == alone.extras[tick])
            }
        }
    }

    @Test func `hear what two pairs have as the sum of both`() throws {
        let stereo = sound(frames: 24_000)
        var twice: [Int32] = []
        for frame in 0..<24_000 {
            twice += [stereo[2 * frame], stereo[2 * frame + 1]] + stereo[2 * frame...2 * frame + 1]
        }
        let one = try heard(stereo, channels: 2)
        let two = try heard(twice, channels: 4)
        for tick in 0..<one.count {
            for band in 0..<Features.bandCount {
                #expect(abs(two.levels[tick][band] - one.levels[tick][band] - 301) <= 1)
            }
        }
    }

    @Test func `every band of every rate holds something`() {
        for rate in stride(from: 8_000, through: 33_000, by: 25) {
            let bins = Spectrum.bins(framesPerSecond: rate)
            let isSound =
                bins.allSatisfy { !$0.isEmpty }
                && zip(bins, bins.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound }
            let highest = bins.last.map { $0.upperBound * rate / Spectrum.size(framesPerSecond: rate) }
            #expect(isSound && bins.count == Features.bandCount, "\(rate) Hz: \(bins)")
            #expect((rate * 2 / 5...rate / 2).contains(highest ?? 0), "\(rate) Hz")
        }
        #expect(Features.edges(framesPerSecond: 30_000) == Features.edges(framesPerSecond: 192_000))
    }

    private func heard(_ samples: [Int32], channels: Int) throws -> Features {
        let pairs = try ChannelPairs(framesPerSecond: 48_000, channels: channels, bitsPerSample: 16)
        for start in stride(from: 0, to: samples.count, by: 1_000 * channels) {
            pairs.push(samples.span.extracting(start..<min(samples.count, start + 1_000 * channels)))
        }
        return pairs.finish()
    }

    private func sound(frames: Int) -> [Int32] {
        var state: UInt32 = 7
        return (0..<2 * frames).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Int32(bitPattern: state) >> 18
        }
    }
}

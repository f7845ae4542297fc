import Glibc

/// Hears any number of channels, two by two; what is in any of them is heard.
package final class ChannelPairs {
    private let channels: Int
    private var pairs: [Pair] = []

    private final class Pair {
        let channels: Range<Int>
        var extractor: FeatureExtractor?
        var samples: [Int32] = []

        init(_ channels: Range<Int>, rate: Int, bits: Int) throws(FeaturesError) {
            self.channels = channels
            let format = try SampleFormat(
                framesPerSecond: rate, channels: channels.count, bitsPerSample: bits)
            extractor = try FeatureExtractor(format: format, from: 0, segmentStart: 0)
        }
    }

    package init(framesPerSecond: Int, channels: Int, bitsPerSample: Int) throws(FeaturesError) {
        guard channels > 0 else { throw .channelsNotSupported(channels) }
        self.channels = channels
        for first in stride(from: 0, to: channels, by: 2) {
            pairs.append(
                try Pair(first..<min(first + 2, channels), rate: framesPerSecond, bits: bitsPerSample))
        }
    }

    /// Interleaved samples, right-aligned; any number of whole frames.
    package func push(_ samples: Span<Int32>) {
        for pair in pairs {
            if pair.channels.count == channels {
                pair.extractor?.push(samples)
            } else {
                choose(pair.channels, from: samples, to: &pair.samples)
                pair.extractor?.push(pair.samples.span)
            }
        }
    }

    /// Hears what is left.
    package func finish() -> Features {
        var heard = Features()
        for (index, pair) in pairs.enumerated() {
            guard let extractor = pair.extractor.take() else { continue }
            let features = extractor.finish().features
            heard = index == 0 ? features : heard.together(with: features)
        }
        return heard
    }

    private func choose(_ wanted: Range<Int>, from samples: Span<Int32>, to chosen: inout [Int32]) {
        chosen.removeAll(keepingCapacity: true)
        for frame in stride(from: 0, to: samples.count, by: channels) {
            for channel in wanted { chosen.append(samples[frame + channel]) }
        }
    }
}

extension Features {
    /// What is heard where both are heard at once.
    func together(with other: Features) -> Features {
        var sum = Features()
        sum.reserve(count)
        for tick in 0..<min(count, other.count) {
            var bands = SIMD16<Int16>()
            for band in 0..<Self.bandCount {
                bands[band] = Self.together(levels[tick][band], other.levels[tick][band])
            }
            sum.append(bands, extras[tick].together(with: other.extras[tick]))
        }
        return sum
    }

    private static func together(_ a: Int16, _ b: Int16) -> Int16 {
        let power = pow(10, Double(a) / 1_000) + pow(10, Double(b) / 1_000)
        return Int16(clamping: Int((1_000 * log10(power)).rounded()))
    }
}

extension Features.Extras {
    fileprivate func together(with other: Self) -> Self {
        var both = self
        both.clicks = max(clicks, other.clicks)
        both.isDead = isDead && other.isDead
        both.peak = max(peak, other.peak)
        both.rumble = max(rumble, other.rumble)
        both.offset = offset.magnitude < other.offset.magnitude ? other.offset : offset
        both.clipped =
            clipped.addingReportingOverflow(other.clipped).overflow ? .max : clipped + other.clipped
        return both
    }
}

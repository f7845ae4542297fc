/// How loud a stretch of sound is, in fractions of full scale per channel, and how often it clipped.
package struct Levels: Equatable, Sendable {
    package var peak: [Double]
    package var rms: [Double]
    /// Samples in runs of three or more at full scale, since the tape began.
    package var clippedSamples: Int
}

/// Measures sound piece by piece. Runs of clipped samples may cross from one piece into the next.
package struct LevelMeter: Sendable {
    private let format: PCMFormat
    private let full: Int32
    private var samples: [Int32] = []
    private var runs: [Int]
    private var clippedSamples = 0

    private static let shortestRun = 3

    package init(format: PCMFormat) {
        self.format = format
        full = Int32(1) << Int32(format.bitsPerSample - 1)
        runs = [Int](repeating: 0, count: format.channels)
    }

    package mutating func measure(_ bytes: [UInt8], frames: Int) -> Levels {
        if samples.count < frames * format.channels {
            samples = [Int32](repeating: 0, count: frames * format.channels)
        }
        PCM.unpack(bytes, frames: frames, format: format, into: &samples)
        var levels = Levels(peak: [], rms: [], clippedSamples: 0)
        for channel in 0..<format.channels {
            let (peak, square) = measure(channel: channel, frames: frames)
            levels.peak.append(peak)
            levels.rms.append((square / Double(max(1, frames))).squareRoot())
        }
        levels.clippedSamples = clippedSamples
        return levels
    }

    private mutating func measure(channel: Int, frames: Int) -> (peak: Double, square: Double) {
        var peak: Int32 = 0
        var square = 0.0
        var run = runs[channel]
        let width = format.channels
        let scale = 1 / Double(full)
        for frame in 0..<frames {
            let sample = samples[frame * width + channel]
            let size = abs(sample)
            peak = max(peak, size)
            square += Double(sample) * Double(sample)
            if size >= full - 1 {
                run += 1
                // The third makes the two before it count, too.
                clippedSamples += run == Self.shortestRun ? Self.shortestRun : run > Self.shortestRun ? 1 : 0
            } else {
                run = 0
            }
        }
        runs[channel] = run
        return (min(1, Double(peak) * scale), square * scale * scale)
    }
}

/// A block of the grid, interleaved; half of it is used when there is one channel.
typealias Samples = InlineArray<128, Int32>

/// The preamp's output stage and the sound card: gain, dead wires, limits, whole numbers.
struct Converter {
    /// What the turntable itself never exceeds: -1.1 dBFS.
    private static let ceiling: Float = 0.88

    let channels: Int
    private let gain: StereoFrame
    private let offset: StereoFrame
    private let fullScale: Float

    init(options: TurntableOptions, channels: Int, bitsPerSample: Int) {
        self.channels = channels
        let level = Float(amplitude(decibels: options.level)) * Self.ceiling
        gain = StereoFrame(options.dead == .left ? 0 : level, options.dead == .right ? 0 : level)
        offset = StereoFrame(repeating: Float(options.offset))
        fullScale = Float(1 << (bitsPerSample - 1))
    }

    func convert(_ mix: borrowing MutableSpan<StereoFrame>, into samples: inout Samples) {
        for index in mix.indices {
            let frame = soft(mix[index]) * gain + offset
            if channels == 1 {
                samples[index] = whole((frame.x + frame.y) / 2)
            } else {
                samples[2 * index] = whole(frame.x)
                samples[2 * index + 1] = whole(frame.y)
            }
        }
    }

    /// Straight when quiet, bent like a tube when loud, never beyond -1...1.
    @inline(__always)
    private func soft(_ frame: StereoFrame) -> StereoFrame {
        let bounded = (frame * (1 / Self.ceiling)).clamped(
            lowerBound: StereoFrame(repeating: -3), upperBound: StereoFrame(repeating: 3))
        let square = bounded * bounded
        return bounded * (27 + square) / (27 + 9 * square)
    }

    private func whole(_ value: Float) -> Int32 {
        let sample = value * fullScale
        let rounded = sample < 0 ? sample - 0.5 : sample + 0.5
        return Int32(min(max(rounded, -fullScale), fullScale - 1))
    }
}

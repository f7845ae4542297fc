import CEBUR128

/// What EBU R 128 says of a piece of sound.
package struct Loudness: Equatable, Sendable {
    /// Integrated, in LUFS; nil where there was nothing to be heard.
    package let integrated: Double?
    /// In LU.
    package let range: Double
    /// The highest, between samples too, as a fraction of full scale.
    package let truePeak: Double

    /// What ReplayGain 2.0 asks a player to add.
    package var replayGainDecibels: Double? { integrated.map { -18 - $0 } }

    package init(integrated: Double?, range: Double, truePeak: Double) {
        self.integrated = integrated
        self.range = range
        self.truePeak = truePeak
    }
}

/// Measures sound block by block, in constant memory.
package final class LoudnessMeter {
    private var state: UnsafeMutablePointer<ebur128_state>?
    private let channels: Int
    private let shift: Int32
    private var scaled: [Int32] = []

    /// Nil for what the library cannot take: a rate beyond its limits.
    package init?(framesPerSecond: Int, channels: Int, bitsPerSample: Int) {
        guard let state = ebur128_init(UInt32(channels), UInt(framesPerSecond), loudness_mode) else {
            return nil
        }
        self.state = state
        self.channels = channels
        shift = Int32(32 - bitsPerSample)
    }

    deinit { ebur128_destroy(&state) }

    /// Interleaved samples.
    package func add(_ samples: [Int32], frames: Int) {
        let count = frames * channels
        if scaled.count < count { scaled = [Int32](repeating: 0, count: count) }
        for index in 0..<count { scaled[index] = samples[index] << shift }
        _ = ebur128_add_frames_int(state, scaled, frames)
    }

    package var loudness: Loudness {
        var integrated = -Double.infinity
        var range = 0.0
        _ = ebur128_loudness_global(state, &integrated)
        if loudness_is_fine(ebur128_loudness_range(state, &range)) == 0 { range = 0 }
        return Loudness(
            integrated: integrated.isFinite ? integrated : nil, range: range.isFinite ? range : 0,
            truePeak: (0..<channels).map(peak).max() ?? 0)
    }

    private func peak(ofChannel channel: Int) -> Double {
        var peak = 0.0
        let code = ebur128_true_peak(state, UInt32(channel), &peak)
        return loudness_is_fine(code) == 0 ? 0 : peak
    }
}

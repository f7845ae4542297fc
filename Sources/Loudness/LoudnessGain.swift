private import Glibc

/// How much louder something has to be, without a peak closer to full scale than one decibel.
package struct LoudnessGain: Equatable, Sendable {
    package let factor: Double

    private static let highestPeak = 0.891_250_938

    /// `target` in LUFS. Silence stays what it is.
    package init(_ loudness: Loudness, target: Int) {
        guard let integrated = loudness.integrated, loudness.truePeak > 0 else {
            factor = 1
            return
        }
        let wanted = pow(10, (Double(target) - integrated) / 20)
        factor = min(wanted, Self.highestPeak / loudness.truePeak)
    }

    package func apply(to samples: [Int32], count: Int) -> [Int32] {
        var louder = samples
        for index in 0..<count { louder[index] = Int32((Double(samples[index]) * factor).rounded()) }
        return louder
    }
}

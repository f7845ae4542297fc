import Glibc

/// The same numbers for the same seed, everywhere.
struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt32 { UInt32(truncatingIfNeeded: bits() >> 32) }

    private mutating func bits() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    /// From 0 to 1.
    mutating func unit() -> Float { Float(next() >> 8) / 16_777_216 }

    mutating func between(_ low: Float, _ high: Float) -> Float { low + (high - low) * unit() }

    /// Nearly normal, with a deviation of 1.
    mutating func noise() -> Float {
        let bits = bits()
        let low = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF)
        let high = (bits >> 32 & 0xFFFF) + (bits >> 48)
        return (Float(Int(low + high)) - 131_070) / 37_837
    }
}

/// Left and right, full scale being 1.
typealias Pair = SIMD2<Float>

func amplitude(_ decibels: Float) -> Float { pow(10, decibels / 20) }

/// Noise with more bass than treble; left and right are not alike.
struct ColouredNoise {
    private var dice: Dice
    private var low = Pair()
    private let colour: Float

    /// `colour` 0 is white, 1 has no treble to speak of.
    init(seed: UInt64, colour: Float) {
        dice = Dice(seed: seed)
        self.colour = colour
    }

    mutating func next() -> Pair {
        let white = Pair(dice.noise(), dice.noise())
        low += 0.08 * (white - low)
        return (1 - colour) * white + colour * 5 * low
    }
}

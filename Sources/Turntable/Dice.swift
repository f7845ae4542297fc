/// Numbers that are the same for the same seed, today and on every machine (SplitMix64).
struct Dice {
    private var state: UInt64

    /// Every list of numbers has dice of its own, so that nothing depends on the order of asking.
    init(_ seed: UInt64, list: Int, number: Int = 0) {
        state = seed
        state = roll() ^ UInt64(truncatingIfNeeded: list)
        state = roll() ^ UInt64(truncatingIfNeeded: number)
    }

    @inline(__always)
    mutating func roll() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// Four independent numbers in -1..<1; asked for in every frame.
    @inline(__always)
    mutating func noise() -> SIMD4<Float> {
        let bits = roll()
        let whole = SIMD4<Int32>(
            Int32(truncatingIfNeeded: bits) >> 16, Int32(truncatingIfNeeded: bits << 16) >> 16,
            Int32(truncatingIfNeeded: bits >> 32) >> 16, Int32(truncatingIfNeeded: bits >> 16) >> 16)
        return SIMD4<Float>(whole) * (1 / 32_768)
    }

    mutating func number(in range: ClosedRange<Double>) -> Double {
        let share = Double(roll() >> 11) / Double(1 << 53)
        return range.lowerBound + (range.upperBound - range.lowerBound) * share
    }

    mutating func whole(below limit: Int) -> Int { Int(roll() >> 33) % limit }

    mutating func falls(withChance chance: Double) -> Bool { number(in: 0...1) < chance }
}

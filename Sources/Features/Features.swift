import Glibc

/// What stage A heard in a row of ticks. Column by column, because a day has 864,000 ticks.
package struct Features: Equatable, Sendable {
    package static let bandCount = 11

    /// Band edges in hertz; band b lies between edge b and edge b + 1. A rate that is too low for the usual ones has
    /// as many bands below what it can carry, each as wide as the one before times the same.
    static func edges(framesPerSecond: Int) -> [Int] {
        let highest = framesPerSecond * 9 / 20
        if highest >= usualEdges[bandCount] { return usualEdges }
        let step = pow(Double(highest) / Double(usualEdges[0]), 1 / Double(bandCount))
        return (0...bandCount).map { Int((Double(usualEdges[0]) * pow(step, Double($0))).rounded()) }
    }

    private static let usualEdges = [
        250, 400, 600, 850, 1_200, 1_700, 2_400, 3_400, 4_800, 6_800, 9_600, 13_500,
    ]

    /// Band levels in hundredths of a decibel of full scale; the lanes beyond the bands are zero.
    package private(set) var levels: [SIMD16<Int16>] = []
    package private(set) var extras: [Extras] = []

    package var count: Int { extras.count }

    package init() {}

    /// What is known of one tick beside its bands.
    package struct Extras: Hashable, Sendable {
        /// Pieces of the tick, of eight, that were far louder than its quiet ones: clicks.
        package var clicks: UInt8 = 0
        /// Five milliseconds or more stood still in every channel: a dropout, or a device that is off.
        package var isDead = false
        /// Largest sample, in half decibels above -127.5 dBFS.
        package var peak: UInt8 = 0
        /// Level between 5 and 35 Hz, where thumps and rumble are, in half decibels above -127.5 dBFS.
        package var rumble: UInt8 = 0
        /// The mean of the channel that is furthest off zero, in 1/1024 of full scale.
        package var offset: Int8 = 0
        /// Samples at the end of the scale, all channels together.
        package var clipped: UInt16 = 0

        package init() {}
    }

    package mutating func reserve(_ ticks: Int) {
        levels.reserveCapacity(levels.count + ticks)
        extras.reserveCapacity(extras.count + ticks)
    }

    /// Adds one tick.
    package mutating func append(_ bands: SIMD16<Int16>, _ extra: Extras) {
        levels.append(bands)
        extras.append(extra)
    }

    /// Adds ticks of other features, which may be a part only.
    package mutating func append(_ other: Features, ticks: Range<Int>) {
        levels += other.levels[ticks]
        extras += other.extras[ticks]
    }

    /// Adds ticks of nothing at all, `levels` being what stands in for them.
    package mutating func append(repeating bands: SIMD16<Int16>, ticks: Int) {
        reserve(ticks)
        for _ in 0..<ticks { append(bands, Extras()) }
    }
}

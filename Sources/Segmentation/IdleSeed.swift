import Features

/// A stretch in which the preamp alone was heard: nothing else is both stationary and free of clicks.
struct IdleSeed: Equatable {
    static let window = 6 * Ticks.second
    private static let margin = Ticks.second / 2
    /// Hundredths of a decibel.
    private static let largestDeviation = 50
    /// Groove noise swings by more than this with each revolution, however clean it is.
    private static let preampDeviation = 32
    private static let sameDecibels = 0.7

    let ticks: Range<Int>
    let floor: Floor
    /// The device gave digital silence: it was off, and says nothing about the preamp.
    var isOff = false
    /// So steady that no groove could be.
    var isPreamp = false

    /// Whether the six seconds around each tick are idle: level, without a click, without many dropouts.
    static func isIdle(_ sound: Sound, _ ticks: Range<Int>) -> [Bool] {
        let limit = window * largestDeviation * Bands.count
        var idle = spread(sound, ticks).map { $0 < limit * limit }
        let extras = sound.features.extras
        slide(over: ticks, width: window) { tick in
            if extras[tick].clicks > 0 || sound.isAbsent[tick] { return 100 }
            return sound.isHeld[tick] ? 1 : 0
        } _: { tick, disturbance in
            if disturbance > 2 { idle[tick - ticks.lowerBound] = false }
        }
        return idle
    }

    static func all(_ sound: Sound, _ ticks: Range<Int>, with histogram: inout Histogram) -> [IdleSeed] {
        let idle = isIdle(sound, ticks)
        var seeds: [IdleSeed] = []
        for run in ticks.runs(where: { idle[$0 - ticks.lowerBound] }) {
            let grown = run.reaching(window / 2 - margin, within: ticks)
            guard grown.count >= window else { continue }
            var seed = IdleSeed(ticks: grown, floor: sound.floor(grown, quantile: 0.5, with: &histogram))
            seed.isOff = 2 * grown.count { sound.features.extras[$0].isDead } > grown.count
            let limit = window * preampDeviation * Bands.count
            let spread = spread(sound, grown).sorted()
            seed.isPreamp = spread[spread.count / 2] < limit * limit
            seeds.append(seed)
        }
        return seeds
    }

    private static func spread(_ sound: Sound, _ ticks: Range<Int>) -> [Int] {
        variances(over: ticks, width: window) { Int(sound.loudness[$0]) }
    }

    /// A seed well above one before it and one after it is a smooth groove or a held note, not the preamp;
    /// unless it is as steady as a preamp and comes back: then the lower ones are the preamp switched off.
    static func credible(_ seeds: [IdleSeed]) -> [IdleSeed] {
        seeds.enumerated().filter { index, seed in
            guard seeds[..<index].contains(where: { $0.isBelow(seed) }),
                seeds[(index + 1)...].contains(where: { $0.isBelow(seed) })
            else { return true }
            return seed.isPreamp && seeds.contains { $0 != seed && $0.isLike(seed) }
        }.map(\.element)
    }

    func isBelow(_ other: IdleSeed) -> Bool { !isOff && floor.decibels < other.floor.decibels - 2 }

    private func isLike(_ other: IdleSeed) -> Bool {
        isPreamp && floor.distance(to: other.floor) < Self.sameDecibels
    }
}

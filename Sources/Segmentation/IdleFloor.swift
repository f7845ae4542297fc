/// The floor `U` of the preamp with the needle up, at every tick: known where the sound is both stationary and
/// free of clicks, and read between such seeds.
struct IdleFloor {
    /// From the first tick to the last the floor goes evenly from one level to another.
    struct Slope {
        let ticks: Range<Int>
        let from: Levels
        let to: Levels

        @inline(__always)
        subscript(tick: Int) -> Levels {
            guard ticks.count > 1, from != to else { return from }
            let share = Int32(1_024 * (tick - ticks.lowerBound) / (ticks.count - 1))
            let rise = Bands(truncatingIfNeeded: to &- from) &* share &+ 512
            return from &+ Levels(truncatingIfNeeded: rise &>> 10)
        }
    }

    let seeds: [IdleSeed]
    /// Whether any seed was found, here or earlier.
    let isKnown: Bool
    let slopes: [Slope]

    static let window = IdleSeed.window

    /// The last seed is well above an earlier one. Either a hand was on the gain or it is a smooth groove;
    /// only what comes later will tell.
    var isInDoubt: Bool {
        guard let last = seeds.last(where: { !$0.isOff }) else { return false }
        return seeds.contains { $0.isBelow(last) }
    }

    /// The last floor that what comes later will not deny.
    var lastCertainFloor: Floor? {
        seeds.last { seed in !seed.isOff && !seeds.contains { $0.isBelow(seed) } }?.floor
    }

    /// Two seeds that differ by more were not joined by a drift, but by a hand on the gain.
    private static let largestDriftDecibels = 3.0

    init(_ sound: Sound, _ ticks: Range<Int>, carried: Floor?, with histogram: inout Histogram) {
        var seeds = IdleSeed.credible(IdleSeed.all(sound, ticks, with: &histogram))
        self.seeds = seeds
        if let carried, seeds.first.map({ $0.ticks.lowerBound > ticks.lowerBound + Self.window }) ?? true {
            let start = ticks.lowerBound..<ticks.lowerBound
            seeds.insert(IdleSeed(ticks: start, floor: carried), at: 0)
        }
        isKnown = !seeds.isEmpty
        if seeds.isEmpty {
            let present = ticks.filter { !sound.isAbsent[$0] }
            let guess = sound.floor(present, quantile: 0.005, with: &histogram)
            seeds = [IdleSeed(ticks: ticks, floor: guess)]
        }
        slopes = Self.slopes(seeds, ticks)
    }

    private static func slopes(_ seeds: [IdleSeed], _ ticks: Range<Int>) -> [Slope] {
        var slopes: [Slope] = []
        var reached = ticks.lowerBound
        func reach(_ end: Int, _ from: Floor, _ to: Floor) {
            guard end > reached else { return }
            slopes.append(Slope(ticks: reached..<end, from: from.lanes, to: to.lanes))
            reached = end
        }
        for (index, seed) in seeds.enumerated() {
            reach(seed.ticks.upperBound, seed.floor, seed.floor)
            guard index + 1 < seeds.count else { break }
            let next = seeds[index + 1]
            if seed.floor.distance(to: next.floor) < largestDriftDecibels {
                reach(next.ticks.lowerBound, seed.floor, next.floor)
            } else {
                reach((seed.ticks.upperBound + next.ticks.lowerBound) / 2, seed.floor, seed.floor)
                reach(next.ticks.lowerBound, next.floor, next.floor)
            }
        }
        if let last = seeds.last { reach(ticks.upperBound, last.floor, last.floor) }
        return slopes
    }
}

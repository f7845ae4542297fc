/// Where on a side there is music: the four bands that rise most above the groove, because quiet music lives
/// in few bands. All values are hundredths of a decibel, times the number of values summed.
struct Music {
    private static let leastOff = 220.0
    private static let greatestOff = 500.0
    private static let aboveSpread = 70.0
    private static let onAboveOff = 180.0
    private static let longWidth = 15

    /// Rise of the four most excited bands over the groove, smoothed over three ticks; by place in the side.
    let excess: [Int32]
    /// The same, of levels averaged over 1.5 s.
    let longExcess: [Int32]
    let on: Int32
    let off: Int32
    /// Music, tick by tick, not yet joined.
    private(set) var isMusic: [Bool]

    init(_ sound: Sound, side: Range<Int>, over groove: Groove) {
        let floor = groove.floor.lanes
        let excess = Self.excess(sound, side, floor)
        let longExcess = Self.longExcess(sound, side, floor)
        let off = Self.off(groove)
        let on = off + 4 * Self.onAboveOff
        self.excess = excess
        self.longExcess = longExcess
        self.off = Int32(off.rounded(.down))
        self.on = Int32(on.rounded(.down))
        let longOn = Int32((0.75 * on * Double(Self.longWidth)).rounded(.down))
        let longOff = Int32((off - 4 * 50).rounded(.down))
        isMusic = excess.indices.map { longExcess[$0] > longOn && excess[$0] > longOff }
        for run in excess.indices.runs(where: { [off = self.off] in excess[$0] > off })
        where run.contains(where: { [on = self.on] in excess[$0] > on }) {
            for place in run { isMusic[place] = true }
        }
        for run in WornGroove(sound, side: side, floor: floor).runs {
            for place in run { isMusic[place] = false }
        }
    }

    /// The needle's own thump is not music.
    mutating func dropThump() {
        for place in 0..<min(3, isMusic.count) { isMusic[place] = false }
    }

    private static func excess(_ sound: Sound, _ side: Range<Int>, _ floor: Levels) -> [Int32] {
        let last = side.upperBound - 1
        return side.map { tick in
            if tick > side.lowerBound && tick < last { return excess(sound, tick, over: floor) }
            // Beyond the ends there is full scale, which leaves the larger of two.
            let inside = sound.levels[tick == last ? tick - 1 : tick + 1]
            return SortedBands(lanesMedian(Levels(), sound.levels[tick], inside) &- floor).sumOfFourLargest
        }
    }

    @inline(__always)
    static func excess(_ sound: Sound, _ tick: Int, over floor: Levels) -> Int32 {
        SortedBands(lanesMedian(sound.levels[tick - 1], sound.levels[tick], sound.levels[tick + 1]) &- floor)
            .sumOfFourLargest
    }

    private static func longExcess(_ sound: Sound, _ side: Range<Int>, _ floor: Levels) -> [Int32] {
        var long: [Int32] = []
        long.reserveCapacity(side.count)
        slide(
            over: side, width: longWidth, { Bands(truncatingIfNeeded: sound.levels[$0] &- floor) },
            { long.append(SortedBands($1).sumOfFourLargest) })
        return long
    }

    private static func off(_ groove: Groove) -> Double {
        4 * min(max(leastOff, groove.spread + aboveSpread), greatestOff)
    }
}

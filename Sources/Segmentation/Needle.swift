/// Where the needle is down: broadband noise above the idle floor in most bands. The median over the bands
/// does not care for hum, which is in the low ones, or for a whine, which is in one.
struct Needle {
    /// Hundredths of a decibel over the idle floor.
    private static let on: Int32 = 220
    private static let off: Int32 = 130
    static let joined = 12
    private static let shortest = 10 * Ticks.second

    let sides: Runs

    init(_ sound: Sound, _ ticks: Range<Int>, over idle: IdleFloor) {
        let height = Self.height(sound, over: idle)
        let smooth = Self.medianOfFive(height)
        let base = ticks.lowerBound
        let above = ticks.runs { smooth[$0 - base] > Self.off && !sound.isAbsent[$0] }
            .filter { run in run.contains { smooth[$0 - base] > Self.on } }
        var sides: Runs = []
        for run in above {
            if let last = sides.last, run.lowerBound - last.upperBound < Self.joined,
                !(last.upperBound..<run.lowerBound).contains(where: { sound.isAbsent[$0] })
            {
                sides[sides.count - 1] = last.lowerBound..<run.upperBound
            } else {
                sides.append(run)
            }
        }
        self.sides = sides.filter { $0.count >= Self.shortest }
    }

    /// Median over the bands of the level above the idle floor.
    private static func height(_ sound: Sound, over idle: IdleFloor) -> [Int32] {
        var height: [Int32] = []
        height.reserveCapacity(sound.count)
        for slope in idle.slopes {
            for tick in slope.ticks {
                height.append(SortedBands(sound.levels[tick] &- slope[tick]).median)
            }
        }
        return height
    }

    /// Beyond the ends there is nothing, which is zero.
    private static func medianOfFive(_ values: [Int32]) -> [Int32] {
        values.indices.map { index in
            var sorted = InlineArray<5, Int32>(repeating: 0)
            for offset in 0..<5 {
                let place = index + offset - 2
                let value = values.indices.contains(place) ? values[place] : 0
                var slot = offset
                while slot > 0, sorted[slot - 1] > value {
                    sorted[slot] = sorted[slot - 1]
                    slot -= 1
                }
                sorted[slot] = value
            }
            return sorted[2]
        }
    }
}

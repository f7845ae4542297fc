/// Groove noise that is louder here than in the quietest revolution. Louder noise of the same shape is still
/// noise: all bands rise alike and stay put for a second. Without this a worn last track never ends.
struct WornGroove {
    private static let width = 10
    private static let largestDeviation = 70
    private static let largestShape: Int32 = 70
    private static let heights: ClosedRange<Int32> = -299...699
    private static let shortest = 2
    private static let grown = 4

    /// By place in the side.
    let runs: Runs

    init(_ sound: Sound, side: Range<Int>, floor: Levels) {
        let steady = Self.steady(sound, side)
        var isWorn: [Bool] = []
        isWorn.reserveCapacity(side.count)
        slide(over: side, width: Self.width, { Bands(truncatingIfNeeded: sound.levels[$0] &- floor) }) {
            tick, sum in
            guard steady[tick - side.lowerBound] else { return isWorn.append(false) }
            let sorted = SortedBands(sum)
            let height = sorted.median / Int32(Self.width)
            let shape = (sorted.sumOfFourLargest / 4 - sorted.median) / Int32(Self.width)
            isWorn.append(shape < Self.largestShape && Self.heights.contains(height))
        }
        runs = (0..<side.count).runs { isWorn[$0] }.filter { $0.count >= Self.shortest }
            .map { $0.reaching(Self.grown, within: 0..<side.count) }
    }

    private static func steady(_ sound: Sound, _ side: Range<Int>) -> [Bool] {
        let loudness = sound.loudness
        let last = side.upperBound - 1
        let smooth = side.map { tick in
            median(
                tick > side.lowerBound ? loudness[tick - 1] : 0, loudness[tick],
                tick < last ? loudness[tick + 1] : 0)
        }
        let limit = width * largestDeviation * Bands.count
        return variances(over: 0..<side.count, width: width) { Int(smooth[$0]) }.map { $0 < limit * limit }
    }
}

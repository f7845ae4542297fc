/// The floor `G` of one side: what its quietest revolutions sound like, in the run-in, the gaps or the run-out.
struct Groove {
    /// One revolution at 33 1/3.
    static let revolution = 18
    private static let shavedStart = 8
    private static let shavedEnd = 5
    private static let nearQuietest = 100

    let floor: Floor
    /// What four fifths of the groove's own noise reach over the floor, in hundredths of a decibel.
    let spread: Double
    /// The ticks of the quietest revolutions.
    let quiet: [Int]

    /// Nil where the side is too short to have one.
    init?(_ sound: Sound, side: Range<Int>, with histogram: inout Histogram) {
        let start = side.lowerBound + Self.shavedStart
        let end = max(start + 1, side.upperBound - Self.shavedEnd)
        guard end - start >= 3 * Self.revolution else { return nil }
        quiet = Self.quiet(sound, start..<end)
        floor = sound.floor(quiet, quantile: 0.5, with: &histogram)
        let bands = floor.lanes
        histogram.clear()
        for tick in quiet { histogram.add(Int16(clamping: Music.excess(sound, tick, over: bands))) }
        spread = (histogram.quantile(0.8) ?? 600) / 4
    }

    /// A floor heard elsewhere on the same record.
    init(_ carried: GrooveFloor) {
        floor = carried.floor
        spread = carried.spread
        quiet = []
    }

    var carried: GrooveFloor { GrooveFloor(floor: floor, spread: spread) }

    private static func quiet(_ sound: Sound, _ ticks: Range<Int>) -> [Int] {
        var sums: [Int] = []
        slide(over: ticks, width: revolution, { Int(sound.loudness[$0]) }, { sums.append($1) })
        let inside = sums[(revolution / 2)..<(sums.count - revolution / 2)]
        let limit = (inside.min() ?? 0) + nearQuietest * revolution * Bands.count
        var quiet: [Int] = []
        for (window, sum) in inside.enumerated() where sum <= limit {
            let first = ticks.lowerBound + window
            quiet.append(contentsOf: max(first, (quiet.last ?? first - 1) + 1)..<first + revolution)
        }
        return quiet
    }
}

/// A groove that a side may go on in.
package struct GrooveFloor: Hashable, Sendable, Codable {
    package let floor: Floor
    package let spread: Double

    package init(floor: Floor, spread: Double) {
        self.floor = floor
        self.spread = spread
    }
}

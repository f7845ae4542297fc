import Features

/// Features made ready for decisions: dropouts bridged, absent ticks marked, loudness summed.
struct Sound {
    static let longestHold = Ticks.second

    let features: Features
    /// No sound is known here: no music, no needle, no idle.
    let absences: Runs
    /// The sum over the bands, in hundredths of a decibel.
    let loudness: [Int32]
    /// Dropouts that were bridged with the tick before them.
    private(set) var isHeld: [Bool]
    private(set) var isAbsent: [Bool]
    /// The levels of each tick.
    let levels: [Levels]

    init(_ line: TimeLine) {
        features = line.features
        absences = line.absences
        isAbsent = Array(repeating: false, count: features.count)
        isHeld = isAbsent
        for absence in absences {
            for tick in absence { isAbsent[tick] = true }
        }
        let extras = features.extras
        let dropouts = (0..<features.count).runs { extras[$0].isDead }.filter { $0.count <= Self.longestHold }
        for dropout in dropouts {
            for tick in dropout { isHeld[tick] = true }
        }
        levels = Self.bridged(features.levels, dropouts)
        loudness = Self.loudness(levels)
    }

    var count: Int { features.count }

    /// The quantile of each band over these ticks.
    func floor(_ ticks: some Sequence<Int>, quantile: Double, with histogram: inout Histogram) -> Floor {
        let ticks = Array(ticks)
        return Floor(
            levels: (0..<Bands.count).map { band in
                histogram.clear()
                for tick in ticks { histogram.add(levels[tick][band]) }
                return Int16((histogram.quantile(quantile) ?? 0).rounded())
            })
    }

    private static func bridged(_ levels: [Levels], _ dropouts: Runs) -> [Levels] {
        var levels = levels
        for dropout in dropouts where dropout.lowerBound > 0 {
            for tick in dropout { levels[tick] = levels[dropout.lowerBound - 1] }
        }
        return levels
    }

    private static func loudness(_ levels: [Levels]) -> [Int32] {
        levels.map { Bands(truncatingIfNeeded: $0).wrappedSum() }
    }
}

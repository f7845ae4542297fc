import Features

/// A noise floor, band by band, in hundredths of a decibel of full scale.
package struct Floor: Hashable, Sendable, Codable {
    package let levels: [Int16]

    package init(levels: [Int16]) { self.levels = levels }

    /// The mean over the bands.
    package var decibels: Double { Double(levels.reduce(0) { $0 + Int($1) }) / Double(levels.count) / 100 }

    var lanes: Levels {
        var lanes = Levels()
        for (band, level) in levels.prefix(Levels.count).enumerated() { lanes[band] = level }
        return lanes
    }

    /// Mean distance in decibels, over the bands.
    func distance(to other: Floor) -> Double {
        let sum = zip(levels, other.levels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        return Double(sum) / Double(levels.count) / 100
    }
}

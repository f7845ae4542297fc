/// Stretches of ticks.
typealias Runs = [Range<Int>]

extension Range<Int> {
    /// The stretches of these ticks where something holds.
    @inline(__always)
    func runs(where holds: (Int) -> Bool) -> Runs {
        var runs: Runs = []
        var start: Int?
        for tick in self {
            if holds(tick) {
                if start == nil { start = tick }
            } else if let first = start {
                runs.append(first..<tick)
                start = nil
            }
        }
        if let start { runs.append(start..<upperBound) }
        return runs
    }

    func reaching(_ ticks: Int, within outer: Range<Int>) -> Range<Int> {
        Swift.max(outer.lowerBound, lowerBound - ticks)..<Swift.min(outer.upperBound, upperBound + ticks)
    }
}

extension Runs {
    /// Runs less than `ticks` apart become one.
    func joined(closerThan ticks: Int) -> Runs {
        var joined: Runs = []
        for run in self {
            if let last = joined.last, run.lowerBound - last.upperBound < ticks {
                joined[joined.count - 1] = last.lowerBound..<run.upperBound
            } else {
                joined.append(run)
            }
        }
        return joined
    }

    /// What lies between the runs.
    var between: Runs {
        zip(self, dropFirst()).map { $0.upperBound..<$1.lowerBound }
    }
}

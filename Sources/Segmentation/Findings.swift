/// A period of listening, from the first music to the last.
package struct Session: Hashable, Sendable {
    package let extent: Extent
    package let sides: [Side]
}

/// Needle down to needle up.
package struct Side: Hashable, Sendable {
    package let extent: Extent
    /// The needle was not seen to lift: the side, or what is known of it, goes on.
    package let isOpen: Bool
    package let tracks: [Track]
    /// Every place where a track may end, taken or not, in order.
    package let gaps: [Gap]
    package let idleFloor: Floor
    package let grooveFloor: Floor
    package let musicDecibels: Double
    package let clippedSamples: Int
    /// From 0 to 1: how far music, groove and idle stand apart, and whether idle was heard at all.
    package let confidence: Double
}

package struct Track: Hashable, Sendable {
    package let extent: Extent

    package init(extent: Extent) { self.extent = extent }
}

package struct Gap: Hashable, Sendable {
    package let extent: Extent
    /// How far the music falls, in decibels.
    package let depthDecibels: Double
    /// Ends a track as found; a candidate otherwise.
    package let isTaken: Bool
}

extension Side {
    /// The side as `count` tracks: its best `count` - 1 gaps, none nearer to another than a track may be short.
    /// Fewer come back where the side has not so many gaps.
    package func tracks(count: Int, trackMinimumSeconds: Int) -> [Track] {
        guard let first = tracks.first, let last = tracks.last, count > 0 else { return tracks }
        let whole = first.extent.ticks.lowerBound..<last.extent.ticks.upperBound
        var taken: [Gap] = []
        for shortest in [trackMinimumSeconds, trackMinimumSeconds / 2, 5] {
            for gap in gaps.sorted(by: { $0.weight > $1.weight })
            where taken.count < count - 1 && !taken.contains(gap) {
                if gap.leaves(shortest * Ticks.second, in: whole, beside: taken) { taken.append(gap) }
            }
        }
        let ordered = taken.sorted { $0.extent.ticks.lowerBound < $1.extent.ticks.lowerBound }
        let starts = [first.extent.start] + ordered.map(\.extent.end)
        let ends = ordered.map(\.extent.start) + [last.extent.end]
        let from = [whole.lowerBound] + ordered.map(\.extent.ticks.upperBound)
        let to = ordered.map(\.extent.ticks.lowerBound) + [whole.upperBound]
        return starts.indices.map { index in
            Track(extent: Extent(start: starts[index], end: ends[index], ticks: from[index]..<to[index]))
        }
    }
}

extension Gap {
    fileprivate var weight: Double {
        GapFound(ticks: extent.ticks, depth: depthDecibels).weight * (isTaken ? 2 : 1)
    }

    fileprivate func leaves(_ shortest: Int, in whole: Range<Int>, beside others: [Gap]) -> Bool {
        let starts = [whole.lowerBound] + others.map(\.extent.ticks.upperBound)
        let ends = [whole.upperBound] + others.map(\.extent.ticks.lowerBound)
        let before = starts.filter { $0 <= extent.ticks.lowerBound }.max() ?? whole.lowerBound
        let after = ends.filter { $0 >= extent.ticks.upperBound }.min() ?? whole.upperBound
        return extent.ticks.lowerBound - before >= shortest && after - extent.ticks.upperBound >= shortest
    }
}

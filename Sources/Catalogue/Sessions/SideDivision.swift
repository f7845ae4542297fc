extension Catalogue.Side {
    /// The side as so many tracks: divided at its best gaps, none of them nearer to another than a track may be
    /// short. It has fewer where there are not so many gaps. Nil: as it was found.
    package func divided(into wanted: Int?) -> Catalogue.Side {
        var side = self
        side.wantedTracks = wanted
        guard let first = tracks.first, let last = tracks.last else { return side }
        let whole = first.extent.ticks.lowerBound..<last.extent.ticks.upperBound
        let chosen =
            wanted.map { bestGaps($0 - 1, in: whole) } ?? gaps.filter { $0.isTaken && $0.lies(in: whole) }
        let ordered = chosen.map(\.extent).sorted { $0.ticks.lowerBound < $1.ticks.lowerBound }
        let starts = [first.extent.start] + ordered.map(\.end)
        let ends = ordered.map(\.start) + [last.extent.end]
        let from = [whole.lowerBound] + ordered.map(\.ticks.upperBound)
        let to = ordered.map(\.ticks.lowerBound) + [whole.upperBound]
        side.tracks = starts.indices.map { index in
            Catalogue.Track(
                extent: Catalogue.Extent(
                    start: starts[index], end: ends[index], ticks: from[index]..<to[index])
            ).titled(like: tracks)
        }
        return side
    }

    /// Tracks shorter than half a minute are rare: they are made only where nothing else is left to choose.
    private static let shortestSeconds = [30, 15, 5]

    private func bestGaps(_ count: Int, in whole: Range<Int>) -> [Catalogue.CandidateGap] {
        let candidates = gaps.filter { $0.lies(in: whole) }.sorted { $0.weight > $1.weight }
        var chosen: [Catalogue.CandidateGap] = []
        for seconds in Self.shortestSeconds {
            for gap in candidates where chosen.count < count && !chosen.contains(gap) {
                if gap.leaves(10 * seconds, in: whole, beside: chosen) { chosen.append(gap) }
            }
        }
        return chosen
    }
}

extension Catalogue.CandidateGap {
    /// A deep, long gap is more likely meant, the more so if it was taken for one. Length beyond some seconds
    /// proves nothing more.
    fileprivate var weight: Double {
        depthDecibels * min(Double(extent.ticks.count), 40).squareRoot() * (isTaken ? 2 : 1)
    }

    fileprivate func lies(in whole: Range<Int>) -> Bool {
        whole.lowerBound < extent.ticks.lowerBound && extent.ticks.upperBound < whole.upperBound
    }

    /// What stays on both sides of it is a track of that length at least.
    fileprivate func leaves(
        _ shortest: Int, in whole: Range<Int>, beside others: [Catalogue.CandidateGap]
    ) -> Bool {
        let starts = [whole.lowerBound] + others.map(\.extent.ticks.upperBound)
        let ends = [whole.upperBound] + others.map(\.extent.ticks.lowerBound)
        let before = starts.filter { $0 <= extent.ticks.lowerBound }.max() ?? whole.lowerBound
        let after = ends.filter { $0 >= extent.ticks.upperBound }.min() ?? whole.upperBound
        return extent.ticks.lowerBound - before >= shortest && after - extent.ticks.upperBound >= shortest
    }
}

/// Music of one side grouped into tracks. Ranges are places in the side.
struct Tracks {
    private static let joined = 4
    private static let shortestRun = 3
    private static let leastGap = 8
    private static let shortestBody = 40
    private static let attachable = 25
    private static let pieceGap = 60
    private static let pauseReach = 30 * Ticks.second
    private static let pauseCount = 3
    private static let leastMusic = 6 * Ticks.second

    /// Stretches of music, however short.
    let runs: Runs
    let tracks: Runs

    init(_ music: Music, trackMinimum: Int) {
        let isMusic = music.isMusic
        let (excess, on) = (music.excess, music.on)
        runs = isMusic.indices.runs { isMusic[$0] }.joined(closerThan: Self.joined)
            .filter { $0.count >= Self.shortestRun && $0.contains { excess[$0] > on } }
        let blocks = runs.joined(closerThan: Self.leastGap)
        var bodies = blocks.filter { $0.count >= Self.shortestBody }
        let notes = blocks.filter { $0.count < Self.shortestBody }
        // A note may hang on to a body only after another did.
        for _ in 0..<4 {
            for note in notes { Self.attach(note, to: &bodies) }
        }
        tracks = Self.merged(Self.withoutPauses(bodies, runs.between), trackMinimum: trackMinimum)
            .filter { $0.count >= Self.leastMusic }
    }

    /// Sparse music rests often. A gap with several like it nearby is a rest, not the end of a track.
    private static func withoutPauses(_ bodies: Runs, _ rests: Runs) -> Runs {
        var joined: Runs = []
        for body in bodies {
            if let last = joined.last, isPause(last.upperBound..<body.lowerBound, among: rests) {
                joined[joined.count - 1] = last.lowerBound..<body.upperBound
            } else {
                joined.append(body)
            }
        }
        return joined
    }

    private static func isPause(_ gap: Range<Int>, among rests: Runs) -> Bool {
        guard gap.count < pieceGap else { return false }
        let near = gap.reaching(pauseReach, within: 0..<Int.max)
        return rests.count { rest in
            near.overlaps(rest) && !gap.overlaps(rest) && 5 * rest.count >= 3 * gap.count
        } >= pauseCount
    }

    /// Sparse notes before or after a body belong to it if they are near and leave a gap on their other side.
    private static func attach(_ note: Range<Int>, to bodies: inout Runs) {
        for (index, body) in bodies.enumerated() {
            let before = index > 0 ? bodies[index - 1].upperBound : .min / 2
            let after = index + 1 < bodies.count ? bodies[index + 1].lowerBound : .max / 2
            let lead = body.lowerBound - note.upperBound
            let trail = note.lowerBound - body.upperBound
            if (0...attachable).contains(lead), note.lowerBound - before >= leastGap,
                lead < max(note.lowerBound - before, 1)
            {
                bodies[index] = note.lowerBound..<body.upperBound
            } else if (0...attachable).contains(trail), after - note.upperBound >= leastGap,
                trail <= after - note.upperBound
            {
                bodies[index] = body.lowerBound..<note.upperBound
            }
        }
    }

    /// A piece shorter than a track joins a neighbour, over the shortest gap first.
    private static func merged(_ bodies: Runs, trackMinimum: Int) -> Runs {
        var merged = bodies
        while let index = shortestGap(merged, trackMinimum: trackMinimum) {
            merged[index] = merged[index].lowerBound..<merged[index + 1].upperBound
            merged.remove(at: index + 1)
        }
        return merged
    }

    /// The body before the shortest gap over which two must join; nil where none must.
    private static func shortestGap(_ bodies: Runs, trackMinimum: Int) -> Int? {
        let gaps = bodies.between
        return gaps.indices.filter { index in
            gaps[index].count < pieceGap && min(bodies[index].count, bodies[index + 1].count) < trackMinimum
        }.min { gaps[$0].count < gaps[$1].count }
    }
}

/// A place where one track may end and the next begin: silence between music, or a dip in it.
struct GapFound: Equatable {
    let ticks: Range<Int>
    /// How far the music falls there, in decibels.
    let depth: Double

    /// A deep, long gap is more likely meant. Length beyond some seconds proves nothing more.
    var weight: Double { depth * min(Double(ticks.count), 40).squareRoot() }

    private static let leastDip = 3.0
    private static let surroundings = 5 * Ticks.second
    private static let longUnit = 4.0 * 15 * 100

    static func all(_ music: Music, _ found: Tracks, from start: Int) -> [GapFound] {
        guard let first = found.tracks.first, let last = found.tracks.last else { return [] }
        let inside = first.lowerBound..<last.upperBound
        let usual = usualExcess(music, inside)
        let taken = found.tracks.between
        let silences = found.runs.between.filter { gap in
            inside.contains(gap.lowerBound) && inside.contains(gap.upperBound)
                && !taken.contains { $0.overlaps(gap) }
        }
        let sure = taken + silences
        let dips = dips(music, inside, below: usual).filter { dip in !sure.contains { $0.overlaps(dip) } }
        return (sure + dips).map { gap in
            let least = Double(gap.map { music.longExcess[$0] }.min() ?? 0) / longUnit
            return GapFound(
                ticks: gap.lowerBound + start..<gap.upperBound + start, depth: max(0, usual - max(least, 0)))
        }.sorted { $0.ticks.lowerBound < $1.ticks.lowerBound }
    }

    private static func usualExcess(_ music: Music, _ inside: Range<Int>) -> Double {
        let sorted = music.longExcess[inside].sorted()
        return Double(sorted[sorted.count / 2]) / longUnit
    }

    /// Local minima of the smoothed music, well below the usual, each as wide as it stays near its minimum.
    private static func dips(_ music: Music, _ inside: Range<Int>, below usual: Double) -> Runs {
        let limit = Int32((usual - leastDip) * longUnit)
        let nearness = Int32(1.5 * longUnit)
        return inside.runs { music.longExcess[$0] < limit }.compactMap { run in
            guard let lowest = run.min(by: { music.longExcess[$0] < music.longExcess[$1] }) else {
                return nil
            }
            let level = music.longExcess[lowest] + nearness
            let around = (lowest..<lowest + 1).reaching(surroundings, within: run)
            let start =
                (around.lowerBound..<lowest).last { music.longExcess[$0] > level } ?? around.lowerBound - 1
            let end = (lowest..<around.upperBound).first { music.longExcess[$0] > level } ?? around.upperBound
            return start + 1..<end
        }
    }
}

/// What was found on one side, in ticks.
struct SideFound {
    let ticks: Range<Int>
    let tracks: Runs
    let gaps: [GapFound]
    let idle: Floor
    let musicDecibels: Double
    let groove: Groove

    /// How far the groove stands above idle.
    var grooveHeight: Double { groove.floor.decibels - idle.decibels }
}

/// Listens to the sides of one stretch of sound.
struct SideListener {
    /// Music this near to a cut goes through it.
    private static let nearCut = 15
    private static let quieterDecibels = 6.0

    let sound: Sound
    let idle: IdleFloor
    let rules: Rules
    var cutStart: Int?
    var cutEnd: Int?
    private var histogram = Histogram()

    init(sound: Sound, idle: IdleFloor, rules: Rules) {
        self.sound = sound
        self.idle = idle
        self.rules = rules
    }

    /// The sides with music. One that was interrupted, not ended, may lie in the groove of its neighbour.
    mutating func sides(_ needle: Runs, carried: GrooveFloor?) -> [SideFound] {
        var grooves = needle.map { Groove(sound, side: $0, with: &histogram) }
        if let carried, let first = needle.first, first.lowerBound == cutStart {
            grooves[0] = quieter(grooves[0], Groove(carried))
        }
        for index in needle.indices.dropFirst() where isInterrupted(needle[index - 1], needle[index]) {
            grooves[index] = quieter(grooves[index], grooves[index - 1])
        }
        for index in needle.indices.dropFirst().reversed()
        where isInterrupted(needle[index - 1], needle[index]) {
            grooves[index - 1] = quieter(grooves[index - 1], grooves[index])
        }
        return zip(needle, grooves).compactMap { ticks, groove in groove.flatMap { side(ticks, in: $0) } }
    }

    /// Nothing but an absence lies between the two.
    private func isInterrupted(_ side: Range<Int>, _ next: Range<Int>) -> Bool {
        let between = side.upperBound..<next.lowerBound
        guard between.count < rules.sessionGap else { return false }
        return between.count { !sound.isAbsent[$0] } < Ticks.second
    }

    /// Another record is hardly that much quieter; music without a groove under it is louder still.
    private func quieter(_ own: Groove?, _ other: Groove?) -> Groove? {
        guard let own, let other else { return own }
        return other.floor.decibels < own.floor.decibels - Self.quieterDecibels ? other : own
    }

    /// Nil where there is no music.
    private func side(_ side: Range<Int>, in groove: Groove) -> SideFound? {
        var music = Music(sound, side: side, over: groove)
        if side.lowerBound != cutStart { music.dropThump() }
        let found = Tracks(music, trackMinimum: rules.trackMinimum)
        guard !found.tracks.isEmpty else { return nil }
        let tracks = found.tracks.map { $0.lowerBound + side.lowerBound..<$0.upperBound + side.lowerBound }
        return SideFound(
            ticks: side, tracks: reachingCuts(tracks),
            gaps: GapFound.all(music, found, from: side.lowerBound),
            idle: Floor(idle, at: side.lowerBound), musicDecibels: musicLevel(tracks), groove: groove)
    }

    private func reachingCuts(_ tracks: Runs) -> Runs {
        var tracks = tracks
        if let cutStart, let first = tracks.first, first.lowerBound - cutStart < Self.nearCut {
            tracks[0] = cutStart..<first.upperBound
        }
        if let cutEnd, let last = tracks.last, cutEnd - last.upperBound < Self.nearCut {
            tracks[tracks.count - 1] = last.lowerBound..<cutEnd
        }
        return tracks
    }

    /// The median loudness of the music, as a mean over the bands.
    private func musicLevel(_ tracks: Runs) -> Double {
        var histogram = Histogram()
        for track in tracks {
            for tick in track { histogram.add(Int16(clamping: Int(sound.loudness[tick]) / Bands.count)) }
        }
        return (histogram.quantile(0.5) ?? 0) / 100
    }
}

/// Stage B: what one stretch of the time line holds. A pure function of the sound; everything in ticks.
struct Decision {
    let sides: [SideFound]
    /// Needle down for ten seconds or more, music or not.
    let needleDown: Runs
    /// Tracks closer together than the session gap; each run begins and ends with music.
    let sessions: Runs
    let idle: IdleFloor

    /// `isCut` says that music may go on beyond the last tick.
    init(_ sound: Sound, _ ticks: Range<Int>, from start: ChapterStart, rules: Rules, isCut: Bool = false) {
        var histogram = Histogram()
        let idle = IdleFloor(sound, ticks, carried: start.idleFloor, with: &histogram)
        let needle = Needle(sound, ticks, over: idle)
        var listener = SideListener(sound: sound, idle: idle, rules: rules)
        listener.cutStart = start.cause == .cut ? ticks.lowerBound : nil
        listener.cutEnd = isCut ? ticks.upperBound : nil
        sides = listener.sides(needle.sides, carried: start.grooveFloor)
        self.idle = idle
        needleDown = needle.sides
        sessions = sides.flatMap(\.tracks).joined(closerThan: rules.sessionGap)
    }

    var lastMusic: Int? { sessions.last?.upperBound }
}

extension Floor {
    /// The idle floor at one tick.
    init(_ idle: IdleFloor, at tick: Int) {
        let bands = idle.slopes.first { $0.ticks.contains(tick) }.map { $0[tick] } ?? Levels()
        self.init(levels: (0..<Levels.count).map { bands[$0] })
    }
}

import Features

/// Tells a decision: sessions with their sides and tracks, and the events, in places of the tape.
struct Teller {
    let line: TimeLine
    let sound: Sound
    let decision: Decision
    let start: ChapterStart
    let rules: Rules
    /// The chapter's last tick, or what is known of it.
    let end: Int
    let isFinal: Bool
    let isCut: Bool

    var sessions: [Session] {
        decision.sessions.map { ticks in
            Session(
                extent: line.extent(ticks),
                sides: decision.sides.filter { $0.tracks.contains { ticks.overlaps($0) } }
                    .map { side($0, in: ticks) })
        }
    }

    private func side(_ side: SideFound, in session: Range<Int>) -> Side {
        let taken = side.tracks.between
        return Side(
            extent: line.extent(side.ticks), isOpen: isOpen(side),
            tracks: side.tracks.filter { session.overlaps($0) }.map { Track(extent: line.extent($0)) },
            gaps: side.gaps.map { gap in
                Gap(
                    extent: line.extent(gap.ticks), depthDecibels: gap.depth,
                    isTaken: taken.contains { $0 == gap.ticks })
            }, idleFloor: side.idle, grooveFloor: side.groove.floor, musicDecibels: side.musicDecibels,
            clippedSamples: side.ticks.reduce(0) { $0 + Int(sound.features.extras[$1].clipped) },
            confidence: confidence(side))
    }

    private func isOpen(_ side: SideFound) -> Bool { side.ticks.upperBound > end - Ticks.second / 2 }

    private func confidence(_ side: SideFound) -> Double {
        let margin = side.musicDecibels - side.groove.floor.decibels
        let clear = min(max(side.grooveHeight / 6, 0.2), 1) * min(max(margin / 12, 0.1), 1)
        return ((decision.idle.isKnown ? 1 : 0.3) * clear * 100).rounded() / 100
    }

    var events: [Event] {
        let events = sessionEvents + sideEvents + silenceEvents + clippingEvents + needleEvents
        return events.sorted { ($0.tick, $0.kind.rawValue) < ($1.tick, $1.kind.rawValue) }
    }

    /// A session is told after half a minute of music, and its end when nothing can follow.
    private var sessionEvents: [Event] {
        decision.sessions.flatMap { session in
            let music = decision.sides.flatMap(\.tracks).filter { session.overlaps($0) }.reduce(0) {
                $0 + $1.count
            }
            var events: [Event] = []
            if isFinal || music >= 30 * Ticks.second {
                events.append(begin(.sessionStarted, session.lowerBound))
            }
            if isFinal { events.append(ended(.sessionEnded, session)) }
            return events
        }
    }

    private var sideEvents: [Event] {
        decision.sides.flatMap { side in
            let isOver = !isOpen(side) && (isFinal || end - side.ticks.upperBound > 2 * Ticks.second)
            return [begin(.sideStarted, side.ticks.lowerBound)]
                + (isOver ? [ended(.sideEnded, side.ticks)] : [])
        }
    }

    private var silenceEvents: [Event] {
        let music = decision.sides.flatMap(\.tracks)
        var events: [Event] = []
        if start.silentSince != nil, let first = music.first {
            events.append(begin(.silenceEnded, first.lowerBound))
        }
        for silence in music.between where silence.count >= rules.silence {
            events.append(begin(.silenceDetected, silence.lowerBound))
            events.append(ended(.silenceEnded, silence))
        }
        if let last = music.last, !isCut, end - last.upperBound >= rules.silence {
            events.append(begin(.silenceDetected, last.upperBound))
        }
        return events
    }

    /// Clipping less than a minute apart is one event, told when no more can belong to it.
    private var clippingEvents: [Event] {
        let extras = sound.features.extras
        let runs = (0..<end).runs { extras[$0].clipped >= 3 }.joined(closerThan: Ticks.minute)
        return runs.filter { isFinal || end - $0.upperBound >= Ticks.minute }.map { run in
            let samples = run.reduce(0) { $0 + Int(extras[$1].clipped) }
            return Event(
                kind: .clippingDetected, place: line.place(run.lowerBound), tick: run.lowerBound,
                value: Double(samples))
        }
    }

    /// The needle is down and there is no music, for long. Told while it goes on, with the length that is too long.
    private var needleEvents: [Event] {
        let music = decision.sides.flatMap(\.tracks)
        return needleDown.flatMap { needle -> [Event] in
            let tracks = music.filter { $0.overlaps(needle) }
            guard !tracks.isEmpty || isNewNeedle(needle) else { return [] }
            let edges =
                [needle.lowerBound..<needle.lowerBound] + tracks + [needle.upperBound..<needle.upperBound]
            return edges.between.compactMap(tooLong).map { tick in
                Event(
                    kind: .recordStillTurning, place: line.place(tick), tick: tick,
                    value: Double(rules.runoutAlert) / Double(Ticks.second))
            }
        }
    }

    /// The tick at which so much of this has been heard that it is too long; what is absent was not heard.
    private func tooLong(_ silence: Range<Int>) -> Int? {
        var left = rules.runoutAlert
        return silence.first { tick in
            if !sound.isAbsent[tick] { left -= 1 }
            return left == 0
        }.map { $0 + 1 }
    }

    /// Where nothing is known it stays where it was.
    private var needleDown: Runs {
        var joined: Runs = []
        for run in decision.needleDown {
            let silent = joined.last.map { last in
                (last.upperBound..<run.lowerBound).count { !sound.isAbsent[$0] }
            }
            if let last = joined.last, let silent, silent < Needle.joined {
                joined[joined.count - 1] = last.lowerBound..<run.upperBound
            } else {
                joined.append(run)
            }
        }
        return joined
    }

    private func isNewNeedle(_ needle: Range<Int>) -> Bool {
        decision.idle.isKnown && !(start.isNeedleDown && needle.lowerBound < Ticks.second)
    }

    private func begin(_ kind: Event.Kind, _ tick: Int) -> Event {
        Event(kind: kind, place: line.place(tick), tick: tick, value: nil)
    }

    /// With the length of what ended, in seconds.
    private func ended(_ kind: Event.Kind, _ ticks: Range<Int>) -> Event {
        Event(
            kind: kind, place: line.place(endOf: ticks.upperBound), tick: ticks.upperBound,
            value: Double(ticks.count) / Double(Ticks.second))
    }
}

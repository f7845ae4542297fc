/// Reads chapters off a time line, one after another. Where they close is a property of the sound: it does not
/// depend on when, or how often, one looks.
package struct ChapterReader {
    private let line: TimeLine
    private let rules: Rules
    private let sound: Sound

    /// The line begins where the chapter does.
    package init(_ line: TimeLine, rules: Rules) {
        self.line = line
        self.rules = rules
        sound = Sound(line)
    }

    /// The chapter that begins with the line.
    package func chapter(from start: ChapterStart) -> Chapter {
        let settled = settlePoint()
        var minute = max(start.nextJudgement, Ticks.wholeMinute(notBefore: closingGap))
        while minute <= min(known, settled ?? known) {
            let decision = Decision(sound, 0..<minute, from: start, rules: rules)
            if let cut = SessionCut(decision, rules: rules) { return cutChapter(start, at: cut) }
            if isOver(decision, at: minute) { return closed(start, decision, at: minute) }
            minute = nextJudgement(decision, after: minute)
        }
        if let settled {
            let decision = Decision(sound, 0..<settled, from: start, rules: rules)
            if let cut = SessionCut(decision, rules: rules) { return cutChapter(start, at: cut) }
            return closed(start, decision, at: settled)
        }
        return open(start.judged(before: minute), Decision(sound, 0..<line.count, from: start, rules: rules))
    }

    private var closingGap: Int { rules.sessionGap + Ticks.minute }

    /// A record has played to its end by then, and an idle floor that is in doubt has been heard or not.
    private var patience: Int { max(2 * closingGap, 45 * Ticks.minute) }

    /// Up to here no later sound can change how a dropout is bridged.
    private var known: Int { line.count - Sound.longestHold }

    private func isOver(_ decision: Decision, at minute: Int) -> Bool {
        let silence = minute - (decision.lastMusic ?? 0)
        guard silence >= (decision.idle.isInDoubt ? patience : closingGap) else { return false }
        // A needle that has just come down may be a side that has not come to its music.
        guard let needle = decision.needleDown.last else { return true }
        return needle.lowerBound < minute - 2 * Ticks.minute || needle.upperBound < minute - Ticks.second
    }

    private func nextJudgement(_ decision: Decision, after minute: Int) -> Int {
        var next = (decision.lastMusic ?? 0) + closingGap
        if let session = decision.sessions.last {
            next = min(next, session.lowerBound + rules.sessionMaximum + Ticks.minute)
        }
        return max(Ticks.wholeMinute(notBefore: next), minute + Ticks.minute)
    }

    /// The first tick at which a session gap of idle has just passed. Nothing shorter than ten seconds can be
    /// a side, so a bump or a door does not hold it up.
    private func settlePoint() -> Int? {
        let idle = IdleSeed.isIdle(sound, 0..<line.count)
        let need = rules.sessionGap + 5 * Ticks.second
        let half = IdleFloor.window / 2
        var start: Int?
        var reached = 0
        for center in stride(from: half, through: known - half, by: 1) where idle[center] {
            if start == nil || center - half - reached >= 10 * Ticks.second { start = center - half }
            reached = center + half
            if let start, reached - start >= need { return reached }
        }
        return nil
    }
}

extension ChapterReader {
    /// A new chapter begins a little before the old one closed, so that it has some idle to begin with.
    private static let overlap = 15 * Ticks.second

    private func closed(_ start: ChapterStart, _ decision: Decision, at end: Int) -> Chapter {
        let next = ChapterStart(
            cause: .silence, place: line.place(max(1, end - Self.overlap)),
            idleFloor: idleFloor(decision, start), grooveFloor: nil,
            silentSince: decision.lastMusic.map { line.place(endOf: $0) } ?? start.silentSince,
            isNeedleDown: isNeedleDown(decision, at: end))
        return chapter(start, decision, end: end, next: next)
    }

    private func cutChapter(_ start: ChapterStart, at cut: SessionCut) -> Chapter {
        let decision = Decision(sound, 0..<cut.tick, from: start, rules: rules, isCut: !cut.isSilent)
        let next = ChapterStart(
            cause: cut.isSilent ? .silence : .cut, place: line.place(cut.tick),
            idleFloor: idleFloor(decision, start),
            grooveFloor: cut.isSilent ? nil : decision.sides.last?.groove.carried,
            silentSince: cut.isSilent ? decision.lastMusic.map { line.place(endOf: $0) } : nil,
            isNeedleDown: isNeedleDown(decision, at: cut.tick))
        return chapter(start, decision, end: cut.tick, next: next)
    }

    private func open(_ start: ChapterStart, _ decision: Decision) -> Chapter {
        chapter(start, decision, end: line.count, next: nil)
    }

    private func chapter(_ start: ChapterStart, _ decision: Decision, end: Int, next: ChapterStart?)
        -> Chapter
    {
        let teller = Teller(
            line: line, sound: sound, decision: decision, start: start, rules: rules, end: end,
            isFinal: next != nil, isCut: next?.cause == .cut)
        return Chapter(start: start, sessions: teller.sessions, events: teller.events, next: next)
    }

    private func idleFloor(_ decision: Decision, _ start: ChapterStart) -> Floor? {
        decision.idle.lastCertainFloor ?? start.idleFloor
    }

    private func isNeedleDown(_ decision: Decision, at end: Int) -> Bool {
        guard let last = decision.needleDown.last?.upperBound else { return false }
        return (min(last, end)..<end).count { !sound.isAbsent[$0] } <= Ticks.second / 2
    }
}

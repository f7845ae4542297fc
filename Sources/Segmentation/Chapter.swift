/// Where a chapter begins, and what it must know of the one before. The catalogue keeps it between two runs.
package struct ChapterStart: Hashable, Sendable, Codable {
    package enum Cause: String, Hashable, Sendable, Codable {
        /// Nothing was heard before.
        case first
        /// A session gap of idle, or no music for longer than that.
        case silence
        /// A session that would not end was cut here; music may go on.
        case cut
    }

    package let cause: Cause
    /// Nil: the first sound there is.
    package let place: Place?
    /// The last idle floor known, where this chapter may not begin with one.
    package let idleFloor: Floor?
    /// The groove of the side that was cut; nil where none was.
    package let grooveFloor: GrooveFloor?
    /// The music that this chapter's first silence follows; nil where there was none or it goes on.
    package let silentSince: Place?
    /// The needle was left down: it is not told again.
    package let isNeedleDown: Bool
    /// Where the chapter is judged next, having been left open so far; 0 before the first time.
    package let nextJudgement: Int

    package init(
        cause: Cause, place: Place?, idleFloor: Floor?, grooveFloor: GrooveFloor?, silentSince: Place?,
        isNeedleDown: Bool, nextJudgement: Int = 0
    ) {
        self.cause = cause
        self.place = place
        self.idleFloor = idleFloor
        self.grooveFloor = grooveFloor
        self.silentSince = silentSince
        self.isNeedleDown = isNeedleDown
        self.nextJudgement = nextJudgement
    }

    func judged(before tick: Int) -> ChapterStart {
        ChapterStart(
            cause: cause, place: place, idleFloor: idleFloor, grooveFloor: grooveFloor,
            silentSince: silentSince,
            isNeedleDown: isNeedleDown, nextJudgement: tick)
    }

    package static let first = ChapterStart(
        cause: .first, place: nil, idleFloor: nil, grooveFloor: nil, silentSince: nil, isNeedleDown: false)
}

/// A stretch of the time line that is decided at once. A closed one is final: no later sound changes it.
package struct Chapter: Hashable, Sendable {
    /// With what has been judged so far, so that the next run need not judge it again.
    package let start: ChapterStart
    package let sessions: [Session]
    package let events: [Event]
    /// Where the next chapter starts; nil while this one is open and what it says provisional.
    package let next: ChapterStart?

    package var isFinal: Bool { next != nil }
}

/// What was really played, in frames from the first one read.
package struct TurntableTruth: Equatable, Sendable {
    /// From the first note of a session to its last.
    package internal(set) var sessions: [Stretch] = []
    package internal(set) var sides: [Side] = []

    package var tracks: [Stretch] { sides.flatMap(\.tracks) }

    /// `end` is the first frame after it. What reaches beyond the frames asked about is cut there, not complete.
    package struct Stretch: Equatable, Sendable {
        package let start: Int
        package internal(set) var end: Int
        package internal(set) var isComplete: Bool
    }

    /// A track starts with its first note and ends where its music sinks below the noise of the groove.
    package struct Side: Equatable, Sendable {
        /// Needle down to needle up.
        package let needle: Stretch
        /// Without those that lie beyond the frames asked about.
        package let tracks: [Stretch]

        /// The groove before the first note.
        package var runIn: Range<Int> { needle.start..<(tracks.first?.start ?? needle.end) }
        /// The groove after the last note; empty while the music goes on.
        package var runOut: Range<Int> { (tracks.last?.end ?? needle.end)..<needle.end }
    }
}

extension TurntableTruth {
    init(_ programme: consuming Programme, until end: Int) {
        var plan = programme.next()
        while plan.down * Grid.framesPerBlock < end {
            add(plan, until: end)
            plan = programme.next()
        }
    }

    private mutating func add(_ plan: SidePlan, until end: Int) {
        let tracks = plan.tracks.map { stretch($0.start, $0.end, end) }.filter { $0.start < end }
        sides.append(Side(needle: stretch(plan.down, plan.up, end), tracks: tracks))
        guard let first = tracks.first, let last = tracks.last else { return }
        if plan.opensSession { sessions.append(first) }
        sessions[sessions.count - 1].end = last.end
        sessions[sessions.count - 1].isComplete =
            plan.closesSession && tracks.count == plan.tracks.count && last.isComplete
    }

    private func stretch(_ start: Int, _ stop: Int, _ end: Int) -> Stretch {
        let frames = Grid.framesPerBlock
        return Stretch(start: start * frames, end: min(stop * frames, end), isComplete: stop * frames <= end)
    }
}

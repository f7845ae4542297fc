package import Features

/// The one time line of a chapter: the tapes one after another, with absent ticks where nothing was heard.
/// It begins with the first tick that is present.
package struct TimeLine: Sendable {
    package struct Tape: Hashable, Sendable {
        package let id: String
        package let framesPerSecond: Int
        /// When frame 0 was, in microseconds since 1970, by the clock that was nearest: a card runs fast or slow by
        /// seconds a day, so each segment of a tape has its own.
        package let startMicroseconds: Int

        package init(id: String, framesPerSecond: Int, startMicroseconds: Int) {
            self.id = id
            self.framesPerSecond = framesPerSecond
            self.startMicroseconds = startMicroseconds
        }

        var grid: TickGrid { TickGrid(framesPerSecond: framesPerSecond) }
    }

    private struct Piece: Sendable {
        var tape: Tape
        let firstTick: Int
        var ticks: Range<Int>

        var endTick: Int { firstTick + ticks.count }
        func tapeTick(_ tick: Int) -> Int { firstTick + tick - ticks.lowerBound }
    }

    private static let microsecondsPerTick = 100_000

    package private(set) var features = Features()
    private var pieces: [Piece] = []
    private let longestAbsence: Int
    private let start: Place?

    /// Ticks before `start` are passed over. An absence longer than any session gap need not be longer still.
    package init(from start: ChapterStart, rules: Rules) {
        self.start = start.place
        longestAbsence = rules.sessionGap + 10 * Ticks.minute
    }

    package var count: Int { features.count }
    package var isEmpty: Bool { pieces.isEmpty }

    /// Makes room, so that hours need not be copied as they grow.
    package mutating func reserve(_ ticks: Int) { features.reserve(ticks) }

    /// Adds the ticks that end in one segment. Segments come in order of tape, then frame. Frames that the
    /// device did not give are absent where there are more than a second of them.
    package mutating func append(_ heard: Features.Decoded, of tape: Tape, missing: [Range<Int>] = []) {
        let grid = tape.grid
        var next = firstWanted(heard, of: tape)
        let end = heard.firstTick + heard.features.count
        for frames in missing.sorted(by: { $0.lowerBound < $1.lowerBound })
        where frames.count > tape.framesPerSecond {
            let lost = grid.tick(ofFrame: frames.lowerBound)..<grid.firstTick(notBefore: frames.upperBound)
            add(heard, of: tape, ticks: next..<max(next, min(end, lost.lowerBound)))
            next = max(next, lost.upperBound)
        }
        add(heard, of: tape, ticks: next..<max(next, end))
    }

    /// Lets time run on after the last tape, to a moment at which nothing more is known.
    package mutating func extend(toMicroseconds moment: Int) {
        guard let last = pieces.last else { return }
        addAbsence(Self.ticksBetween(last.tape, last.endTick, moment))
    }

    private func firstWanted(_ heard: Features.Decoded, of tape: Tape) -> Int {
        var first = heard.firstTick
        if let last = pieces.last, last.tape.id == tape.id { first = max(first, last.endTick) }
        if let start, start.tape == tape.id {
            first = max(first, tape.grid.firstTick(notBefore: start.frame))
        }
        return first
    }

    private mutating func add(_ heard: Features.Decoded, of tape: Tape, ticks: Range<Int>) {
        guard !ticks.isEmpty else { return }
        if let last = pieces.last {
            addAbsence(Self.absence(after: last, before: ticks.lowerBound, of: tape))
        }
        features.append(
            heard.features, ticks: ticks.lowerBound - heard.firstTick..<ticks.upperBound - heard.firstTick)
        let onLine = count - ticks.count..<count
        if let last = pieces.last, last.tape.id == tape.id, last.endTick == ticks.lowerBound,
            last.ticks.upperBound == onLine.lowerBound
        {
            pieces[pieces.count - 1].tape = tape
            pieces[pieces.count - 1].ticks = last.ticks.lowerBound..<onLine.upperBound
        } else {
            pieces.append(Piece(tape: tape, firstTick: ticks.lowerBound, ticks: onLine))
        }
    }

    private mutating func addAbsence(_ ticks: Int) {
        guard ticks > 0, let last = pieces.last else { return }
        let passed = count - last.ticks.upperBound
        features.append(
            repeating: features.levels[count - 1], ticks: max(0, min(ticks, longestAbsence) - passed))
    }

    private static func absence(after last: Piece, before tick: Int, of tape: Tape) -> Int {
        if last.tape.id == tape.id { return tick - last.endTick }
        return ticksBetween(last.tape, last.endTick, tape.startMicroseconds + tick * microsecondsPerTick)
    }

    private static func ticksBetween(_ tape: Tape, _ tick: Int, _ moment: Int) -> Int {
        let end = tape.startMicroseconds + tick * microsecondsPerTick
        return (max(0, moment - end) + microsecondsPerTick / 2) / microsecondsPerTick
    }
}

extension TimeLine {
    package var absences: [Range<Int>] {
        let ends = pieces.map(\.ticks) + [count..<count]
        return Array(ends).between.filter { !$0.isEmpty }
    }

    /// Where a tick begins; an absent one begins where the sound comes back, or where it ended.
    package func place(_ tick: Int) -> Place {
        if let piece = pieces.first(where: { tick < $0.ticks.upperBound }) {
            let tapeTick = piece.tapeTick(max(tick, piece.ticks.lowerBound))
            return Place(tape: piece.tape.id, frame: piece.tape.grid.frame(ofTick: tapeTick))
        }
        return place(endOf: count)
    }

    /// Where the tick before this one ends.
    package func place(endOf tick: Int) -> Place {
        guard let piece = pieces.last(where: { $0.ticks.lowerBound < tick }) ?? pieces.first else {
            return Place(tape: "", frame: 0)
        }
        let tapeTick = piece.tapeTick(min(max(tick, piece.ticks.lowerBound), piece.ticks.upperBound))
        return Place(tape: piece.tape.id, frame: piece.tape.grid.frame(ofTick: tapeTick))
    }

    package func extent(_ ticks: Range<Int>) -> Extent {
        Extent(start: place(ticks.lowerBound), end: place(endOf: ticks.upperBound), ticks: ticks)
    }

    /// The tick that a place falls into; nil where it is not on this line.
    package func tick(of place: Place) -> Int? {
        for piece in pieces where piece.tape.id == place.tape {
            let tapeTick = piece.tape.grid.tick(ofFrame: place.frame)
            if (piece.firstTick...piece.endTick).contains(tapeTick) {
                return piece.ticks.lowerBound + tapeTick - piece.firstTick
            }
        }
        return nil
    }
}

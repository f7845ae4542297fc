import Archive
import Catalogue
import Platform

/// What belongs to a recording of sides: from a little before the needle came down to the end of the groove worth
/// keeping.
struct Margins {
    let runInSeconds: Int
    let runOutSeconds: Int

    init(runInSeconds: Int, runOutSeconds: Int) {
        self.runInSeconds = runInSeconds
        self.runOutSeconds = runOutSeconds
    }

    init(_ settings: Settings) {
        self.init(
            runInSeconds: settings.whole(.runInSeconds), runOutSeconds: settings.whole(.runOutSeconds))
    }

    /// `framesPerSecond` of a tape, nil where nothing of it is left.
    func edges(
        of sides: [Catalogue.Side], in session: Catalogue.Extent, framesPerSecond: (String) -> Int?
    ) -> (start: Catalogue.Edge, end: Catalogue.Edge) {
        let needleDown = sides.first?.extent.start ?? session.start
        let needleUp = sides.last?.extent.end ?? session.end
        let musicEnd = sides.last?.tracks.last?.extent.end ?? needleUp
        let start = needleDown.moved(bySeconds: -runInSeconds, framesPerSecond)
        let late = musicEnd.moved(bySeconds: runOutSeconds, framesPerSecond)
        let isEarlier = late.microseconds < needleUp.microseconds
        return (start, isEarlier ? late : needleUp.moved(bySeconds: 0, framesPerSecond))
    }
}

extension TapePlace {
    /// Not beyond the beginning of its tape. Without a tape, only the time counts.
    fileprivate func moved(
        bySeconds seconds: Int, _ framesPerSecond: (String) -> Int?
    ) -> Catalogue.Edge {
        let time = microseconds + Int64(seconds) * 1_000_000
        guard let rate = framesPerSecond(tape) else { return Catalogue.Edge(microseconds: time) }
        let moved = max(0, frame + seconds * rate)
        return Catalogue.Edge(
            microseconds: microseconds + Int64((moved - frame) * 1_000_000 / rate),
            mark: .init(tape: tape, frame: moved))
    }
}

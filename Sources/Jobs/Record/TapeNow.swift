import Catalogue
import Platform

/// Where the tape is now, as the relay says it.
struct TapeNow {
    let tape: String
    let frames: Int
    let framesPerSecond: Int
    let microseconds: Int64

    /// Nil while no relay runs, or where it cannot be asked; then only the clock is left.
    init?(_ call: Call) {
        guard case .answering(_, let status) = RelayState(call), let tape = status["tape"],
            let id = tape["id"]?.asText, let frames = tape["frames"]?.asWhole,
            let rate = tape["frames_per_second"]?.asWhole, rate > 0
        else { return nil }
        self.tape = id
        self.frames = frames
        framesPerSecond = rate
        microseconds = call.now
    }

    func edge(secondsAgo seconds: Int = 0) -> Catalogue.Edge {
        let frame = frames - seconds * framesPerSecond
        let time = microseconds - Int64(seconds) * 1_000_000
        // Before this tape began there was another one, if any.
        return Catalogue.Edge(
            microseconds: time, mark: frame >= 0 ? .init(tape: tape, frame: frame) : nil)
    }
}

/// From when on there is sound.
struct TapeBeginning {
    let microseconds: Int64?

    init(_ call: Call, _ catalogue: Catalogue?) throws(JobError) {
        let segments = try inCatalogue { () throws(CatalogueError) in try catalogue?.segments() ?? [] }
        microseconds = segments.filter { !$0.isBeingDeleted }.map(\.startMicroseconds).min()
    }

    /// Refuses what is too early, with a second of grace for clocks.
    func check(_ wanted: Int64, now: Int64) throws(JobError) {
        guard let microseconds else {
            throw .failed("nothing is on the tape yet; vinyl-jobs segment looks for what there is")
        }
        guard wanted >= microseconds - 1_000_000 else {
            throw .failed(
                "the tape begins at \(Human.time(microseconds, seenAt: now)); before that it has nothing any more"
            )
        }
    }
}

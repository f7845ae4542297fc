import Archive
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

/// Whether there is sound from a time on.
struct TapeBeginning {
    private let call: Call
    private let catalogue: Catalogue
    private let segments: [Catalogue.Segment]

    /// For clocks.
    private static let graceMicroseconds: Int64 = 1_000_000

    init(_ call: Call, _ catalogue: Catalogue) throws(JobError) {
        self.call = call
        self.catalogue = catalogue
        segments = try inCatalogue { () throws(CatalogueError) in try catalogue.segments() }
            .filter { !$0.isBeingDeleted }
    }

    /// Refuses a time of which there is nothing, and of which nothing can come any more.
    func check(_ wanted: Int64) throws(JobError) {
        guard !segments.isEmpty else {
            throw .failed("nothing is on the tape yet; vinyl-jobs segment looks for what there is")
        }
        guard !segments.contains(where: { holds($0, wanted) }),
            let next = segments.map(\.startMicroseconds).filter({ $0 > wanted }).min()
        else { return }
        guard let last = segments.map(\.endMicroseconds).filter({ $0 <= wanted }).max() else {
            throw .failed(
                "the tape begins at \(Human.time(next, seenAt: call.now)); before that it has nothing any more"
            )
        }
        // A segment that is not indexed yet may hold it.
        guard try !isWaiting(wanted) else { return }
        throw .failed(
            "from \(Human.time(last)) to \(Human.time(next)) the tape has nothing; it goes on at "
                + Human.time(next, seenAt: call.now))
    }

    private func holds(_ segment: Catalogue.Segment, _ wanted: Int64) -> Bool {
        segment.startMicroseconds - Self.graceMicroseconds <= wanted
            && wanted < segment.endMicroseconds + Self.graceMicroseconds
    }

    private func isWaiting(_ wanted: Int64) throws(JobError) -> Bool {
        let known = try inCatalogue { () throws(CatalogueError) in try catalogue.indexedPaths() }
        let folder = try SegmentFolder(call.folders, without: known)
        return (folder.finished + folder.unfinished).contains { $0.name.startMicroseconds <= wanted }
    }
}

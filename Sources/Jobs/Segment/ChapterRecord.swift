import Archive
import Catalogue
import Platform
import Segmentation

/// Writes one chapter into the catalogue: sessions, events, and where to go on, all of it or nothing.
struct ChapterRecord {
    private let reading: ChapterReading
    private let all: SegmentLine
    private let now: Int64
    private let tapeEvents: [Catalogue.Event]

    private var chapter: Segmentation.Chapter { reading.chapter }

    init(_ reading: ChapterReading, _ all: SegmentLine, _ call: Call, tapeEvents: [Catalogue.Event]) {
        self.reading = reading
        self.all = all
        self.tapeEvents = tapeEvents
        now = call.now
    }

    struct Applied {
        let sessions: Int
        let events: [Catalogue.Event]
    }

    func apply(to catalogue: Catalogue) throws(CatalogueError) -> Applied {
        try catalogue.write { () throws(CatalogueError) in
            var id = try catalogue.openChapter()?.id
            if id == nil { id = try catalogue.begin(.init(chapter.start, all), atMicroseconds: now) }
            let stored = try store(in: catalogue, chapter: id)
            let events = try tell(stored, to: catalogue)
            if let next = chapter.next {
                try catalogue.begin(.init(next, all), atMicroseconds: now)
            }
            // What was heard of the next chapter is all that there is, when it comes to be read.
            if let last = all.segments.last, chapter.next == nil {
                try catalogue.heard(
                    upTo: .init(tape: last.tape, frame: last.frames.upperBound),
                    nextJudgement: chapter.start.nextJudgement)
            }
            return Applied(sessions: stored.count, events: events)
        }
    }

    /// With the session that each became.
    private func store(in catalogue: Catalogue, chapter id: Int?) throws(CatalogueError) -> [Stored] {
        let provisional = try catalogue.provisionalSessions()
        var identities = SessionIdentities(provisional, on: reading.line)
        let kept = try catalogue.sessionsWithoutChapter()
        var stored: [Stored] = []
        for session in chapter.sessions {
            let finding = Catalogue.Finding(session, all, isFinal: chapter.isFinal, chapter: id)
            // What was read from a recording stays as it is.
            guard !kept.contains(where: { $0.extent.overlaps(finding.extent) }) else { continue }
            let known = identities.take(session.extent.ticks)
            stored.append(Stored(id: try catalogue.store(finding, as: known, atMicroseconds: now), session))
        }
        try catalogue.removeProvisionalSessions(except: stored.map(\.id))
        return stored
    }

    private func tell(_ stored: [Stored], to catalogue: Catalogue) throws(CatalogueError) -> [Catalogue.Event]
    {
        let told = try told(in: catalogue).compactMap { event in
            Event.Kind(rawValue: event.type).flatMap { kind in
                reading.line.tick(of: Place(tape: event.mark.tape, frame: event.mark.frame))
                    .map { (kind: kind, tick: $0) }
            }
        }
        let events = Event.untold(chapter.events, told: told).map { event in
            Catalogue.Event(event, all, of: stored.last { $0.holds(event) })
        }
        var new: [Catalogue.Event] = []
        for event in tapeEvents + events where try catalogue.add(event, atMicroseconds: now) {
            new.append(event)
        }
        return new
    }

    /// On the tapes of this chapter. Times do not choose them: they may have been corrected since.
    private func told(
        in catalogue: Catalogue
    ) throws(CatalogueError) -> [(type: String, mark: Catalogue.Chapter.Mark)] {
        var told: [(type: String, mark: Catalogue.Chapter.Mark)] = []
        var tapes: Set<String> = []
        for segment in all.segments[reading.segments] where tapes.insert(segment.tape).inserted {
            told += try catalogue.toldEvents(ofTape: segment.tape, fromFrame: segment.frames.lowerBound)
        }
        return told
    }
}

/// A session that has its id.
struct Stored {
    let id: Int
    let session: Session

    init(id: Int, _ session: Session) {
        self.id = id
        self.session = session
    }

    /// It happened in this session, or after it and before another.
    func holds(_ event: Event) -> Bool {
        let starts = session.sides.map(\.extent.ticks.lowerBound) + [session.extent.ticks.lowerBound]
        return (starts.min() ?? 0) <= event.tick
    }
}

/// Which of the provisional sessions each one is that was found anew: the one that it overlaps most.
struct SessionIdentities {
    private var left: [(id: Int, ticks: Range<Int>)]

    init(_ sessions: [Catalogue.Session], on line: TimeLine) {
        left = sessions.map { session in
            let start = line.tick(
                of: Place(tape: session.extent.start.tape, frame: session.extent.start.frame))
            let first = start ?? session.extent.ticks.lowerBound
            return (session.id, first..<first + session.extent.ticks.count)
        }
    }

    mutating func take(_ ticks: Range<Int>) -> Int? {
        let overlaps = left.map { $0.ticks.clamped(to: ticks).count }
        guard let most = overlaps.max(), most > 0, let index = overlaps.firstIndex(of: most) else {
            return nil
        }
        return left.remove(at: index).id
    }
}

extension Catalogue.Extent {
    fileprivate func overlaps(_ other: Catalogue.Extent) -> Bool {
        start.microseconds < other.end.microseconds && other.start.microseconds < end.microseconds
    }
}

import Archive
import Catalogue
import Platform
import Segmentation

/// Reads chapter after chapter and writes each into the catalogue, the last one as far as it goes.
struct SessionFinder {
    private let call: Call
    private let catalogue: Catalogue
    private let rules: Rules

    /// Sessions that are final now.
    private(set) var closed = 0
    /// All that were found or found anew.
    private(set) var sessions = 0
    private(set) var told = 0
    private(set) var isStopped = false

    /// Segments that are still being written, or may be.
    private let unfinished: [SegmentName]
    /// Up to here nothing was recorded that is not among the files. Nil while a relay may run.
    private let quietUntil: Int64?
    private let isTelling: Bool

    init(
        _ call: Call, _ catalogue: Catalogue, unfinished: [SegmentName], quietUntil: Int64?, isTelling: Bool
    ) {
        self.call = call
        self.catalogue = catalogue
        self.unfinished = unfinished
        self.quietUntil = quietUntil
        self.isTelling = isTelling
        rules = Rules(call.settings)
    }

    /// `new` are the segments that this run has indexed; `isNew` says that others have changed.
    mutating func run(new: Set<Int>, isNew: Bool) throws(JobError) {
        guard let last = try asked({ catalogue throws(CatalogueError) in try catalogue.lastSegment() })
        else { return }
        let end = end(after: last)
        let isUnheard = try isUnheard(last)
        guard !new.isEmpty || isNew || end != nil || isUnheard else { return }
        let all = try asked { catalogue throws(CatalogueError) in try SegmentLine(catalogue) }
        try tellLate(new, all)
        let tapeEvents = TapeEvents(all, isOver: quietUntil != nil, unfinished: unfinished)
        while !isStopped {
            guard let reading = try read(all, until: end) else { return }
            let record = ChapterRecord(
                reading, all, call, tapeEvents: tapeEvents.events(in: reading.segments))
            let applied = try asked { catalogue throws(CatalogueError) in try record.apply(to: catalogue) }
            sessions += applied.sessions
            told += applied.events.count
            if isTelling { applied.events.forEach(tell) }
            guard reading.chapter.isFinal else { return }
            closed += applied.sessions
            isStopped = call.stop.isSet
        }
    }

    private func read(_ all: SegmentLine, until end: Int64?) throws(JobError) -> ChapterReading? {
        let rules = rules
        return try asked { catalogue throws(CatalogueError) in
            let open = try catalogue.openChapter()
            return try ChapterReading(
                ChapterStart(open?.beginning), all, from: all.first(from: open?.beginning.start), until: end,
                rules: rules, catalogue)
        }
    }

    /// Up to when nothing more will be known. Nil while somebody records, or has left sound that is not heard yet.
    private func end(after last: Catalogue.Segment) -> Int64? {
        guard let quietUntil, unfinished.isEmpty, quietUntil > last.endMicroseconds else { return nil }
        return quietUntil
    }

    /// What lies before the open chapter has been decided without them.
    private func tellLate(_ new: Set<Int>, _ all: SegmentLine) throws(JobError) {
        guard !new.isEmpty else { return }
        let open = try asked { catalogue throws(CatalogueError) in try catalogue.openChapter() }
        let late = all.segments[..<all.first(from: open?.beginning.start)].filter { new.contains($0.id) }
        guard let first = late.first else { return }
        call.log.warning(
            "segments too late for their session", ["segments": late.count, "first": first.path])
    }

    /// A run was ended between indexing and finding.
    private func isUnheard(_ last: Catalogue.Segment) throws(JobError) -> Bool {
        try asked { catalogue throws(CatalogueError) in
            let mark = Catalogue.Chapter.Mark(tape: last.tape, frame: last.frames.upperBound)
            return try catalogue.openChapter()?.heardUpTo != mark
        }
    }

    private func tell(_ event: Catalogue.Event) {
        let place = event.mark.map { "\($0.tape)+\($0.frame)" } ?? ""
        call.log.info(
            event.type,
            [
                "at": UTC(microseconds: event.microseconds).iso, "place": place,
                "session": event.session.map(String.init) ?? "none",
                "details": EventLayout.words(event.details),
            ])
    }

    private func asked<Answer>(
        _ body: (Catalogue) throws(CatalogueError) -> Answer
    ) throws(JobError) -> Answer {
        let catalogue = catalogue
        return try inCatalogue { () throws(CatalogueError) in try body(catalogue) }
    }
}

extension Rules {
    init(_ settings: Settings) {
        self.init()
        sessionGapSeconds = settings.whole(.sessionGapSeconds)
        sessionMaximumHours = settings.whole(.sessionMaximumHours)
        trackMinimumSeconds = settings.whole(.trackMinimumSeconds)
        silenceSeconds = settings.whole(.silenceSeconds)
        runoutAlertSeconds = settings.whole(.runoutAlertSeconds)
    }
}

import Archive
import Catalogue
import Platform

/// `vinyl-jobs events`
struct EventList {
    private let call: Call
    private let layout: EventLayout

    private static let usualCount = 50
    private static let countBeforeFollowing = 10

    init(_ call: Call) {
        self.call = call
        layout = EventLayout(call.invocation)
    }

    func run() throws(JobError) {
        if call.invocation.has(.follow) { return try follow() }
        let first = try look { catalogue throws(CatalogueError) in try catalogue.events(filter) } ?? []
        switch layout {
        case .json:
            try call.page.json(.object([("events", .array(first.map(EventLayout.json)))]))
        case .csv: try call.page.lines(EventLayout.csv(first, isTitled: true))
        case .text:
            guard !first.isEmpty else { return try call.page.line("nothing has happened yet") }
            try call.page.lines(EventLayout.table(first).lines(on: call.page))
        }
    }

    private var filter: Catalogue.EventFilter {
        let since = call.invocation.text(.since)
            .flatMap { TimeWords.microseconds($0, atMicroseconds: call.now) }
        let usual = call.invocation.has(.follow) ? Self.countBeforeFollowing : Self.usualCount
        return Catalogue.EventFilter(
            sinceMicroseconds: since ?? .min, types: call.invocation.words(.type),
            most: since == nil ? usual : .max)
    }

    /// All of one moment, while nobody makes the catalogue anew. Nil without one.
    private func look<Answer>(
        _ body: (Catalogue) throws(CatalogueError) -> Answer
    ) throws(JobError) -> Answer? {
        let locks = CommandLocks(call)
        guard locks.isThere else { return try ask(body) }
        let lock = try locks.together()
        let answer = try ask(body)
        lock.release()
        return answer
    }

    private func ask<Answer>(
        _ body: (Catalogue) throws(CatalogueError) -> Answer
    ) throws(JobError) -> Answer? {
        guard let catalogue = try call.existingCatalogue() else { return nil }
        return try inCatalogue { () throws(CatalogueError) in
            try catalogue.read { () throws(CatalogueError) in try body(catalogue) }
        }
    }
}

extension EventList {
    private static let pauseMilliseconds = 500

    /// How far has been told, and of which catalogue.
    private struct Told {
        var isFirst = true
        var madeMicroseconds: Int64?
        var id = 0
        /// When the latest event was, and that of the catalogues before this one.
        var latest = Int64.min
        var latestBefore = Int64.min
    }

    /// Looks only when the files have changed, and holds nothing between two looks, so that it can go on for days.
    private func follow() throws(JobError) {
        var told = Told()
        var seen: [Files.Facts?] = []
        var isTitled = true
        repeat {
            let now = traces
            guard now != seen || isTitled else { continue }
            do throws(JobError) {
                let events = try news(&told)
                try tell(events, isTitled: isTitled)
                seen = now
                isTitled = false
            } catch {
                // Whoever holds the catalogue now lets go of it again.
                guard error.status == .busy, error != .stopped, !isTitled else { throw error }
            }
        } while !call.stop.wait(milliseconds: Self.pauseMilliseconds)
    }

    /// What is not told yet. A catalogue that was made anew gives everything another number, and what it says of
    /// the time up to then has been told.
    private func news(_ told: inout Told) throws(JobError) -> [Catalogue.StoredEvent] {
        let before = told
        let answer = try look { catalogue throws(CatalogueError) in
            var now = before
            now.madeMicroseconds = try catalogue.fact(.madeAt)
            if now.madeMicroseconds != before.madeMicroseconds {
                now.id = 0
                now.latestBefore = before.latest
            }
            var next = filter
            if !before.isFirst { next.most = .max }
            next.afterID = now.id
            if now.latestBefore > .min {
                next.sinceMicroseconds = max(next.sinceMicroseconds, now.latestBefore + 1)
            }
            let newest = try catalogue.newestEvent()
            now.id = newest.id
            now.latest = max(now.latest, newest.microseconds)
            return (told: now, events: try catalogue.events(next))
        }
        told = answer?.told ?? before
        told.isFirst = false
        let events = answer?.events ?? []
        // The first ones are a list, those after it come as they became known.
        return before.isFirst ? events : events.sorted { $0.id < $1.id }
    }

    /// What changes with every write.
    private var traces: [Files.Facts?] {
        [call.folders.catalogue, call.folders.catalogue + "-wal"].map(Files.facts)
    }

    private func tell(_ events: [Catalogue.StoredEvent], isTitled: Bool = false) throws(JobError) {
        switch layout {
        case .json: try call.page.lines(events.map { EventLayout.json($0).description })
        case .csv: try call.page.lines(EventLayout.csv(events, isTitled: isTitled))
        case .text: try call.page.lines(events.map(EventLayout.line))
        }
    }
}

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
        let first = try events(filter)
        if call.invocation.has(.follow) { return try follow(from: first) }
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

    private func events(_ filter: Catalogue.EventFilter) throws(JobError) -> [Catalogue.StoredEvent] {
        guard let catalogue = try call.existingCatalogue() else { return [] }
        return try inCatalogue { () throws(CatalogueError) in try catalogue.events(filter) }
    }
}

extension EventList {
    private static let pauseMilliseconds = 500

    /// Looks only when the files have changed, and holds nothing between two looks, so that it can go on for days.
    private func follow(from first: [Catalogue.StoredEvent]) throws(JobError) {
        try tell(first, isTitled: true)
        var last = try newest()
        var seen = traces
        while !call.stop.wait(milliseconds: Self.pauseMilliseconds) {
            let now = traces
            guard now != seen else { continue }
            seen = now
            let newest = try newest()
            // A catalogue that was made anew counts from the beginning.
            if newest < last { last = 0 }
            var next = filter
            next.afterID = last
            next.most = .max
            try tell(try events(next).sorted { $0.id < $1.id })
            last = newest
        }
    }

    private func newest() throws(JobError) -> Int {
        guard let catalogue = try call.existingCatalogue() else { return 0 }
        return try inCatalogue { () throws(CatalogueError) in try catalogue.newestEventID() }
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

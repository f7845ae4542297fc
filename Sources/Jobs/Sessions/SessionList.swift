import Archive
import Catalogue
import Platform

/// `vinyl-jobs sessions`
struct SessionList {
    private let call: Call

    private static let usualCount = 50

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) {
        let sessions = try found()
        if call.invocation.has(.json) {
            return try call.page.json(.object([("sessions", .array(sessions.map(\.summary)))]))
        }
        if call.invocation.has(.csv) { return try call.page.lines(Self.csv(sessions)) }
        guard !sessions.isEmpty else {
            return try call.page.line(call.isTimeChosen ? "none" : "no sessions yet")
        }
        try call.page.lines(Self.table(sessions).lines(on: call.page))
    }

    private func found() throws(JobError) -> [SessionSeen] {
        guard let catalogue = try call.existingCatalogue() else { return [] }
        let (from, to) = call.chosenTime
        let most = call.isTimeChosen ? Int.max : Self.usualCount
        return try inCatalogue { () throws(CatalogueError) in
            try catalogue.read { () throws(CatalogueError) in
                var seen: [SessionSeen] = []
                let sessions = try catalogue.sessions(fromMicroseconds: from, toMicroseconds: to)
                for session in sessions.suffix(most) {
                    seen.append(SessionSeen(session, try catalogue.sides(ofSession: session.id)))
                }
                return seen
            }
        }
    }

    private static func table(_ sessions: [SessionSeen]) -> TextTable {
        var table = TextTable([
            .init("ID", isNumber: true), .init("START"), .init("LENGTH"), .init("SIDES", isNumber: true),
            .init("TRACKS", isNumber: true), .init("STATE"), .init("NAME", isFlexible: true),
        ])
        for seen in sessions {
            table.add([
                "\(seen.session.id)", Human.time(seen.session.extent.start.microseconds),
                Human.duration(seconds: seen.session.extent.seconds), "\(seen.sides.count)",
                "\(seen.trackCount)", seen.session.isFinal ? "over" : "open", seen.session.name ?? "",
            ])
        }
        return table
    }

    private static func csv(_ sessions: [SessionSeen]) -> [String] {
        var csv = CSV([
            "id", "name", "started_at", "ended_at", "seconds", "final", "sides", "tracks",
        ])
        for seen in sessions {
            let session = seen.session
            csv.add([
                "\(session.id)", session.name ?? "", UTC(microseconds: session.extent.start.microseconds).iso,
                UTC(microseconds: session.extent.end.microseconds).iso, "\(session.extent.seconds)",
                session.isFinal ? "yes" : "no", "\(seen.sides.count)", "\(seen.trackCount)",
            ])
        }
        return csv.lines()
    }
}

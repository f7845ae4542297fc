import Archive
import Catalogue
import Platform

/// `vinyl-jobs sessions show ID`
struct SessionShow {
    private let call: Call

    private static let usualColumns = 80

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) {
        let catalogue = try call.existingCatalogue()
        let seen = try SessionSeen(call.invocation.session, in: catalogue)
        if call.invocation.has(.json) { return try call.page.json(seen.json) }
        if call.invocation.has(.csv) { return try call.page.lines(Self.csv(seen)) }
        var levels: SessionLevels?
        if let catalogue {
            levels = try inCatalogue { () throws(CatalogueError) in try SessionLevels(seen, in: catalogue) }
        }
        let columns = call.page.columns ?? Self.usualColumns
        try call.page.lines(head(seen) + SessionDrawing(seen, levels, columns: columns).lines(on: call.page))
    }

    private func head(_ seen: SessionSeen) -> [String] {
        let extent = seen.session.extent
        let end = seen.session.isFinal ? "to \(Human.time(extent.end.microseconds))" : "and goes on"
        let length = Human.duration(seconds: extent.seconds)
        return [
            call.page.inked("session \(seen.session.id), \(oneLine(seen.title))", .strong),
            "\(Human.time(extent.start.microseconds)) \(end): \(length), "
                + "\(Human.count(seen.sides.count, "side")), \(Human.count(seen.trackCount, "track"))",
        ]
    }

    /// A row for each track.
    private static func csv(_ seen: SessionSeen) -> [String] {
        var csv = CSV(["session", "side", "track", "title", "started_at", "ended_at", "seconds"])
        for (position, side) in seen.sides.enumerated() {
            for (index, track) in side.tracks.enumerated() {
                csv.add([
                    "\(seen.session.id)", SideLetter.text(position), "\(index + 1)", track.title ?? "",
                    UTC(microseconds: track.extent.start.microseconds).iso,
                    UTC(microseconds: track.extent.end.microseconds).iso, "\(track.extent.seconds)",
                ])
            }
        }
        return csv.lines()
    }
}

/// What would move the cursor is shown as `?`.
func oneLine(_ text: String) -> String {
    String(
        String.UnicodeScalarView(
            text.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "?" : $0 }))
}

import Catalogue
import Platform

/// `vinyl-jobs plays`
struct PlayList {
    private let call: Call

    private static let usualMicroseconds: Int64 = 86_400_000_000

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) {
        let plays = try self.plays()
        if call.invocation.has(.json) {
            return try call.page.json(.object([("plays", .array(plays.map(json)))]))
        }
        if call.invocation.has(.csv) { return try call.page.lines(csv(plays)) }
        guard !plays.isEmpty else { return try call.page.line("no plays were told of that time") }
        var table = TextTable([
            .init("TIME"), .init("DEVICE"), .init("RESULT"), .init("PLAYED"),
            .init("TITLE", isFlexible: true),
        ])
        for play in plays {
            let title = play.title ?? play.asset
            table.add([
                Human.time(Int64(play.atSeconds) * 1_000_000), play.device, play.result,
                play.milliseconds.map { Human.duration(seconds: Double($0) / 1_000) } ?? "?",
                play.artist.flatMap { $0.isEmpty ? nil : "\($0) - \(title)" } ?? title,
            ])
        }
        try call.page.lines(table.lines(on: call.page))
    }

    private func plays() throws(JobError) -> [OriginStore.Play] {
        guard let store = try call.existingOriginStore() else { return [] }
        var (from, to) = call.chosenTime
        if !call.isTimeChosen { (from, to) = (call.now - Self.usualMicroseconds, .max) }
        return try inCatalogue { () throws(CatalogueError) in
            try store.plays(
                fromSeconds: Int(clamping: from / 1_000_000), toSeconds: Int(clamping: to / 1_000_000),
                ofDevice: call.invocation.text(.device))
        }
    }

    private func json(_ play: OriginStore.Play) -> JSON {
        .object([
            ("stream", .text(play.stream)), ("device", .text(play.device)),
            ("install", .text(play.install)), ("number", .whole(play.number)),
            ("at", .text(iso(play))), ("asset", .text(play.asset)), ("title", .optional(play.title)),
            ("artist", .optional(play.artist)), ("sha256", .optional(play.sha256)),
            ("playlist", .optional(play.playlist)), ("rule", .text(play.rule)),
            ("result", .text(play.result)), ("milliseconds", .optional(play.milliseconds)),
        ])
    }

    private func csv(_ plays: [OriginStore.Play]) -> [String] {
        var csv = CSV([
            "stream", "device", "install", "number", "at", "asset", "title", "artist", "sha256", "playlist",
            "rule", "result", "milliseconds",
        ])
        for play in plays {
            csv.add([
                play.stream, play.device, play.install, "\(play.number)", iso(play), play.asset,
                play.title ?? "", play.artist ?? "", play.sha256 ?? "", play.playlist ?? "", play.rule,
                play.result, play.milliseconds.map(String.init) ?? "",
            ])
        }
        return csv.lines()
    }

    private func iso(_ play: OriginStore.Play) -> String {
        UTC(microseconds: Int64(play.atSeconds) * 1_000_000).iso
    }
}

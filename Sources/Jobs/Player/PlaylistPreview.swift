import Archive
import Catalogue
import Lomuz
import Platform

/// `vinyl-jobs playlist`: the same choices, made ahead in a copy that nobody keeps.
struct PlaylistPreview {
    private let call: Call

    /// A jingle or a track of unknown length, for reckoning.
    private static let usualMilliseconds = 180_000
    private static let mostTracks = 2_000

    init(_ call: Call) { self.call = call }

    private struct Entry {
        let atUnixSeconds: Int
        let choice: LomuzStore.Choice?
        let reason: String
    }

    func run() throws(JobError) {
        guard Files.exists(call.folders.lomuz) else {
            throw .busy("nothing was synced yet; `vinyl-jobs sync` does it")
        }
        let (entries, rules) = try inCatalogue { () throws(CatalogueError) in try look() }
        if call.invocation.has(.json) {
            return try call.page.json(.array(entries.map { json($0) }))
        }
        var table = TextTable([
            .init("TIME"), .init("TITLE", isFlexible: true), .init("ASSET"), .init("PLAYLIST"),
            .init("WHY", isFlexible: true),
        ])
        for entry in entries {
            let choice = entry.choice
            let title = choice.map { $0.artist.isEmpty ? $0.title : $0.artist + " - " + $0.title }
            table.add([
                rules.time(at: entry.atUnixSeconds).time.text, title ?? "(jingle)", choice?.id ?? "",
                choice?.playlist ?? "", entry.reason,
            ])
        }
        try call.page.lines(table.lines(on: call.page))
    }

    private func look() throws(CatalogueError) -> (entries: [Entry], rules: TimeZoneRules) {
        let store = try LomuzStore(existing: call.folders.lomuz)
        let start = ShopClock(call.clock, head: try store.head()).unixSeconds
        let rules = ShopClock.rules(try store.settings().timeZone) ?? .utc
        let end = start + (call.invocation.whole(.hours) ?? 4) * 3_600
        let chooser = TrackChooser(store, call.folders)
        var entries: [Entry] = []
        try store.rehearse { () throws(CatalogueError) in
            var milliseconds = start * 1_000
            while milliseconds < end * 1_000 && entries.count < Self.mostTracks {
                let now = milliseconds / 1_000
                var reasons: [String] = []
                let track = try chooser.next(at: rules.time(at: now), reasons: &reasons)
                let reason = track?.choice.reason ?? (reasons + ["the jingle"]).joined(separator: "; ")
                entries.append(Entry(atUnixSeconds: now, choice: track?.choice, reason: reason))
                if let choice = track?.choice {
                    try store.mark(choice, isStarted: false, atMicroseconds: Int64(now) * 1_000_000)
                }
                let length = track?.choice.milliseconds ?? 0
                milliseconds += length > 1_000 ? length : Self.usualMilliseconds
            }
        }
        return (entries, rules)
    }

    private func json(_ entry: Entry) -> JSON {
        .object([
            ("at", .whole(entry.atUnixSeconds)), ("asset", .optional(entry.choice?.id)),
            ("title", .optional(entry.choice?.title)), ("playlist", .optional(entry.choice?.playlist)),
            ("rule", .text((entry.choice?.rule ?? .jingle).rawValue)), ("reason", .text(entry.reason)),
        ])
    }
}

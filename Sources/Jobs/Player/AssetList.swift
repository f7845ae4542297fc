import Archive
import Catalogue
import Lomuz
import Platform

/// `vinyl-jobs assets`
struct AssetList {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) {
        guard Files.exists(call.folders.lomuz) else {
            throw .busy("nothing was synced yet; `vinyl-jobs sync` does it")
        }
        let id = call.invocation.arguments.first
        let (listed, clock) = try inCatalogue { () throws(CatalogueError) in
            let store = try LomuzStore(existing: call.folders.lomuz)
            return (try store.listed(id: id), ShopClock(call.clock, head: try store.head()))
        }
        if let id, listed.isEmpty { throw .failed("there is no asset \(id)") }
        if call.invocation.has(.json) {
            return try call.page.json(.array(listed.map { json($0, clock.unixSeconds) }))
        }
        if let one = listed.first, id != nil { return try show(one, clock.unixSeconds) }
        var table = TextTable([
            .init("ASSET"), .init("TITLE", isFlexible: true), .init("LENGTH", isNumber: true),
            .init("NOW", isFlexible: true),
        ])
        for asset in listed {
            table.add([
                asset.id, asset.shownTitle, Human.duration(seconds: Double(asset.milliseconds) / 1_000),
                asset.obstacle(at: clock.unixSeconds) ?? "can play",
            ])
        }
        try call.page.lines(table.isEmpty ? ["no assets"] : table.lines(on: call.page))
    }

    private func show(_ asset: LomuzStore.Listed, _ now: Int) throws(JobError) {
        func moment(_ seconds: Int, _ open: String) -> String {
            [Int.min, Int.max].contains(seconds) ? open : Human.time(Int64(seconds) * 1_000_000)
        }
        try call.page.lines([
            "\(asset.id): \(asset.shownTitle)",
            "  \(asset.kind), \(asset.mime), \(Human.size(asset.bytes)), "
                + Human.duration(seconds: Double(asset.milliseconds) / 1_000),
            "  from \(moment(asset.from, "ever")) until \(moment(asset.until, "for ever"))"
                + (asset.isEmergency ? ", in an emergency too" : ""),
            "  playlists: \(asset.playlists.isEmpty ? "none" : asset.playlists.joined(separator: ", "))",
            "  file: \(asset.sha256)",
            "  now: \(asset.obstacle(at: now) ?? "can play")",
        ])
    }

    private func json(_ asset: LomuzStore.Listed, _ now: Int) -> JSON {
        func end(_ seconds: Int) -> JSON {
            [Int.min, Int.max].contains(seconds) ? .null : .whole(seconds)
        }
        return .object([
            ("id", .text(asset.id)), ("sha256", .text(asset.sha256)), ("kind", .text(asset.kind)),
            ("mime", .text(asset.mime)), ("title", .text(asset.title)), ("artist", .text(asset.artist)),
            ("ms", .whole(asset.milliseconds)), ("size", .whole(asset.bytes)), ("from", end(asset.from)),
            ("until", end(asset.until)), ("emergency", .yesNo(asset.isEmergency)),
            ("here", .yesNo(asset.isHere)), ("playlists", .array(asset.playlists.map(JSON.text))),
            ("playable", .yesNo(asset.obstacle(at: now) == nil)),
            ("obstacle", .optional(asset.obstacle(at: now))),
        ])
    }
}

extension LomuzStore.Listed {
    fileprivate var shownTitle: String { artist.isEmpty ? title : artist + " - " + title }

    /// Why it cannot be played now; nil when it can.
    fileprivate func obstacle(at now: Int) -> String? {
        if now < from { return "its time has not come" }
        if until <= now { return "its time is over" }
        if !isHere && failures >= LomuzStore.poisonedAfter {
            return "its file was wrong \(failures) times: \(reason ?? "")"
        }
        if !isHere { return "its file is not here yet" + (reason.map { ": " + $0 } ?? "") }
        return playlists.isEmpty && !isEmergency ? "it is in no playlist" : nil
    }
}

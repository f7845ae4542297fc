import Lomuz
import Platform

/// What publishing would do to players: which files they would fetch and delete.
struct EditionPreview {
    private let call: Call
    private let edition: Edition
    private let target: any OriginTarget

    private static let mostNames = 20

    init(_ call: Call, _ edition: Edition, _ target: any OriginTarget) {
        self.call = call
        self.edition = edition
        self.target = target
    }

    func tell() throws(JobError) {
        let isFirst = edition.last.head == nil || edition.step == nil && !isSame
        let downloads = isFirst ? edition.music.state.assets : edition.step?.downloads ?? []
        let deletes = (edition.step?.losses ?? []).filter { !remaining.contains($0.sha256) }
        if call.invocation.has(.json) { return try tellJSON(downloads, deletes) }
        if isSame { return try call.page.line("nothing has changed: \(edition.stream) stays as it is") }
        try call.page.line("would publish number \(edition.seq) of \(edition.stream) to \(target.name)")
        try list("fetch", downloads)
        try list("delete", deletes)
        let delta = edition.deltas.first { $0.from == edition.last.head?.state }
        if let delta {
            try call.page.line("a player that has the last state reads \(Human.size(delta.bytes.count))")
        }
        if let losses = edition.losses, losses.isTooMuch {
            try call.page.line("this would be refused without --allow-mass-delete")
        }
    }

    private var isSame: Bool { edition.last.head?.state == edition.name }

    /// Files that other assets still name.
    private var remaining: Set<Fingerprint> { Set(edition.music.state.assets.map(\.sha256)) }

    private func list(_ verb: String, _ assets: [Asset]) throws(JobError) {
        let bytes = assets.reduce(0) { $0 + $1.bytes }
        try call.page.line(
            "players would \(verb) \(Human.count(assets.count, "file")), \(Human.size(bytes))")
        let sorted = assets.sorted { ($0.artist, $0.title, $0.id) < ($1.artist, $1.title, $1.id) }
        for asset in sorted.prefix(Self.mostNames) {
            let words = asset.artist.isEmpty ? asset.title : "\(asset.artist) - \(asset.title)"
            try call.page.line("  \(oneLine(words))")
        }
        if assets.count > Self.mostNames {
            try call.page.line("  and \(assets.count - Self.mostNames) more")
        }
    }

    private func tellJSON(_ downloads: [Asset], _ deletes: [Asset]) throws(JobError) {
        try call.page.json(
            .object([
                ("stream", .text(edition.stream)), ("state", .text(edition.name.hexadecimal)),
                ("changed", .yesNo(!isSame)), ("seq", .whole(edition.seq)),
                ("downloads", .array(downloads.map(json))), ("deletes", .array(deletes.map(json))),
                ("download_bytes", .whole(downloads.reduce(0) { $0 + $1.bytes })),
                ("refused", .yesNo(edition.losses?.isTooMuch ?? false)),
            ]))
    }

    private func json(_ asset: Asset) -> JSON {
        .object([
            ("id", .text(asset.id)), ("sha256", .text(asset.sha256.hexadecimal)),
            ("bytes", .whole(asset.bytes)), ("title", .text(asset.title)), ("artist", .text(asset.artist)),
        ])
    }
}

import Catalogue
import Platform

extension Command {
    static let sync = Command(
        "sync", summary: "brings this Lomuz player in step with its origin",
        explanation: """
            Asks the origins in LOMUZ_ORIGINS whether the stream has changed, takes over what has, and
            fetches the media that are missing: first what plays now, then what plays in an emergency,
            then the rest. Whatever goes wrong, what is here goes on playing.

            Exit status: 0 in step, 73 no room for all media, 75 offline or not everything was to be
            had, 76 the origin said what must not be believed, 78 wrong settings.
            """,
        options: [.dryRun, .removeAll, .status],
        examples: [
            .init("vinyl-jobs sync", "as its timer does every ten minutes"),
            .init("vinyl-jobs sync --dry-run", "what would be fetched"),
        ],
        deed: .work(isAlone: false) { call throws(JobError) in try SyncRun(call).run() })

    static let syncStatus = Command(
        "sync status", summary: "shows how this Lomuz player is", options: [.json],
        examples: [.init("vinyl-jobs sync status", "state, media, playable time, last runs")],
        deed: .ask(isAlways: true) { call throws(JobError) in try SyncStatus(call).run() })
}

extension Option {
    static let removeAll = Option(
        "--remove-all", says: "remove all media nothing needs, and not only a fifth of them")

    /// The same as the command of that name, for whoever looks for it here.
    static let status = Option("--status", says: "show how this player is, as `sync status` does")
}

import Catalogue
import Platform

extension Command {
    static let nextTrack = Command(
        "next-track", summary: "prints the file that plays next in this shop",
        explanation: """
            The playlist that is scheduled now, its item that was played least recently; where there is
            none, an emergency track; where there is none, the jingle that comes with this program.
            There is always an answer, and it needs no network and no sound settings: what is wrong with
            those is said, and the rest of them holds. The track counts as begun: tell how it ended with
            `vinyl-jobs played`. --m3u lists tracks, and begins none.
            """,
        options: [.m3u, .json],
        examples: [
            .init("mpv \"$(vinyl-jobs next-track)\"", "play the next one"),
            .init("vinyl-jobs next-track --json", "with the reason why this one"),
            .init("vinyl-jobs next-track --m3u 20 > list.m3u", "a list for a player that wants one"),
        ],
        deed: .answer { call throws(JobError) in try NextTrack(call).run() })

    static let played = Command(
        "played", summary: "tells how a track ended",
        explanation: "Without --asset: the track that next-track gave last. A play counts once.",
        options: [.asset, .result, .milliseconds, .json],
        examples: [
            .init("vinyl-jobs played --result completed", "the last one was heard to its end"),
            .init("vinyl-jobs played --asset blue --result skipped --ms 9000", "this one for nine seconds"),
        ],
        deed: .ask(isAlways: true) { call throws(JobError) in try Played(call).run() })

    static let playlist = Command(
        "playlist", summary: "shows what would play over the next hours, and why",
        options: [.hours, .json],
        examples: [.init("vinyl-jobs playlist --hours 12", "until tomorrow morning")],
        deed: .ask(isAlways: true) { call throws(JobError) in try PlaylistPreview(call).run() })

    static let assets = Command(
        "assets", summary: "lists the media of this Lomuz player, and why one can be played now or not",
        arguments: [Argument("ID", isRequired: false)], options: [.json],
        examples: [
            .init("vinyl-jobs assets", "all of them"),
            .init("vinyl-jobs assets blue", "everything about one"),
        ],
        deed: .ask(isAlways: true) { call throws(JobError) in try AssetList(call).run() })
}

extension Option {
    static let m3u = Option("--m3u", .whole(1...10_000), says: "print a list of so many tracks")
    static let asset = Option("--asset", .text("ID"), says: "which asset")
    static let result = Option(
        "--result", .oneOf(["completed", "skipped", "failed"]), says: "how it ended; completed without this")
    static let milliseconds = Option(
        "--ms", .whole(0...Int(Int32.max)), says: "for how many milliseconds it was heard")
    static let hours = Option("--hours", .whole(1...168), says: "how far to look ahead; 4 without this")
}

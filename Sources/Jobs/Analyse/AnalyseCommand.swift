extension Command {
    static let analyse = Command(
        "analyse", summary: "finds sessions, sides and tracks in any FLAC files",
        explanation: """
            Prints one line of JSON for each file, in the order in which they were named:
            {"sessions":[{"start":S,"end":S}],"sides":[...],"tracks":[...]}, in seconds from its first
            sample; a side whose end was not heard has an "end" of null. With more than one file each
            line begins with the "file" it is about. Every file is a recording of its own; with
            --joined all of them together are one, as the segments of a tape are.
            """,
        arguments: [Argument("FILE", .file, isRepeated: true)],
        options: [.sessionGap, .trackMinimum, .joined, .json],
        examples: [
            .init("vinyl-jobs analyse evening.flac", "what is on a recording"),
            .init("vinyl-jobs analyse --session-gap 600 *.flac", "after ten minutes it is another session"),
            .init("vinyl-jobs analyse --joined segments/2026-11-21/*.flac", "a day of tape as one recording"),
        ],
        deed: .show { call throws(JobError) in try Analysis(call).run() })
}

extension Option {
    static let sessionGap = Option(
        "--session-gap", .whole(1...86_400),
        says: "seconds without music between two sessions, instead of SESSION_GAP_SECONDS")
    static let trackMinimum = Option(
        "--track-minimum", .whole(1...3_600),
        says: "seconds that a track lasts at least, instead of TRACK_MINIMUM_SECONDS")
    static let joined = Option("--joined", says: "take all files as one recording, one after another")
}

import Platform

extension Command {
    static let sessions = Command(
        "sessions", summary: "lists sessions, oldest first",
        explanation:
            "Without --date, --since or --until these are the newest 50. The one that goes on has no end yet.",
        options: [.date, .since, .until, .json, .csv],
        examples: [
            .init("vinyl-jobs sessions", "the newest ones"),
            .init("vinyl-jobs sessions --date yesterday", "those of one day"),
            .init("vinyl-jobs sessions --since 2026-11-01 --csv", "for a spreadsheet"),
        ],
        deed: .ask(isAlways: false) { call throws(JobError) in try SessionList(call).run() })

    static let sessionsList = Command(
        "sessions list", summary: sessions.summary, explanation: sessions.explanation,
        options: sessions.options,
        examples: [.init("vinyl-jobs sessions list --date yesterday", "those of one day")],
        deed: sessions.deed)

    static let sessionsShow = Command(
        "sessions show", summary: "draws a session: sides, tracks, gaps and levels",
        explanation: """
            Of each side: how loud it is, its tracks, and | where it could be divided, too. The levels are
            drawn as long as its segments are there.
            """,
        arguments: [.session], options: [.json, .csv],
        examples: [
            .init("vinyl-jobs sessions show 12", "what was played"),
            .init("vinyl-jobs sessions show 12 --json", "all that is known of it"),
        ],
        deed: .ask(isAlways: false) { call throws(JobError) in try SessionShow(call).run() })

    static let sessionsName = Command(
        "sessions name", summary: "gives a session a name",
        explanation: "An empty name takes the name away. It stays while the session goes on.",
        arguments: [.session, Argument("NAME")], options: [.dryRun],
        examples: [.init(#"vinyl-jobs sessions name 12 "Miles Davis - Kind of Blue""#, "what it is")],
        deed: .work(isAlone: false) { call throws(JobError) in try SessionNaming(call).run() })

    static let sessionsTracks = Command(
        "sessions tracks", summary: "says how many tracks a side has",
        explanation: """
            The side is divided at the best places that were found for so many tracks. Without --count it
            has again the tracks that were found. It stays so while the session goes on.
            """,
        arguments: [.session], options: [.side, .count, .dryRun],
        examples: [
            .init("vinyl-jobs sessions tracks 12 --side A --count 6", "there are six on it"),
            .init("vinyl-jobs sessions tracks 12 --side A", "as it was found"),
        ],
        deed: .work(isAlone: false) { call throws(JobError) in try TrackCount(call).run() })
}

extension Argument {
    static let session = Argument("ID", .whole(1...999_999_999))
}

extension Option {
    static let date = Option("--date", .time, says: "only those of this day")
    static let until = Option("--until", .time, says: "only what happened before this")
    static let side = Option("--side", .text("LETTER"), says: "which side: A is the first, B the second")
    static let count = Option("--count", .whole(1...99), says: "how many tracks there are on it")
}

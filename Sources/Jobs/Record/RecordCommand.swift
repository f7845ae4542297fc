extension Command {
    static let recordStart = Command(
        "record start", summary: "begins a recording by hand",
        explanation: """
            It begins now, or with --preroll in the past, as far as the tape reaches; it goes on, even
            when the machine starts anew, until it is stopped. The tape is kept meanwhile. It may be
            beside a session, which becomes a recording of its own.
            """,
        options: [.preroll, .title, .mostMinutes, .dryRun],
        examples: [
            .init("vinyl-jobs record start", "from now on"),
            .init(#"vinyl-jobs record start --preroll 30 --title "Live set""#, "from half a minute ago"),
        ],
        deed: .work(isAlone: false) { call throws(JobError) in try TakeStart(call).run() })

    static let recordStop = Command(
        "record stop", summary: "ends the recording by hand",
        explanation: "`vinyl-jobs assemble` writes its file as soon as its end lies on disk.",
        options: [.dryRun],
        examples: [.init("vinyl-jobs record stop", "until now, and no longer")],
        deed: .work(isAlone: false) { call throws(JobError) in try TakeStop(call).run() })

    static let recordStatus = Command(
        "record status", summary: "says what is being recorded by hand", options: [.json],
        examples: [.init("vinyl-jobs record status", "since when, and what waits for its file")],
        deed: .ask(isAlways: false) { call throws(JobError) in try TakeStatus(call).run() })

    static let recordClip = Command(
        "record clip", summary: "makes a recording of what was heard",
        explanation: """
            Of any time that is still on the tape. It waits until the end of it lies on disk, and writes
            the file itself; with --no-wait, `vinyl-jobs assemble` does.
            """,
        options: [.from, .to, .last, .title, .noWait, .json, .dryRun],
        examples: [
            .init("vinyl-jobs record clip --last 20m", "the last twenty minutes"),
            .init("vinyl-jobs record clip --from 21:03 --to 21:40", "between two times"),
        ],
        deed: .ask(isAlways: false) { call throws(JobError) in try Clip(call).run() })
}

extension Option {
    static let preroll = Option(
        "--preroll", .whole(0...86_400), says: "begin so many seconds ago")
    static let title = Option("--title", .text("TITLE"), says: "what it shall be called")
    static let mostMinutes = Option("--max-minutes", .whole(1...10_080), says: "end by itself after so long")
    static let from = Option("--from", .time, says: "when it begins")
    static let last = Option("--last", .time, says: "from so long ago until now: 90s, 20m, 2h")
    static let noWait = Option("--no-wait", says: "leave the rest to vinyl-jobs assemble")
}

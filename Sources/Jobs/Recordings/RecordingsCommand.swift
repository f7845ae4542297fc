import Archive
import Platform

extension Command {
    static let recordings = Command(
        "recordings", summary: "lists recordings, newest first",
        explanation: """
            Without --date, --since or --until these are the newest 50; with --csv all of them, as a
            listening history. A recording goes when its time is over, unless somebody keeps it.
            """,
        options: [.date, .since, .until, .json, .csv],
        examples: [
            .init("vinyl-jobs recordings", "the newest ones"),
            .init("vinyl-jobs recordings --since 2026-11-01 --csv", "for a spreadsheet"),
        ],
        deed: .ask(isAlways: false) { call throws(JobError) in try RecordingList(call).run() })

    static let recordingsList = Command(
        "recordings list", summary: recordings.summary, explanation: recordings.explanation,
        options: recordings.options, examples: [.init("vinyl-jobs recordings list", "the newest ones")],
        deed: recordings.deed)

    static let recordingsShow = Command(
        "recordings show", summary: "tells all about a recording",
        explanation: "Its files, its sides and tracks, what is missing in it, how loud it is.",
        arguments: [.recording], options: [.json],
        examples: [
            .init("vinyl-jobs recordings show 3", "what is on it"),
            .init("vinyl-jobs recordings show 3 --json", "its sidecar, for a program"),
        ],
        deed: .ask(isAlways: false) { call throws(JobError) in try RecordingShow(call).run() })

    static let recordingsKeep = Command(
        "recordings keep", summary: "keeps a recording for good", arguments: [.recording],
        options: [.dryRun],
        examples: [.init("vinyl-jobs recordings keep 3", "it never expires")],
        deed: .work(isAlone: false) { call throws(JobError) in
            try RecordingDecision(call).run { $0.isPermanent = true }
        })

    static let recordingsUnkeep = Command(
        "recordings unkeep", summary: "lets a recording expire again", arguments: [.recording],
        options: [.dryRun],
        examples: [.init("vinyl-jobs recordings unkeep 3", "it goes when its time is over")],
        deed: .work(isAlone: false) { call throws(JobError) in
            try RecordingDecision(call).run { $0.isPermanent = false }
        })

    static let recordingsExtend = Command(
        "recordings extend", summary: "keeps a recording for longer",
        explanation: "So many days or weeks are added to those it has, and it stays that long from now, too.",
        arguments: [.recording, Argument("LENGTH", isRequired: false)], options: [.days, .dryRun],
        examples: [
            .init("vinyl-jobs recordings extend 3 30d", "a month more"),
            .init("vinyl-jobs recordings extend 3 --days 30", "the same"),
        ],
        deed: .work(isAlone: false) { call throws(JobError) in
            let word = call.invocation.arguments.dropFirst().first
            guard let days = call.invocation.whole(.days) ?? word.flatMap(TimeWords.days) else {
                throw .failed("say for how long, such as 30d or 6w")
            }
            let (retention, now) = (Retention(call.settings), call.now)
            return try RecordingDecision(call).run {
                $0.retentionDays = retention.days(of: $0, extendedBy: days, atMicroseconds: now)
            }
        })

    static let recordingsRename = Command(
        "recordings rename", summary: "gives a recording another title",
        explanation: "The sound stays as it was assembled; what is exported bears the new title.",
        arguments: [.recording, Argument("TITLE")], options: [.dryRun],
        examples: [.init(#"vinyl-jobs recordings rename 3 "Kind of Blue""#, "what it is")],
        deed: .work(isAlone: false) { call throws(JobError) in
            let title = try LineOfText(call.invocation.arguments[1], "a title").text
            guard !title.isEmpty else { throw .failed("a recording has a title") }
            return try RecordingDecision(call).run { $0.title = title }
        })

    static let recordingsTag = Command(
        "recordings tag", summary: "says more about a recording",
        explanation: """
            ARTIST and ALBUM are what players show; any other name is a tag of your own. An empty value
            takes a tag away.
            """,
        arguments: [.recording, Argument("NAME=VALUE", isRepeated: true)], options: [.dryRun],
        examples: [
            .init(#"vinyl-jobs recordings tag 3 "ARTIST=Miles Davis" GENRE=Jazz"#, "who plays what"),
            .init("vinyl-jobs recordings tag 3 GENRE=", "without that tag again"),
        ],
        deed: .work(isAlone: false) { call throws(JobError) in
            let tags = try call.invocation.arguments.dropFirst().map { word throws(JobError) in
                try TagWord(word)
            }
            return try RecordingDecision(call).run { sidecar in for tag in tags { tag.apply(to: &sidecar) } }
        })

    static let recordingsTracks = Command(
        "recordings tracks", summary: "says how many tracks there are, or what they are called",
        explanation: """
            --count divides a side at its best places. --set reads a list: a line for each track, as
            TITLE, or as TIME TITLE with the time in the recording at which it begins, such as
            12:30 Blue in Green. Empty lines, and lines that begin with #, count for nothing.
            """,
        arguments: [.recording], options: [.side, .count, .trackList, .dryRun],
        examples: [
            .init("vinyl-jobs recordings tracks 3 --side A --count 6", "there are six on it"),
            .init("vinyl-jobs recordings tracks 3 --set tracks.txt", "what they are called"),
        ],
        deed: .work(isAlone: false) { call throws(JobError) in try TrackDecision(call).run() })

    static let recordingsDelete = Command(
        "recordings delete", summary: "deletes a recording",
        explanation: "Asks before, unless --yes is given. One that is kept for good needs --force.",
        arguments: [.recording], options: [.yes, .force, .dryRun],
        examples: [.init("vinyl-jobs recordings delete 3", "frees its room")],
        deed: .work(isAlone: false) { call throws(JobError) in try RecordingDeletion(call).run() })

    static let recordingsExport = Command(
        "recordings export", summary: "copies a recording or its tracks to where you want them",
        explanation: """
            Cut to the frame. Files bear the present titles, and their names are safe on any disk. Tracks
            together are the whole recording: each goes on until the next one begins. A file that is there
            already is not written over, unless --force is given.
            """,
        arguments: [.recording], options: [.format, .track, .tracks, .to, .force, .json],
        examples: [
            .init("vinyl-jobs recordings export 3 --to /mnt/usb", "all of it, as FLAC"),
            .init("vinyl-jobs recordings export 3 --format mp3 --tracks --to music", "each track as MP3"),
            .init("vinyl-jobs recordings export 3 --track 2", "one track, into this folder"),
        ],
        deed: .ask(isAlways: false) { call throws(JobError) in try RecordingExport(call).run() })
}

extension Argument {
    static let recording = Argument("ID", .whole(1...999_999_999))
}

extension Option {
    static let days = Option("--days", .whole(1...36_500), says: "how many days more")
    static let trackList = Option("--set", .file, says: "a file with a line for each track")
    static let yes = Option("--yes", says: "do not ask")
    static let force = Option("--force", says: "even one that is kept for good; or over files that are there")
    static let format = Option("--format", .oneOf(["flac", "mp3", "wav"]), says: "as what: flac unless said")
    static let track = Option("--track", .whole(1...9_999), says: "only this one")
    static let tracks = Option("--tracks", says: "each track as a file of its own")
    static let to = Option(
        "--to", .text("TIME|FOLDER"), says: "until when; or where to put it: into this folder unless said")
}

extension Invocation {
    /// The recording that the command is about.
    var recording: Int { Int(arguments[0]) ?? 0 }
}

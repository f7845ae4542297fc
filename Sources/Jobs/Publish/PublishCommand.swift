import Platform

extension Command {
    static let publish = Command(
        "publish", summary: "publishes a folder of music to players",
        explanation: """
            Music comes from the folder PUBLISH_FROM; its lomuz.json says which playlists there are, when
            they play, and from when to when something may be heard. Without that file, everything plays
            at any time. PUBLISH_TO is a folder that a web server serves, or an S3 bucket. Files are
            named by their contents and written before the signed head that names them, so that players
            see the old state or the new one. Where nothing has changed, nothing is written.
            """,
        options: [
            .source, .target, .stream, .publishedRecordings, .allowMassDelete, .newEpoch, .dryRun, .json,
        ],
        examples: [
            .init("vinyl-jobs publish", "what the settings say"),
            .init("vinyl-jobs publish --dry-run", "what players would fetch and delete"),
            .init(
                "vinyl-jobs publish --source /music --target /srv/lomuz --stream shops",
                "one folder into another"),
            .init(
                "vinyl-jobs publish --recordings permanent", "and what was kept of the records played here"),
        ],
        deed: .work(isAlone: false) { call throws(JobError) in try Publishing(call).run() })

    static let publishKeys = Command(
        "publish keys", summary: "makes the pair of keys, and shows what players must be told",
        explanation: """
            The private half stays in publish.keys, readable by its owner alone. To replace a key: --add
            a second one, publish, tell every player both public keys, then --drop the first one.
            """,
        options: [.addKey, .dropKey, .dryRun, .json],
        examples: [
            .init("vinyl-jobs publish keys", "the line for vinyl.conf of every player"),
            .init("vinyl-jobs publish keys --add", "a second key, to replace the first"),
        ],
        deed: .work(isAlone: false) { call throws(JobError) in try KeyRing(call).run() })

    static let publishCheck = Command(
        "publish check", summary: "reads a whole origin and says what is wrong with it",
        explanation: """
            Signature, state, every bucket, every delta and every byte of every file are held against
            their names. What is missing or wrong is sent again by the next publish.
            """,
        options: [.target, .stream, .json],
        examples: [
            .init("vinyl-jobs publish check", "exits with 1 when something is wrong"),
            .init("vinyl-jobs publish check --target s3://music", "of a bucket"),
        ],
        deed: .ask(isAlways: true) { call throws(JobError) in try PublishCheck(call).run() })

    static let publishResign = Command(
        "publish resign", summary: "signs again what is published, so that players go on believing it",
        explanation: """
            Players take a head for stale when it has expired. This is for a timer: it needs no source
            and writes nothing as long as the head is fresh.
            """,
        options: [.target, .stream, .dryRun],
        examples: [.init("vinyl-jobs publish resign", "once a day")],
        deed: .work(isAlone: false) { call throws(JobError) in try Resigning(call).run() })

    static let publishSweep = Command(
        "publish sweep", summary: "removes what no state has needed for 45 days",
        explanation: """
            A file goes when two runs in a row found that no stream needs it, and the first of them was
            45 days ago. Run it where you publish, not while another machine publishes to the same place.
            """,
        options: [.target, .dryRun],
        examples: [
            .init("vinyl-jobs publish sweep", "once a week"),
            .init("vinyl-jobs publish sweep --dry-run", "what would go"),
        ],
        deed: .work(isAlone: false) { call throws(JobError) in try Sweep(call).run() })
}

extension Option {
    static let source = Option("--source", .file, says: "the folder of music, instead of PUBLISH_FROM")
    static let publishedRecordings = Option(
        "--recordings", .oneOf(["none", "permanent", "all"]), says: "which recordings too")
    static let allowMassDelete = Option(
        "--allow-mass-delete", says: "even when more than half of what is playable would vanish")
    static let newEpoch = Option(
        "--new-epoch", says: "begin anew where what was published is lost or not ours")
    static let addKey = Option("--add", says: "make another key; all keys sign")
    static let dropKey = Option("--drop", .text("ID"), says: "remove this key")
}

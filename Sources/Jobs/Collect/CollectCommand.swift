import Platform

extension Command {
    static let collect = Command(
        "collect", summary: "takes in what players told their origin",
        explanation: """
            Reads the inbox of the origin, counts every play and every sync once however often it
            arrives, and removes what it has read. A line that makes no sense is put aside in
            origin.db and holds nobody up.
            """,
        options: [.target, .dryRun],
        examples: [
            .init("vinyl-jobs collect", "from where PUBLISH_TO says"),
            .init("vinyl-jobs collect --target s3://music", "from a bucket"),
        ],
        deed: .work(isAlone: false) { call throws(JobError) in try TelemetryCollection(call).run() })

    static let devices = Command(
        "devices", summary: "lists players: who is in step, who lags behind, who is silent",
        options: [.json, .csv],
        examples: [
            .init("vinyl-jobs devices", "a table"), .init("vinyl-jobs devices --csv", "for a spreadsheet"),
        ],
        deed: .ask(isAlways: true) { call throws(JobError) in try DeviceList(call).run() })

    static let plays = Command(
        "plays", summary: "lists what was played where, as proof for those who ask",
        explanation: """
            Without a time, these are the plays of the last 24 hours. Times are those that the players'
            clocks showed.
            """,
        options: [.date, .since, .until, .device, .json, .csv],
        examples: [
            .init("vinyl-jobs plays --since 7d --csv", "proof of play for a week"),
            .init("vinyl-jobs plays --device shop-12 --date yesterday", "one player, one day"),
        ],
        deed: .ask(isAlways: true) { call throws(JobError) in try PlayList(call).run() })
}

extension Option {
    static let device = Option("--device", .text("NAME"), says: "only this player")
}

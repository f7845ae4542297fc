import Archive
import Catalogue
import Platform

extension Command {
    static let rebuild = Command(
        "rebuild", summary: "makes the catalogue anew from the files alone",
        explanation: """
            The catalogue that is there is moved aside, not deleted, as catalogue.db.before-<time>; then
            the sidecars of all recordings are read, with what people decided, and every segment is heard
            anew, which takes about a minute for eight hours of sound. No other command runs meanwhile.
            Names and numbers of tracks of sessions without a recording come from the old catalogue, if it
            can be read. What was interrupted, `vinyl-jobs segment` completes.
            """,
        options: [.dryRun],
        examples: [.init("vinyl-jobs rebuild", "when the catalogue is damaged")],
        deed: .work(isAlone: true) { call throws(JobError) in try CatalogueRebuild(call).run() })
}

/// `vinyl-jobs rebuild`: nobody else has the catalogue open.
struct CatalogueRebuild {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) -> Outcome {
        let path = call.folders.catalogue
        let aside = path + ".before-" + UTC(microseconds: call.now).compact
        let parts = ["", "-wal", "-shm"].filter { Files.exists(path + $0) }
        guard !call.isDry else {
            if !parts.isEmpty { try call.page.line("would move \(path) to \(aside)") }
            try call.page.line(
                "would make it anew from the files in \(call.folders.segments) and \(call.folders.recordings)"
            )
            return .unchanged()
        }
        if !parts.isEmpty {
            try onDisk { () throws(SystemError) in
                try MovingAside(path, to: aside).run(parts, in: call.folders.root)
            }
            call.log.notice("catalogue moved aside", ["path": aside])
        }
        let catalogue = try call.catalogue()
        try inCatalogue { () throws(CatalogueError) in try catalogue.set(.rebuiltAt, to: call.now) }
        var recordings = RecordingImport(call, catalogue)
        try recordings.run()
        if Files.exists(aside) { recordings.takeOver(takesFrom: aside) }
        call.log.info(
            "recordings read", ["recordings": recordings.recordings, "unreadable": recordings.unreadable])
        let outcome = try SegmentRun(call, isRebuild: true).run(on: catalogue)
        if Files.exists(aside) { try recordings.takeOver(decisionsFrom: aside) }
        return outcome
    }
}

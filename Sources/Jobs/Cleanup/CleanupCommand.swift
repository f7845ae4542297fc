import Archive
import Catalogue
import Platform

extension Command {
    static let cleanup = Command(
        "cleanup", summary: "announces what expires, and lets it go a day later",
        explanation: """
            A recording goes when its time is over and it was announced a full day before, never one that
            is kept for good. Segments go after SEGMENT_KEEP_HOURS, unless somebody still needs them; on
            a full disk earlier. While the clock cannot be right, or the catalogue is less than a day
            old, nothing goes. Started every hour; when it is ended, the next run goes on from there.
            """,
        options: [.dryRun],
        examples: [
            .init("vinyl-jobs cleanup", "lets go what has to"),
            .init("vinyl-jobs cleanup --dry-run", "says what would go, and how large it is"),
        ],
        deed: .work(isAlone: false) { call throws(JobError) in try Cleanup(call).run() })
}

/// `vinyl-jobs cleanup`
struct Cleanup {
    private let call: Call

    /// Events, ended notices and runs of jobs are remembered for so long.
    private static let memoryDays: Int64 = 400

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) -> Outcome {
        if call.isDry { return try tell() }
        let catalogue = try call.catalogue()
        let time = try TimeKeeping(call, catalogue)
        try time.save(in: catalogue)
        if let doubt = time.doubt { call.log.warning("nothing is deleted", ["reason": "\(doubt)"]) }
        var tally = CleanupTally()
        try perform(catalogue, time, &tally)
        try keepBallast()
        tally.delivered = NotifyRun(call).runBeside(catalogue)
        tally.expiring = try inCatalogue { () throws(CatalogueError) in
            try catalogue.noticesHolding(NoticeType.expiring).count
        }
        if call.stop.isSet { return .stopped(tally.summary) }
        if tally.isDoubtful || tally.missing + tally.strays > 0 { return .findings(tally.summary) }
        return tally.changes > 0 ? .changed(tally.summary) : .unchanged(tally.summary)
    }

    private func perform(
        _ catalogue: Catalogue, _ time: TimeKeeping, _ tally: inout CleanupTally
    ) throws(JobError) {
        var recordings = RecordingExpiry(call, catalogue, time)
        tally.isDoubtful = try !expire(&recordings) || recordings.doubtful > 0
        tally.note(recordings)
        var segments = SegmentExpiry(call, catalogue, time)
        try segments.run()
        tally.note(segments)
        var setAside = SetAsideExpiry(call, catalogue, time)
        try setAside.run()
        tally.note(setAside)
        var lost = LostRows(call, catalogue, time)
        try lost.run()
        tally.healed = lost.healed
        tally.missing = lost.missing
        tally.strays = try inCatalogue { () throws(CatalogueError) in
            try catalogue.noticesHolding(NoticeType.stray).count
        }
        if time.doubt == nil {
            tally.forgotten = try inCatalogue { () throws(CatalogueError) in
                try catalogue.forget(
                    before: Self.horizon(time.now), elapsed: Self.horizon(time.elapsed.microseconds))
            }
        }
        if try DiskWatch(call, catalogue).run() { tally.told += 1 }
        try Outbox(call, catalogue).tell()
    }

    /// Where there is not enough room for it, the next run makes it.
    private func keepBallast() throws(JobError) {
        let floor = call.settings.whole(.segmentFloorMegabytes) * 1_000_000
        try onDisk { () throws(SystemError) in
            try Ballast(in: call.folders.root).keep(floorBytes: floor)
        }
    }

    static func horizon(_ time: Int64) -> Int64 { time - memoryDays * RetentionPolicy.day }

    private static let patienceMilliseconds = 10_000
    private static let pauseMilliseconds = 100

    /// Together with nobody who decides about recordings. False when somebody did all the time.
    private func expire(_ recordings: inout RecordingExpiry) throws(JobError) -> Bool {
        for _ in 0..<Self.patienceMilliseconds / Self.pauseMilliseconds {
            if let deciding = try? Lock(path: call.folders.lock(ofJob: "recordings")) {
                try recordings.run()
                deciding.release()
                return true
            }
            if call.stop.wait(milliseconds: Self.pauseMilliseconds) { return true }
        }
        call.log.warning("recordings left for another time", ["reason": "somebody decides about them"])
        return false
    }

    private func tell() throws(JobError) -> Outcome {
        guard let catalogue = try call.existingCatalogue() else {
            try call.page.line("would do nothing: there is no catalogue yet")
            return .unchanged()
        }
        try CleanupPreview(call, catalogue).tell()
        return .unchanged()
    }
}

/// What one run did.
private struct CleanupTally {
    var recordings = 0
    var segments = 0
    var bytes = 0
    var announced = 0
    var kept = 0
    /// Announced, and not gone yet.
    var expiring = 0
    var forgotten = 0
    var healed = 0
    var setAside = 0
    /// Recordings without their sound, and sounds without a recording.
    var missing = 0
    var strays = 0
    var told = 0
    var delivered = 0
    var isDoubtful = false

    mutating func note(_ expiry: RecordingExpiry) {
        recordings = expiry.deleted
        bytes += expiry.bytes
        announced = expiry.announced
        kept = expiry.withdrawn
    }

    mutating func note(_ expiry: SegmentExpiry) {
        segments = expiry.deleted
        bytes += expiry.bytes
    }

    mutating func note(_ expiry: SetAsideExpiry) {
        setAside = expiry.deleted
        bytes += expiry.bytes
    }

    var changes: Int {
        recordings + segments + setAside + announced + kept + forgotten + healed + told + delivered
    }

    var summary: Log.Fields {
        [
            "recordings": recordings, "segments": segments, "bytes": bytes, "announced": announced,
            "kept": kept, "expiring": expiring, "healed": healed, "forgotten": forgotten,
            "delivered": delivered, "set_aside": setAside, "missing": missing, "strays": strays,
        ]
    }
}

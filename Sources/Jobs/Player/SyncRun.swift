import Archive
import Catalogue
import Lomuz
import Platform

/// `vinyl-jobs sync`
struct SyncRun {
    private let call: Call
    private let settings: PlayerSettings
    private let shelf: BlobShelf
    private let bar: ProgressBar

    /// So many files are begun at most, and for so long, before the head is read again.
    private static let filesAtOnce = 64
    private static let batchNanoseconds: Int64 = 60_000_000_000

    init(_ call: Call) throws(JobError) {
        self.call = call
        settings = try PlayerSettings(call.settings)
        shelf = BlobShelf(call.folders)
        bar = call.progress("fetching", unit: .bytes)
    }

    /// What became of everything, beside what goes into the database.
    private struct Tally {
        var way = "same"
        var files = 0
        var bytes = 0
        var wrong = 0
        var removed = 0
        var isLate = false
        /// Not to be had in this run.
        var unreachable: Set<Fingerprint> = []
        var withoutRoom = 0
        var reason: String?
        var refusal: JobError?
    }

    func run() throws(JobError) -> Outcome {
        defer { bar.end() }
        try onDisk { () throws(SystemError) in try shelf.makeFolders() }
        let store = try call.playerStore(shelf)
        let origins = settings.makeOrigins(goOn: { !call.stop.isSet })
        try shelf.reconcile(store) { !call.stop.isSet }
        var tally = Tally()
        if call.isDry { return try tellOnly(store, origins) }
        try moveOn(store)
        do throws(JobError) { try climb(store, origins, &tally) } catch {
            try? flush(store, [], &tally)
            throw error
        }
        try fill(store, origins, &tally)
        tally.removed = try clear(store)
        try flush(store, origins, &tally)
        if let refusal = tally.refusal { throw refusal }
        return try outcome(tally, store)
    }

    /// What is here and whose time has come takes its place in playlists.
    private func moveOn(_ store: LomuzStore) throws(JobError) {
        try inCatalogue { () throws(CatalogueError) in
            try store.moveOn(atUnixSeconds: ShopClock(call.clock, head: try store.head()).unixSeconds)
        }
    }

    private func climb(_ store: LomuzStore, _ origins: [any Origin], _ tally: inout Tally) throws(JobError) {
        tally.refusal = nil
        do throws(JobError) {
            if case .taken(let way) = try Ladder(store, origins, settings, call).climb() { tally.way = way }
        } catch {
            // What is known and still missing can be fetched all the same; without an origin it cannot.
            guard error.status == .refused else { throw error }
            tally.refusal = error
        }
    }

    private func tellOnly(_ store: LomuzStore, _ origins: [any Origin]) throws(JobError) -> Outcome {
        let plan = try plan(store)
        try call.page.line(
            "would ask \(origins.map(\.name).joined(separator: ", ")), and then fetch at least "
                + "\(Human.count(plan.files.count, "file")), \(Human.size(plan.files.reduce(0) { $0 + $1.bytes }))"
        )
        return .unchanged()
    }
}

/// Media.
extension SyncRun {
    /// What is missing and there is room for; what can wait only within its window.
    private func plan(_ store: LomuzStore) throws(JobError) -> DownloadPlan {
        let free = Files.room(at: call.folders.media)?.freeBytes ?? 0
        return try inCatalogue { () throws(CatalogueError) in
            let clock = ShopClock(call.clock, head: try store.head())
            let moment = clock.moment(in: try store.settings())
            let playing = try store.schedules().inForce(at: moment).map(\.playlist)
            let missing = try store.missing(
                currentIn: playing, atUnixSeconds: clock.unixSeconds, atMicroseconds: call.now)
            let isOpen = settings.window?.holds(at: moment) ?? true
            return DownloadPlan(
                missing.filter { isOpen || $0.place != .future }, roomBytes: free - settings.reserveBytes,
                isSilent: try store.isSilent(atUnixSeconds: clock.unixSeconds))
        }
    }

    /// Some files at a time; between them, the head is read again when some time has passed.
    private func fill(_ store: LomuzStore, _ origins: [any Origin], _ tally: inout Tally) throws(JobError) {
        var asked = call.clock.monotonicNanoseconds()
        while !call.stop.isSet {
            let plan = try plan(store)
            tally.withoutRoom = plan.omitted.count
            let files = plan.files.filter { !tally.unreachable.contains($0.sha256) }
            if files.isEmpty { return }
            let all = files.reduce(0) { $0 + $1.bytes } + tally.bytes
            let before = tally.files + tally.wrong
            try fetch(Array(files.prefix(Self.filesAtOnce)), store, &tally, ofBytes: all)
            // Of so many, nothing was to be had, or not a thread: the next run begins with others.
            if tally.files + tally.wrong == before {
                tally.isLate = true
                return
            }
            let now = call.clock.monotonicNanoseconds()
            guard now - asked > Self.batchNanoseconds else { continue }
            asked = now
            try climb(store, origins, &tally)
        }
    }

    private func fetch(
        _ batch: [DownloadPlan.Wanted], _ store: LomuzStore, _ tally: inout Tally, ofBytes all: Int
    ) throws(JobError) {
        var files: [Download.Wanted] = []
        for file in batch {
            let facts = try inCatalogue { () throws(CatalogueError) in try store.facts(of: file.sha256) }
            files.append(
                Download.Wanted(
                    sha256: file.sha256, bytes: file.bytes, md5: facts?.md5, mime: facts?.mime ?? ""))
        }
        let crew = DownloadCrew(files, settings, folders: call.folders, clock: call.clock)
        let before = tally.bytes
        let start = call.clock.monotonicNanoseconds()
        try crew.run(
            goOn: {
                bar.show(done: Double(before + crew.traffic.bytes), of: Double(all))
                return !call.stop.isSet
            },
            ended: { file, ending throws(JobError) in
                try take(file, ending, store, &tally)
                if call.clock.monotonicNanoseconds() - start > Self.batchNanoseconds { crew.beginNoMore() }
            })
    }

    private func take(
        _ file: Download.Wanted, _ ending: Download.Ending, _ store: LomuzStore, _ tally: inout Tally
    ) throws(JobError) {
        switch ending {
        case .here:
            try inCatalogue { () throws(CatalogueError) in
                CrashPoint.pass(.haveWriting)
                try store.set(file.sha256, isHere: true, bytes: file.bytes)
            }
            try moveOn(store)
            CrashPoint.pass(.haveDone)
            shelf.name(file.sha256, store)
            CrashPoint.pass(.blobNamed)
            tally.files += 1
            tally.bytes += file.bytes
        case .wrong(let reason):
            tally.wrong += 1
            tally.reason = reason
            try fail(file, reason, store)
        case .unreachable(let reason, _):
            tally.isLate = true
            tally.reason = reason
            tally.unreachable.insert(file.sha256)
            try inCatalogue { () throws(CatalogueError) in
                try store.postpone(file.sha256, reason, atMicroseconds: call.now)
            }
        case .noRoom(let reason):
            throw .noRoom("\(reason); what is here goes on playing")
        case .stopped: tally.isLate = true
        }
    }

    /// 1, 5, 30 minutes, 6 hours, with some chance in it; after that it is left alone for a day.
    private func fail(_ file: Download.Wanted, _ reason: String, _ store: LomuzStore) throws(JobError) {
        try inCatalogue { () throws(CatalogueError) in
            let failures = try store.failures(of: file.sha256)
            let minutes = [1, 5, 30, 360][min(failures, 3)] * (failures >= 4 ? 4 : 1)
            let pause = Int64(minutes) * 60_000_000
            try store.fail(
                file.sha256, reason, retryMicroseconds: call.now + pause + Int64.random(in: 0...pause / 5))
        }
        CrashPoint.pass(.failureWritten)
    }

    /// Nothing goes where it is not known what is needed, nor by a clock that cannot be believed.
    private func clear(_ store: LomuzStore) throws(JobError) -> Int {
        let (head, wanted) = try inCatalogue { () throws(CatalogueError) in
            (try store.head(), try store.blobs().filter { !$0.isHere }.map(\.sha256))
        }
        guard head != nil, !ShopClock(call.clock, head: head).isDoubtful, !call.stop.isSet else { return 0 }
        try shelf.sweepParts(wanted: Set(wanted), atMicroseconds: call.now)
        return try shelf.clear(store, all: call.invocation.has(.removeAll), atMicroseconds: call.now)
    }
}

/// What is told about it.
extension SyncRun {
    private func flush(
        _ store: LomuzStore, _ origins: [any Origin], _ tally: inout Tally
    ) throws(JobError) {
        try TelemetryFlush(store, origins, settings, call).run(isNews: tally.way != "same" || tally.files > 0)
    }

    private func outcome(_ tally: Tally, _ store: LomuzStore) throws(JobError) -> Outcome {
        let figures = try inCatalogue { () throws(CatalogueError) in
            try store.figures(atUnixSeconds: Int(call.now / 1_000_000))
        }
        let summary: Log.Fields = [
            "way": "\(tally.way)", "files": tally.files, "bytes": tally.bytes, "missing": figures.missing,
            "removed": tally.removed,
        ]
        if call.stop.isSet { return .stopped(summary) }
        if tally.withoutRoom > 0 {
            throw .noRoom(
                "no room for \(Human.count(tally.withoutRoom, "file")) more; what is here goes on playing")
        }
        if tally.isLate || tally.wrong > 0 {
            throw .busy("not everything was to be had: \(tally.reason ?? "later")")
        }
        let isChanged = tally.way != "same" || tally.files > 0 || tally.removed > 0
        return isChanged ? .changed(summary) : .unchanged(summary)
    }
}

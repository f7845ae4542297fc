import Archive
import Catalogue
import Platform

/// Lets recordings go whose time is over, and tells of those that will.
struct RecordingExpiry {
    private let call: Call
    private let catalogue: Catalogue
    private let time: TimeKeeping
    private let notices: ExpiryNotices

    private(set) var announced = 0
    private(set) var withdrawn = 0
    private(set) var deleted = 0
    private(set) var bytes = 0
    /// With sidecars that cannot be read: what people decided about them is not known.
    private(set) var doubtful = 0

    init(_ call: Call, _ catalogue: Catalogue, _ time: TimeKeeping) {
        self.call = call
        self.catalogue = catalogue
        self.time = time
        notices = ExpiryNotices(call, catalogue)
    }

    /// With what has to go for room.
    func plan() throws(JobError) -> (plan: ExpiryPlan, hurry: Hurry) {
        let retention = Retention(call.settings)
        let hurry = try DiskRoom(call, catalogue, now: time.now).hurry(retention)
        let (recordings, holding) = try inCatalogue { () throws(CatalogueError) in
            var recordings = try catalogue.recordingsToJudge(
                overBefore: time.now + RetentionPolicy.day, days: retention.days,
                announcedAs: NoticeType.expiring)
            let known = Set(recordings.map(\.key))
            recordings += hurry.recordings.filter { !known.contains($0.key) }
            return (recordings, try catalogue.noticesHolding(NoticeType.expiring))
        }
        let plan = ExpiryPlan(
            recordings, announcements: holding, retention: retention,
            policy: RetentionPolicy(now: time.now, elapsedMicroseconds: time.elapsed.microseconds),
            hurry: hurry)
        return (plan, hurry)
    }

    /// Nobody else decides about recordings meanwhile.
    mutating func run() throws(JobError) {
        for left in try inCatalogue({ () throws(CatalogueError) in try catalogue.recordingsBeingDeleted() }) {
            try remove(left)
        }
        if time.doubt?.isOfClock == true { return }
        let (plan, hurry) = try plan()
        let hurried = Set(hurry.recordings.map(\.key))
        for recording in plan.withdrawn where try notices.withdraw(recording) { withdrawn += 1 }
        for key in plan.orphans { try notices.end(about: key) }
        for recording in plan.announced {
            try notices.announce(recording, isForRoom: hurried.contains(recording.key))
            announced += 1
            CrashPoint.pass(.noticesWritten)
        }
        // Their day begins when they are in the log, not when all others have gone.
        try notices.tell()
        guard time.doubt == nil else { return }
        for recording in plan.leaving {
            if call.stop.isSet { break }
            if plan.early.contains(recording.key), !isNeeded(hurry) { break }
            guard try isCertain(recording), try mark(recording) else { continue }
            CrashPoint.pass(.expiredMarked)
            try remove(recording)
        }
    }

    /// What went so far may have been enough, and the tape gives the rest.
    private func isNeeded(_ hurry: Hurry) -> Bool {
        DiskRoom(call, catalogue, now: time.now).missingBytes > hurry.tapeBytes
    }

    /// Its sidecar is what people decided; a row that says something else, as from a copy of the catalogue that was
    /// put back, is mended and judged another time.
    private mutating func isCertain(_ recording: Catalogue.Recording) throws(JobError) -> Bool {
        switch SidecarVerdict(recording, in: call.folders) {
        case .goes: return true
        case .unreadable(let path):
            doubtful += 1
            call.log.warning("recording not deleted", ["recording": recording.id, "unreadable": path])
        case .differs(let sidecar):
            let catalogue = catalogue
            try inCatalogue { () throws(CatalogueError) in try catalogue.store(sidecar) }
            CrashPoint.pass(.rowMended)
            try notices.withdraw(recording)
            withdrawn += 1
        }
        return false
    }

    private func mark(_ recording: Catalogue.Recording) throws(JobError) -> Bool {
        let (catalogue, now) = (catalogue, call.now)
        return try inCatalogue { () throws(CatalogueError) in
            try catalogue.markExpired(
                recording: recording.id, announcedAs: NoticeType.expiring,
                before: now - RetentionPolicy.day, atMicroseconds: now)
        }
    }

    private mutating func remove(_ recording: Catalogue.Recording) throws(JobError) {
        let size = Self.bytes(of: recording, in: call.folders)
        try RecordingRemoval(call, catalogue).complete(recording)
        deleted += 1
        bytes += size
    }

    /// Of all of its files but the sidecar, which stays to tell of it.
    static func bytes(of recording: Catalogue.Recording, in folders: Folders) -> Int {
        RecordingName.Part.allCases.filter { $0 != .sidecar }
            .reduce(0) { $0 + (Files.facts(folders.path(of: recording.name, $1))?.bytes ?? 0) }
    }
}

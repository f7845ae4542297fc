import Archive
import Catalogue
import Platform

/// Tells of rows whose files are gone, and forgets them where nothing is lost by that.
struct LostRows {
    private let call: Call
    private let catalogue: Catalogue
    private let time: TimeKeeping

    private(set) var healed = 0
    /// Recordings that are waited for.
    private(set) var missing = 0

    init(_ call: Call, _ catalogue: Catalogue, _ time: TimeKeeping) {
        self.call = call
        self.catalogue = catalogue
        self.time = time
    }

    mutating func run() throws(JobError) {
        let lost = try LostFiles(call, catalogue)
        if let first = lost.segments.first {
            call.log.warning("segments lost", ["segments": lost.segments.count, "first": first.path])
        }
        for recording in lost.recordings {
            call.log.warning(
                "recording lost",
                [
                    "recording": recording.id, "path": call.folders.path(of: recording.name, .sound),
                    "title": recording.title,
                ])
        }
        let forgotten = time.doubt == nil ? lost.recordingsToForget() : []
        if time.doubt == nil { try forgetSegments(of: lost) }
        for recording in forgotten { try forget(recording) }
        let keys = Set(forgotten.map(\.key))
        try wait(for: lost.recordings.filter { !keys.contains($0.key) })
        let catalogue = catalogue
        try inCatalogue { () throws(CatalogueError) in
            for (folder, time) in lost.whole {
                try catalogue.saw(folder: folder, modifiedMicroseconds: time)
            }
        }
    }

    private mutating func forgetSegments(of lost: LostFiles) throws(JobError) {
        guard !lost.segments.isEmpty else { return }
        let this = self
        healed += try inCatalogue { () throws(CatalogueError) in
            try this.catalogue.write { () throws(CatalogueError) in
                let spare = try lost.segmentsToForget(SegmentExpiry(this.call, this.catalogue, this.time))
                let marked = try this.catalogue.markForDeletion(spare, atMicroseconds: this.time.now)
                CrashPoint.pass(.lostMarked)
                try this.catalogue.drop(marked)
                return marked.count
            }
        }
    }

    /// All or nothing, so that it is told once.
    private mutating func forget(_ recording: Catalogue.Recording) throws(JobError) {
        let (call, catalogue, fact) = (call, catalogue, "\(time.now)")
        let text = Self.words(recording)
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.write { () throws(CatalogueError) in
                if try !catalogue.endNotice(NoticeType.lost, about: recording.key, atMicroseconds: call.now) {
                    try catalogue.addPassingNotice(
                        NoticeType.lost, about: recording.key, fact: fact, text: text,
                        atMicroseconds: call.now)
                }
                _ = try catalogue.markForDeletion(recording: recording.id, atMicroseconds: call.now)
                CrashPoint.pass(.lostMarked)
                try catalogue.drop(recording: recording.id)
            }
        }
        CrashPoint.pass(.lostDropped)
        healed += 1
    }

    /// Told once, as long as they are missing.
    private mutating func wait(for recordings: [Catalogue.Recording]) throws(JobError) {
        missing = recordings.count
        let outbox = Outbox(call, catalogue)
        let catalogue = catalogue
        let holding = try inCatalogue { () throws(CatalogueError) in
            try catalogue.noticesHolding(NoticeType.lost)
        }
        let keys = Set(recordings.map(\.key))
        for notice in holding where !keys.contains(notice.subject) {
            try outbox.end(NoticeType.lost, about: notice.subject)
        }
        for recording in recordings {
            try outbox.begin(NoticeType.lost, about: recording.key, Self.words(recording))
        }
    }

    private static func words(_ recording: Catalogue.Recording) -> String {
        "the sound of \(ExpiryNotices.words(recording)) is not there any more"
    }
}

import Archive
import Catalogue
import Platform

/// Rows whose files somebody has taken away: told, and forgotten where nothing is lost by that. A folder that has not
/// changed since it was last looked through is not read again. Files without rows are the business of `segment` and
/// `assemble`, which take them in or away.
struct LostFiles {
    private let call: Call
    private let catalogue: Catalogue
    private let time: TimeKeeping

    private(set) var recordings = 0
    private(set) var healed = 0
    private var segments: [Catalogue.SpareSegment] = []

    /// A folder that changed a moment ago may change again within the same tick of its clock.
    private static let settledMicroseconds: Int64 = 10_000_000

    init(_ call: Call, _ catalogue: Catalogue, _ time: TimeKeeping) {
        self.call = call
        self.catalogue = catalogue
        self.time = time
    }

    mutating func run() throws(JobError) {
        let catalogue = catalogue
        let (seen, days) = try inCatalogue { () throws(CatalogueError) in
            (try catalogue.foldersSeen(), try catalogue.segmentFolders())
        }
        for day in days {
            let folder = "segments/" + day
            try look(folder, seen[folder]) { this throws(JobError) in try this.lookAtSegments(day) }
        }
        try healSegments()
        let months = try onDisk { () throws(SystemError) in try Files.names(in: call.folders.recordings) }
        for month in months {
            let folder = "recordings/" + month
            try look(folder, seen[folder]) { this throws(JobError) in try this.lookAtRecordings(month) }
        }
        for folder in seen.keys where !Files.exists(call.folders.root + "/" + folder) {
            try inCatalogue { () throws(CatalogueError) in
                try catalogue.saw(folder: folder, modifiedMicroseconds: nil)
            }
        }
    }

    /// Remembered only when nothing was missing: what is, is told every time.
    private mutating func look(
        _ folder: String, _ seen: Int64?, _ body: (inout LostFiles) throws(JobError) -> Bool
    ) throws(JobError) {
        let modified = Files.facts(call.folders.root + "/" + folder)?.modifiedMicroseconds
        guard modified == nil || modified != seen else { return }
        let isWhole = try body(&self)
        guard isWhole, let modified, modified < call.now - Self.settledMicroseconds else { return }
        let catalogue = catalogue
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.saw(folder: folder, modifiedMicroseconds: modified)
        }
    }

    private mutating func lookAtSegments(_ day: String) throws(JobError) -> Bool {
        let catalogue = catalogue
        let rows = try inCatalogue { () throws(CatalogueError) in try catalogue.segments(inFolder: day) }
        let there = try names(in: call.folders.segments + "/" + day)
        let lost = rows.filter { !there.contains(String($0.path.dropFirst(day.count + 1))) }
        segments += lost
        return lost.isEmpty
    }

    /// What is still to be assembled keeps its row, which tells when that was.
    private mutating func healSegments() throws(JobError) {
        guard let first = segments.first else { return }
        call.log.warning("segments lost", ["segments": segments.count, "first": first.path])
        guard time.doubt == nil else { return }
        let (this, lost) = (self, segments.map(\.id))
        healed += try inCatalogue { () throws(CatalogueError) in
            try this.catalogue.write { () throws(CatalogueError) in
                let expiry = SegmentExpiry(this.call, this.catalogue, this.time)
                let spare = Set(try expiry.early(bytes: .max).map(\.id))
                let marked = try this.catalogue.markForDeletion(
                    lost.filter(spare.contains), atMicroseconds: this.time.now)
                try this.catalogue.drop(marked)
                return marked.count
            }
        }
    }

    /// One whose sidecar is still there comes back by itself with its sound, so its row need not stay.
    private mutating func lookAtRecordings(_ month: String) throws(JobError) -> Bool {
        let catalogue = catalogue
        let there = try names(in: call.folders.recordings + "/" + month)
        let sidecars = there.filter { $0.hasSuffix(".json") }
        var isWhole = true
        for file in sidecars.sorted() where !there.contains(file.dropLast(4) + "flac") {
            guard let name = RecordingName(fileName: file) else { continue }
            let row = try inCatalogue { () throws(CatalogueError) in
                try catalogue.recording(withKey: name.key)
            }
            guard let row, !row.isBeingDeleted, row.name == name else { continue }
            isWhole = false
            recordings += 1
            call.log.warning(
                "recording lost",
                ["recording": row.id, "path": call.folders.path(of: name, .sound), "title": row.title])
            guard time.doubt == nil else { continue }
            try Outbox(call, catalogue).put(
                "recording.lost", about: row.key, fact: "\(time.now)",
                "the files of \(ExpiryNotices.words(row)) are not there any more")
            try inCatalogue { () throws(CatalogueError) in
                try catalogue.write { () throws(CatalogueError) in
                    _ = try catalogue.markForDeletion(recording: row.id, atMicroseconds: call.now)
                    try catalogue.drop(recording: row.id)
                }
            }
            healed += 1
        }
        return isWhole
    }

    private func names(in folder: String) throws(JobError) -> Set<String> {
        Set(try onDisk { () throws(SystemError) in try Files.names(in: folder) })
    }
}

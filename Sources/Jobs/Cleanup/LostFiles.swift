import Archive
import Catalogue
import Platform

/// Rows whose files somebody has taken away. Looks, and changes nothing. A folder that has not changed since it was last
/// looked through is not read again. Files without rows are the business of `segment` and `assemble`.
struct LostFiles {
    private let call: Call
    private let catalogue: Catalogue

    private(set) var segments: [Catalogue.SpareSegment] = []
    private(set) var recordings: [Catalogue.Recording] = []
    /// Folders in which nothing was missing, and when they had last been changed; nil: not there any more.
    private(set) var whole: [(folder: String, modifiedMicroseconds: Int64?)] = []
    /// A folder in which nothing lies that we know may be a disk that is not mounted.
    private var isTapeThere = false
    private var isShelfThere = false

    /// A folder that changed a moment ago may change again within the same tick of its clock.
    private static let settledMicroseconds: Int64 = 10_000_000

    init(_ call: Call, _ catalogue: Catalogue) throws(JobError) {
        self.call = call
        self.catalogue = catalogue
        let (seen, days, months) = try inCatalogue { () throws(CatalogueError) in
            (try catalogue.foldersSeen(), try catalogue.segmentFolders(), try catalogue.recordingMonths())
        }
        for day in days {
            let isNew = try look("segments/" + day, seen) { this throws(JobError) in
                try this.lookAtSegments(day)
            }
            isTapeThere = isTapeThere || !isNew
        }
        for month in months {
            let isNew = try look("recordings/" + month, seen) { this throws(JobError) in
                try this.lookAtRecordings(month)
            }
            isShelfThere = isShelfThere || !isNew
        }
        for folder in seen.keys where !Files.exists(call.folders.root + "/" + folder) {
            whole.append((folder, nil))
        }
    }

    /// Whose rows tell nothing that is still wanted: what is to be assembled keeps its row, which tells when that was.
    func segmentsToForget(_ expiry: SegmentExpiry) throws(CatalogueError) -> [Int] {
        guard isTapeThere, !segments.isEmpty else { return [] }
        let spare = Set(try expiry.early(bytes: .max).map(\.id))
        return segments.map(\.id).filter(spare.contains)
    }

    /// Each comes back by itself with its sound and its sidecar. What somebody keeps for good is waited for.
    func recordingsToForget() -> [Catalogue.Recording] {
        isShelfThere ? recordings.filter { !isKept($0) } : []
    }

    private func isKept(_ recording: Catalogue.Recording) -> Bool {
        let path = call.folders.path(of: recording.name, .sidecar)
        // A row may be from a copy of the catalogue that was put back.
        guard Files.exists(path) else { return recording.isPermanent }
        guard let bytes = try? Files.read(path), let sidecar = try? Sidecar(parsing: bytes) else {
            return true
        }
        return sidecar.isPermanent && sidecar.deletedMicroseconds == nil
    }
}

extension LostFiles {
    /// False when it is as it was when it was last seen whole.
    private mutating func look(
        _ folder: String, _ seen: [String: Int64], _ body: (inout LostFiles) throws(JobError) -> Bool
    ) throws(JobError) -> Bool {
        let modified = Files.facts(call.folders.root + "/" + folder)?.modifiedMicroseconds
        guard modified == nil || modified != seen[folder] else { return false }
        let isWhole = try body(&self)
        if isWhole, let modified, modified < call.now - Self.settledMicroseconds {
            whole.append((folder, modified))
        }
        return true
    }

    private mutating func lookAtSegments(_ day: String) throws(JobError) -> Bool {
        let catalogue = catalogue
        let rows = try inCatalogue { () throws(CatalogueError) in try catalogue.segments(inFolder: day) }
        let there = try names(in: call.folders.segments + "/" + day)
        var lost: [Catalogue.SpareSegment] = []
        for row in rows where !there.contains(String(row.path.dropFirst(day.count + 1))) {
            // Somebody may have let it go meanwhile.
            let isWanted = try inCatalogue { () throws(CatalogueError) in
                try catalogue.isWanted(segment: row.id)
            }
            if isWanted { lost.append(row) }
        }
        segments += lost
        isTapeThere = isTapeThere || lost.count < rows.count
        return lost.isEmpty
    }

    private mutating func lookAtRecordings(_ month: String) throws(JobError) -> Bool {
        let catalogue = catalogue
        let rows = try inCatalogue { () throws(CatalogueError) in try catalogue.recordings(inMonth: month) }
        let there = try names(in: call.folders.recordings + "/" + month)
        isShelfThere = isShelfThere || there.contains { RecordingName(fileName: $0) != nil }
        var lost: [Catalogue.Recording] = []
        for row in rows where !there.contains(row.name.fileName(.sound)) {
            let now = try inCatalogue { () throws(CatalogueError) in try catalogue.recording(row.id) }
            if let now, !now.isBeingDeleted { lost.append(now) }
        }
        recordings += lost
        return lost.isEmpty
    }

    private func names(in folder: String) throws(JobError) -> Set<String> {
        Set(try onDisk { () throws(SystemError) in try Files.names(in: folder) })
    }
}

import Archive
import Catalogue
import Features
import Platform

/// Takes old segments off the disk: marks, removes, makes that durable, drops their rows.
struct SegmentExpiry {
    private let call: Call
    private let catalogue: Catalogue
    private let time: TimeKeeping
    private let disk = Disk.system

    private(set) var deleted = 0
    private(set) var bytes = 0

    /// Marked at one time, so that nobody waits for long.
    private static let atOnce = 500

    init(_ call: Call, _ catalogue: Catalogue, _ time: TimeKeeping) {
        self.call = call
        self.catalogue = catalogue
        self.time = time
    }

    /// Kept for long enough.
    func old(most: Int) throws(CatalogueError) -> [Catalogue.SpareSegment] {
        let keep = Int64(call.settings.whole(.segmentKeepHours)) * 3_600_000_000
        return try catalogue.spareSegments(
            endedBefore: time.now - keep, featuresVersion: Features.codingVersion, most: most)
    }

    /// Younger ones that make so much room: what recordings hold already, then what nobody needs.
    func early(bytes missing: Int, except chosen: [Catalogue.SpareSegment] = []) throws(CatalogueError)
        -> [Catalogue.SpareSegment]
    {
        guard missing > 0 else { return [] }
        var left = missing
        var known = Set(chosen.map(\.id))
        var early: [Catalogue.SpareSegment] = []
        for isRecorded in [true, false] {
            let spare = try catalogue.spareSegments(
                endedBefore: time.now, featuresVersion: Features.codingVersion, isRecorded: isRecorded,
                most: .max)
            for segment in spare where left > 0 && known.insert(segment.id).inserted {
                early.append(segment)
                left -= segment.bytes
            }
        }
        return early
    }

    mutating func run() throws(JobError) {
        let left = try inCatalogue { () throws(CatalogueError) in try catalogue.segmentsBeingDeleted() }
        try remove(left.map { (id: $0.id, path: $0.path) })
        guard time.doubt == nil else { return }
        let this = self
        while try removeSome({ () throws(CatalogueError) in try this.old(most: Self.atOnce) }) {}
        let missing = DiskRoom(call, catalogue, now: time.now).missingBytes
        let before = bytes
        var isMore = missing > 0
        while isMore {
            let rest = missing - (bytes - before)
            isMore = try removeSome { () throws(CatalogueError) in
                Array(try this.early(bytes: rest).prefix(Self.atOnce))
            }
        }
        if bytes > before {
            call.log.notice("tape shortened to make room", ["bytes": bytes - before, "wanted": missing])
        }
    }

    /// False when there are none, or it was asked to stop.
    private mutating func removeSome(
        _ choose: () throws(CatalogueError) -> [Catalogue.SpareSegment]
    ) throws(JobError) -> Bool {
        guard !call.stop.isSet else { return false }
        let now = call.now
        let marked = try inCatalogue { () throws(CatalogueError) in
            try catalogue.write { () throws(CatalogueError) in
                let chosen = try choose()
                let marked = Set(
                    try catalogue.markForDeletion(chosen.map(\.id), atMicroseconds: now))
                return chosen.filter { marked.contains($0.id) }.map { (id: $0.id, path: $0.path) }
            }
        }
        guard !marked.isEmpty else { return false }
        CrashPoint.pass(.segmentsMarked)
        try remove(marked)
        return true
    }

    private mutating func remove(_ marked: [(id: Int, path: String)]) throws(JobError) {
        guard !marked.isEmpty else { return }
        var days: Set<String> = []
        for segment in marked {
            let path = call.folders.segments + "/" + segment.path
            // One that is gone already may not be gone for certain.
            days.insert(parentFolder(path))
            guard let size = Files.facts(path)?.bytes else { continue }
            try onDisk { () throws(SystemError) in try disk.remove(path) }
            CrashPoint.pass(.segmentRemoved)
            bytes += size
        }
        for day in days.sorted() where Files.exists(day) {
            try onDisk { () throws(SystemError) in try disk.syncFolder(day) }
        }
        CrashPoint.pass(.segmentsRemoved)
        let catalogue = catalogue
        try inCatalogue { () throws(CatalogueError) in try catalogue.drop(marked.map(\.id)) }
        CrashPoint.pass(.segmentsDropped)
        deleted += marked.count
    }
}

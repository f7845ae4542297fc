import Archive
import Catalogue
import Platform

/// `vinyl-jobs cleanup --dry-run`: exactly what a run would do now.
struct CleanupPreview {
    private let call: Call
    private let catalogue: Catalogue

    init(_ call: Call, _ catalogue: Catalogue) {
        self.call = call
        self.catalogue = catalogue
    }

    func tell() throws(JobError) {
        let time = try TimeKeeping(call, catalogue)
        if let doubt = time.doubt { try call.page.line("would delete nothing new: \(doubt)") }
        var lines: [String] = []
        var total = 0
        for left in try inCatalogue({ () throws(CatalogueError) in try catalogue.recordingsBeingDeleted() }) {
            lines.append(line("would finish deleting", left, &total))
        }
        if time.doubt?.isOfClock != true {
            let plan = try RecordingExpiry(call, catalogue, time).plan().plan
            lines += plan.withdrawn.map { "would say that \(ExpiryNotices.words($0)) stays" }
            lines += plan.announced.map { "would announce that \(ExpiryNotices.words($0)) goes in a day" }
            if time.doubt == nil { lines += plan.leaving.map { line("would delete", $0, &total) } }
        }
        let (count, bytes) = try segments(time, freed: total)
        if count > 0 {
            lines.append("would delete \(Human.count(count, "segment")), \(bytes) bytes")
            total += bytes
        }
        if time.doubt == nil {
            let old = try inCatalogue { () throws(CatalogueError) in
                try catalogue.rowsToForget(
                    before: Cleanup.horizon(time.now), elapsed: Cleanup.horizon(time.elapsed.microseconds))
            }
            if old > 0 { lines.append("would forget \(Human.count(old, "old row"))") }
        }
        try call.page.lines(lines)
        try call.page.line("would free \(total) bytes (\(Human.size(total)))")
    }

    private func line(_ doing: String, _ recording: Catalogue.Recording, _ total: inout Int) -> String {
        let bytes = RecordingExpiry.bytes(of: recording, in: call.folders)
        total += bytes
        return "\(doing) \(ExpiryNotices.words(recording)), \(bytes) bytes"
    }

    private func segments(_ time: TimeKeeping, freed: Int) throws(JobError) -> (count: Int, bytes: Int) {
        let missing = DiskRoom(call, catalogue, now: time.now).missingBytes
        let paths = try inCatalogue { () throws(CatalogueError) in
            let left = try catalogue.segmentsBeingDeleted().map(\.path)
            guard time.doubt == nil else { return left }
            let expiry = SegmentExpiry(call, catalogue, time)
            let old = try expiry.old(most: .max)
            let more = missing - freed - old.reduce(0) { $0 + $1.bytes }
            let early = try expiry.early(bytes: more, except: old)
            return left + (old + early).map(\.path)
        }
        let sizes = paths.map { Files.facts(call.folders.segments + "/" + $0)?.bytes ?? 0 }
        return (paths.count, sizes.reduce(0, +))
    }
}

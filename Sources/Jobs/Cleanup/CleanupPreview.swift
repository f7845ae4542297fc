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
        var total = 0
        var (lines, gone) = try recordings(time, &total)
        let segments = try segments(time, freed: total)
        if !segments.isEmpty {
            let sizes = segments.values.map { Files.facts(call.folders.segments + "/" + $0)?.bytes ?? 0 }
            let bytes = sizes.reduce(0, +)
            lines.append("would delete \(Human.count(segments.count, "segment")), \(bytes) bytes")
            total += bytes
        }
        for file in try SetAsideExpiry(call, catalogue, time).old() {
            lines.append("would delete \(file.path), which was set aside, \(file.bytes) bytes")
            total += file.bytes
        }
        gone.formUnion(segments.keys.map { "segment \($0)" })
        lines += try lost(time, without: gone)
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

    /// With the keys of those that go.
    private func recordings(
        _ time: TimeKeeping, _ total: inout Int
    ) throws(JobError) -> (lines: [String], gone: Set<String>) {
        var lines: [String] = []
        var gone: Set<String> = []
        for left in try inCatalogue({ () throws(CatalogueError) in try catalogue.recordingsBeingDeleted() }) {
            lines.append(line("would finish deleting", left, &total))
        }
        guard time.doubt?.isOfClock != true else { return (lines, gone) }
        let plan = try RecordingExpiry(call, catalogue, time).plan().plan
        lines += plan.withdrawn.map(stays)
        lines += plan.announced.map { "would announce that \(ExpiryNotices.words($0)) goes in a day" }
        guard time.doubt == nil else { return (lines, gone) }
        for recording in plan.leaving {
            switch SidecarVerdict(recording, in: call.folders) {
            case .goes:
                lines.append(line("would delete", recording, &total))
                gone.insert(recording.key)
            case .differs: lines.append(stays(recording))
            case .unreadable(let path):
                lines.append("would not delete \(ExpiryNotices.words(recording)): \(path) cannot be read")
            }
        }
        return (lines, gone)
    }

    private func stays(_ recording: Catalogue.Recording) -> String {
        "would say that \(ExpiryNotices.words(recording)) stays"
    }

    /// Rows that will be there when all of the above is gone.
    private func lost(_ time: TimeKeeping, without gone: Set<String>) throws(JobError) -> [String] {
        let lost = try LostFiles(call, catalogue)
        let isSure = time.doubt == nil
        let forgotten = isSure ? lost.recordingsToForget().filter { !gone.contains($0.key) } : []
        let keys = gone.union(forgotten.map(\.key))
        let segments = try inCatalogue { () throws(CatalogueError) in
            isSure ? try lost.segmentsToForget(SegmentExpiry(call, catalogue, time)) : []
        }
        let count = segments.count { !gone.contains("segment \($0)") }
        var lines = forgotten.map { "would forget \(ExpiryNotices.words($0)), whose sound is not there" }
        lines += lost.recordings.filter { !keys.contains($0.key) }
            .map { "would wait for the sound of \(ExpiryNotices.words($0))" }
        if count > 0 {
            lines.append("would forget \(Human.count(count, "segment")) whose files are not there")
        }
        return lines
    }

    private func line(_ doing: String, _ recording: Catalogue.Recording, _ total: inout Int) -> String {
        let bytes = RecordingExpiry.bytes(of: recording, in: call.folders)
        total += bytes
        return "\(doing) \(ExpiryNotices.words(recording)), \(bytes) bytes"
    }

    /// Paths by id.
    private func segments(_ time: TimeKeeping, freed: Int) throws(JobError) -> [Int: String] {
        let missing = DiskRoom(call, catalogue, now: time.now).missingBytes
        let chosen = try inCatalogue { () throws(CatalogueError) in
            let left = try catalogue.segmentsBeingDeleted().map { ($0.id, $0.path) }
            guard time.doubt == nil else { return left }
            let expiry = SegmentExpiry(call, catalogue, time)
            let old = try expiry.old(most: .max)
            let more = missing - freed - old.reduce(0) { $0 + $1.bytes }
            let early = try expiry.early(bytes: more, except: old)
            return left + (old + early).map { ($0.id, $0.path) }
        }
        return Dictionary(chosen) { first, _ in first }
    }
}

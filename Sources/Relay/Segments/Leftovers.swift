import Archive
import Platform

/// Segments of this tape that could not even be finished when their disk failed. They are tried again when it is back.
struct Leftovers {
    private let disk: Disk
    private var entries: [(path: String, tags: SegmentTags)] = []

    /// More than these, and the oldest are left to be salvaged when the tape has ended.
    private static let most = 64

    init(disk: Disk) { self.disk = disk }

    mutating func add(_ segment: SegmentFile) {
        entries.append((segment.unfinishedPath, segment.tags))
        if entries.count > Self.most { entries.removeFirst() }
    }

    /// Answers how many are finished now.
    mutating func finish(log: Log) -> Int {
        var finished = 0
        var kept: [(path: String, tags: SegmentTags)] = []
        for entry in entries {
            do throws(SegmentError) {
                try repair(entry.path, entry.tags)
                finished += 1
                log.notice("segment finished late", ["path": entry.path])
            } catch {
                // Gone is gone: a file that is no longer there cannot be finished later either.
                if !error.isMissing { kept.append(entry) }
            }
        }
        entries = kept
        return finished
    }

    private func repair(_ path: String, _ tags: SegmentTags) throws(SegmentError) {
        let file: Int32
        do throws(SystemError) { file = try disk.openLocked(path) } catch { throw .disk(error) }
        defer { disk.close(file) }
        try SegmentRepair(disk: disk).finish(file: file, path: path, tags: tags)
    }
}

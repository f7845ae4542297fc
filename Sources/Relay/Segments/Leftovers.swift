import Archive
import Platform

/// Segments of this tape that could not even be finished when their disk failed. They are tried again when it is back.
struct Leftovers {
    private let disk: Disk
    private var entries: [Entry] = []

    private struct Entry {
        let path: String
        let tags: SegmentTags
        /// How many frames it must hold.
        let frames: Int
    }

    /// More than these, and the oldest are left to be salvaged when the tape has ended.
    private static let most = 1_000

    init(disk: Disk) { self.disk = disk }

    mutating func add(_ segment: SegmentFile, _ log: Log) {
        // Those that follow have the same fate for the same reason, which has been told.
        if entries.isEmpty { log.warning("segment left unfinished", ["segment": segment.name.unfinished]) }
        entries.append(Entry(path: segment.unfinishedPath, tags: segment.tags, frames: segment.framesWritten))
        if entries.count > Self.most { entries.removeFirst() }
    }

    /// Tries some of them, until one fails: it goes to the end of the line. What did not come back with the disk is lost.
    mutating func finish(atMost count: Int, _ board: WriterBoard, _ log: Log) {
        var segments = 0
        var lost = 0
        for _ in 0..<min(count, entries.count) {
            let entry = entries.removeFirst()
            do throws(SegmentError) {
                let frames = try repair(entry)
                lost += entry.frames - frames
                segments += frames > 0 ? 1 : 0
            } catch {
                entries.append(entry)
                break
            }
        }
        guard segments > 0 || lost > 0 else { return }
        log.notice("segments finished late", ["segments": segments, "lost_frames": lost])
        board.finished(frames: -lost, segments: segments)
        board.change { $0.holeFrames += lost }
    }

    /// Answers the frames that are safe now.
    private func repair(_ entry: Entry) throws(SegmentError) -> Int {
        guard let file = try open(entry.path) else { return try framesFinished(entry) }
        defer { disk.close(file) }
        return try SegmentRepair(disk: disk).finish(file: file, path: entry.path, tags: entry.tags)
    }

    /// Perhaps it had its new name already, and only the folder was not synced. Else gone is gone, unless the whole
    /// folder is away.
    private func framesFinished(_ entry: Entry) throws(SegmentError) -> Int {
        let finished = try open(String(entry.path.dropLast(".part".utf8.count)))
        if let finished { disk.close(finished) }
        do throws(SystemError) { try disk.syncFolder(parentFolder(entry.path)) } catch { throw .disk(error) }
        return finished == nil ? 0 : entry.frames
    }

    private func open(_ path: String) throws(SegmentError) -> Int32? {
        do throws(SystemError) {
            return try disk.openLocked(path)
        } catch {
            if error.isMissing { return nil }
            throw .disk(error)
        }
    }
}

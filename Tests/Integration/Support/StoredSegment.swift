import Archive
import Audio
import Foundation
import Platform

/// A segment as it lies on disk, finished or not.
struct StoredSegment {
    let path: String
    let name: SegmentName
    let tags: SegmentTags
    let streamInfo: StreamInfo

    var isFinished: Bool { path.hasSuffix(SegmentName.finishedSuffix) }
    /// One past its last frame; for a finished one.
    var end: Int { tags.firstFrame + streamInfo.frames }

    /// Nil when it does not even say what it is.
    init?(_ path: String) {
        let file = FileHandle(forReadingAtPath: path)
        guard let start = try? file?.read(upToCount: SegmentTags.headerBytes),
            let name = SegmentName(fileName: URL(filePath: path).lastPathComponent),
            let header = FLACHeader(parsing: Array(start)), let tags = SegmentTags(header)
        else { return nil }
        self.path = path
        self.name = name
        self.tags = tags
        streamInfo = header.streamInfo
    }

    /// The files of the folder `segments` with this ending, by tape and frame.
    static func paths(in folder: String, ending: String) -> [String] {
        let segments = Folders(root: folder).segments
        let found = FileManager.default.enumerator(atPath: segments)?.compactMap { $0 as? String } ?? []
        return found.filter { $0.hasSuffix(ending) }.map { segments + "/" + $0 }.sorted(by: isBefore)
    }

    static func finished(in folder: String) -> [StoredSegment] {
        paths(in: folder, ending: SegmentName.finishedSuffix).compactMap(StoredSegment.init)
    }

    private static func isBefore(_ left: String, _ right: String) -> Bool {
        guard let left = SegmentName(fileName: URL(filePath: left).lastPathComponent),
            let right = SegmentName(fileName: URL(filePath: right).lastPathComponent)
        else { return left < right }
        return (left.tape, left.firstFrame) < (right.tape, right.firstFrame)
    }
}

/// What `vinyl-jobs segment` does to the segments of a dead relay. Answers the paths of those that now are finished.
func salvage(_ paths: [String]) throws -> [String] {
    try paths.compactMap { path in
        let file = try Disk.system.openLocked(path)
        defer { Disk.system.close(file) }
        let frames = try SegmentRepair(disk: .system).finish(file: file, path: path)
        return frames > 0 ? String(path.dropLast(".part".utf8.count)) : nil
    }
}

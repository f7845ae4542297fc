import Archive
import Audio
import Platform

/// One segment while it is being written. What it has handed to the kernel is whole blocks, always.
final class SegmentFile {
    let name: SegmentName
    private(set) var tags: SegmentTags
    /// Frames whose blocks lie in the file.
    private(set) var framesWritten = 0
    /// Frames given to the encoder, which holds back the last ones until it has more.
    private(set) var framesTaken = 0

    private let folder: String
    private let format: PCMFormat
    private let disk: Disk
    private let file: Int32
    private let encoder: FLACEncoder
    private var bytes = SegmentTags.headerBytes
    private var isNamed = false
    private var isRenamed = false

    init(name: SegmentName, tags: SegmentTags, format: PCMFormat, folders: Folders, disk: Disk)
        throws(SegmentError)
    {
        self.name = name
        self.tags = tags
        self.format = format
        self.disk = disk
        folder = folders.folder(of: name)
        encoder = try onEncoder { () throws(FLACError) in try FLACEncoder(format: format) }
        let temporary = folder + "/" + name.stem + ".new"
        do throws(SystemError) {
            try disk.makeFolder(folder)
            // An attempt at the same segment may have failed so badly that its file could not be removed.
            try? disk.remove(temporary)
            file = try disk.createLocked(temporary)
        } catch {
            throw .disk(error)
        }
        do throws(SystemError) {
            try disk.write(file, header(StreamInfo(format: format, framesPerBlock: format.framesPerBlock)), 0)
            try disk.rename(temporary, unfinishedPath)
        } catch {
            disk.close(file)
            try? disk.remove(temporary)
            throw .disk(error)
        }
    }

    var unfinishedPath: String { folder + "/" + name.unfinished }
    private var finishedPath: String { folder + "/" + name.finished }

    /// Whether the tags have room for more gaps: the header's size was fixed when the file was begun.
    func hasRoom(for gaps: [Gap]) -> Bool {
        guard !gaps.isEmpty else { return true }
        var more = tags
        for gap in gaps { more.add(gap) }
        return FLACHeader(streamInfo: emptyStreamInfo, comments: more.comments)
            .bytes(paddedTo: SegmentTags.headerBytes) != nil
    }

    func append(_ block: [UInt8], frames: Int, gaps: [Gap]) throws(SegmentError) {
        for gap in gaps { tags.add(gap) }
        let blocks = try onEncoder { () throws(FLACError) in try encoder.encode(block, frames: frames) }
        framesTaken += frames
        try write(blocks)
    }

    /// Whatever was written until now survives a power cut.
    func sync() throws(SegmentError) {
        try onDisk { () throws(SystemError) in
            if !tags.gaps.isEmpty {
                try disk.write(file, header(emptyStreamInfo), 0)
            }
            try disk.sync(file)
            if !isNamed { try disk.syncFolder(folder) }
        }
        isNamed = true
    }

    /// Makes it a finished segment, or throws and leaves an unfinished one of whole blocks.
    func finish() throws(SegmentError) {
        let rest = try onEncoder { () throws(FLACError) in try encoder.finish() }
        try write(rest.blocks)
        try onDisk { () throws(SystemError) in
            try disk.write(file, header(rest.streamInfo), 0)
            try disk.sync(file)
            try disk.rename(unfinishedPath, finishedPath)
            isRenamed = true
            try disk.syncFolder(folder)
        }
        disk.close(file)
    }

    /// After a failure: finishes with the blocks that arrived, and answers how many frames they hold. Throws when even that is impossible now; the file then
    /// stays unfinished on disk, unlocked.
    func abandon() throws(SegmentError) -> Int {
        defer { disk.close(file) }
        if isRenamed {
            // It is finished and must not change; its new name alone may not be safe yet.
            try onDisk { () throws(SystemError) in try disk.syncFolder(folder) }
            return framesWritten
        }
        tags.gaps = tags.gaps.compactMap { $0.clipped(to: 0..<framesWritten) }
        try onDisk { () throws(SystemError) in try disk.truncate(file, bytes) }
        return try SegmentRepair(disk: disk).finish(file: file, path: unfinishedPath, tags: tags)
    }

    private func write(_ blocks: [FLACEncoder.EncodedBlock]) throws(SegmentError) {
        for block in blocks {
            try onDisk { () throws(SystemError) in try disk.write(file, block.bytes, bytes) }
            bytes += block.bytes.count
            framesWritten += block.frames
        }
    }

    private var emptyStreamInfo: StreamInfo {
        StreamInfo(format: format, framesPerBlock: format.framesPerBlock)
    }

    private func header(_ info: StreamInfo) -> [UInt8] {
        FLACHeader(streamInfo: info, comments: tags.comments).bytes(paddedTo: SegmentTags.headerBytes) ?? []
    }
}

extension SegmentTags {
    /// Takes a gap of the tape. Gaps come in order and in pieces: one that goes on where the last one ended is the same.
    fileprivate mutating func add(_ gap: Gap) {
        let offset = Gap(start: gap.start - firstFrame, frames: gap.frames, cause: gap.cause)
        if let last = gaps.last, last.end == offset.start, last.cause == offset.cause {
            gaps[gaps.count - 1].frames += offset.frames
        } else {
            gaps.append(offset)
        }
    }
}

private func onDisk(_ body: () throws(SystemError) -> Void) throws(SegmentError) {
    do throws(SystemError) { try body() } catch { throw .disk(error) }
}

private func onEncoder<Result>(_ body: () throws(FLACError) -> Result) throws(SegmentError) -> Result {
    do throws(FLACError) { return try body() } catch { throw .sound(error) }
}

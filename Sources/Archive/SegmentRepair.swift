package import Audio
package import Platform

/// Makes a finished segment of an unfinished one, in place, so that it needs no room: cut to the last whole block,
/// header, sync, rename.
package struct SegmentRepair: Sendable {
    private let disk: Disk

    package init(disk: Disk) { self.disk = disk }

    /// `file` is open and locked. Tags that are given win over those in the file; where those are torn, the name says
    /// the most important ones again. Answers the frames that are whole; a file of ours without any is removed.
    @discardableResult
    package func finish(file: Int32, path: String, tags known: SegmentTags? = nil) throws(SegmentError) -> Int
    {
        guard path.hasSuffix(SegmentName.unfinishedSuffix) else { throw .notASegment(path) }
        disk.forget(file)
        let told = known ?? Self.header(ofFile: file).flatMap(SegmentTags.init)
        guard let whole = try measure(file) else {
            guard told != nil else { throw .notASegment(path) }
            try onDisk { () throws(SystemError) in
                try disk.remove(path)
                try disk.syncFolder(parentFolder(path))
            }
            return 0
        }
        guard let tags = told ?? SegmentTags(path: path) else { throw .notASegment(path) }
        var kept = tags
        kept.gaps = tags.gaps.compactMap { $0.clipped(to: 0..<whole.streamInfo.frames) }
        let bytes = FLACHeader(streamInfo: whole.streamInfo, comments: kept.comments)
            .bytes(paddedTo: SegmentTags.headerBytes)
        guard let bytes else { throw .notASegment(path) }
        try onDisk { () throws(SystemError) in
            try disk.truncate(file, whole.bytes)
            try disk.write(file, bytes, 0)
            try disk.sync(file)
            try disk.rename(path, String(path.dropLast(".part".utf8.count)))
            try disk.syncFolder(parentFolder(path))
        }
        return whole.streamInfo.frames
    }

    package static func header(ofFile file: Int32) -> FLACHeader? {
        FLACHeader(parsing: ByteReader(file: file).peek(SegmentTags.headerBytes))
    }

    private func measure(_ file: Int32) throws(SegmentError) -> FLACMeasure? {
        do throws(FLACError) {
            return try FLACMeasure.ofWholeBlocks(file: file, audioOffset: SegmentTags.headerBytes)
        } catch {
            throw .sound(error)
        }
    }

    private func onDisk(_ body: () throws(SystemError) -> Void) throws(SegmentError) {
        do throws(SystemError) { try body() } catch { throw .disk(error) }
    }
}

/// Why a segment could not be written.
package enum SegmentError: Error, Equatable, CustomStringConvertible {
    case disk(SystemError)
    case sound(FLACError)
    case notASegment(String)

    package var description: String {
        switch self {
        case .disk(let error): error.description
        case .sound(let error): error.description
        case .notASegment(let path): "\(path) is not an unfinished segment of ours"
        }
    }
}

extension SegmentError {
    /// Whether more room would have helped.
    package var isNoRoom: Bool {
        guard case .disk(let error) = self else { return false }
        return error.isNoRoom
    }

    /// Whether the file is no longer there.
    package var isMissing: Bool {
        guard case .disk(let error) = self else { return false }
        return error.isMissing
    }
}

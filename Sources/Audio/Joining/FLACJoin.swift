package import Platform

/// What became of pieces that were joined.
package struct FLACJoin: Equatable, Sendable {
    package let streamInfo: StreamInfo
    /// Of the joined sound: silence, because it could not be read where it came from.
    package let damaged: [Range<Int>]
    /// Blocks that a cut had left in pieces, so that they had to be encoded anew.
    package let blocksEncoded: Int
    /// Of the whole file.
    package let byteCount: Int
    let headerBytes: Int
    let seekTable: SeekTable

    /// The beginning of the file, to be written over what was kept free for it; nil when the blocks need more.
    package func header(_ blocks: [FLACMetadata]) -> [UInt8]? {
        let all = streamInfo.frames > 0 ? [seekTable.block] + blocks : blocks
        return FLACHeader.bytes(streamInfo, all, paddedTo: headerBytes)
    }

    /// Writes the joined sound into an empty file, in memory that does not grow with it. The file is whole when
    /// ``header(_:)`` has been written at its beginning, for which `headerBytes` are kept free besides what FLAC itself
    /// wants; making it durable is the caller's. The listener hears every block that was written: right-aligned, interleaved.
    package static func write(
        _ pieces: [FLACPiece], _ format: PCMFormat, reserving headerBytes: Int, file: Int32,
        disk: Disk = .system,
        listener: @escaping (_ samples: [Int32], _ frames: Int) throws(FLACJoinError) -> Void = { _, _ in }
    ) throws(FLACJoinError) -> FLACJoin {
        let layout = try FLACLayout(pieces, format: format)
        let output = try FLACOutput(
            format, layout, reserving: headerBytes, file: file, disk: disk, listener: listener)
        let joiner = try FLACJoiner(format, layout, output: output)
        var reader: (path: String, FLACFrameReader)?
        for piece in pieces {
            switch piece {
            case .silence(let frames): try joiner.append(silence: frames)
            case .sound(let path, let range):
                if reader?.path != path { reader = (path, try FLACFrameReader(path: path, format: format)) }
                if let reader { try joiner.append(range, of: reader.1) }
            }
        }
        try joiner.finish()
        return FLACJoin(
            streamInfo: try output.finish(), damaged: joiner.damaged, blocksEncoded: joiner.blocksEncoded,
            byteCount: output.bytes, headerBytes: output.headerBytes, seekTable: output.seekTable)
    }
}

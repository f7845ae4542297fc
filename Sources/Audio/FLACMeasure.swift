/// What of an unfinished FLAC file is whole: everything up to its first broken or incomplete block.
package struct FLACMeasure: Equatable, Sendable {
    package var streamInfo: StreamInfo
    /// The file's length if it ended with its last whole block.
    package var bytes: Int

    /// Decodes from `audioOffset`, where the first frame stands, and encodes again only because the encoder knows the
    /// MD5 of what it was given. Nil when not even one block is whole.
    package static func ofWholeBlocks(file: Int32, audioOffset: Int) throws(FLACError) -> FLACMeasure? {
        let decoder = try FLACDecoder(ByteReader(file: file, position: audioOffset))
        guard case .block(var frames) = decoder.next(), let format = decoder.format else { return nil }
        let encoder = try FLACEncoder(format: format, level: 0)
        var bytes = decoder.offset
        var sizes = FrameSizes()
        sizes.add(bytes - audioOffset)
        while true {
            _ = try encoder.encode(decoder.samples, frames: frames)
            let isWholeBlock = frames == format.framesPerBlock
            guard isWholeBlock, case .block(let more) = decoder.next(), decoder.format == format else {
                break
            }
            sizes.add(decoder.offset - bytes)
            bytes = decoder.offset
            frames = more
        }
        var info = try encoder.finish().streamInfo
        info.fewestFrameBytes = sizes.fewest
        info.mostFrameBytes = sizes.most
        return FLACMeasure(streamInfo: info, bytes: bytes)
    }

    private struct FrameSizes {
        var fewest = Int.max
        var most = 0

        mutating func add(_ bytes: Int) {
            fewest = min(fewest, bytes)
            most = max(most, bytes)
        }
    }
}

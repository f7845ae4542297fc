/// What of an unfinished FLAC file is whole: everything up to its first broken or incomplete block.
package struct FLACMeasure: Equatable, Sendable {
    package var streamInfo: StreamInfo
    /// The file's length if it ended with its last whole block.
    package var bytes: Int

    /// Decodes from `audioOffset`, where the first frame stands. Nil when not even one block is whole.
    package static func ofWholeBlocks(file: Int32, audioOffset: Int) throws(FLACError) -> FLACMeasure? {
        let decoder = try FLACDecoder(ByteReader(file: file, position: audioOffset))
        guard case .block(var frames) = decoder.next(), let format = decoder.format,
            format.bitsPerSample == 16 || format.bitsPerSample == 24, frames <= format.framesPerBlock
        else { return nil }
        var info = StreamInfo(format: format, framesPerBlock: format.framesPerBlock)
        var md5 = MD5()
        var pcm = [UInt8](repeating: 0, count: format.framesPerBlock * format.bytesPerFrame)
        var bytes = decoder.offset
        var sizes = FrameSizes()
        sizes.add(bytes - audioOffset)
        while true {
            PCM.pack(decoder.samples, frames: frames, format: format, into: &pcm)
            pcm.withUnsafeBytes {
                md5.add(UnsafeRawBufferPointer(rebasing: $0[..<(frames * format.bytesPerFrame)]))
            }
            info.frames += frames
            let isWholeBlock = frames == format.framesPerBlock
            guard isWholeBlock, case .block(let more) = decoder.next(), decoder.format == format,
                more <= format.framesPerBlock
            else { break }
            sizes.add(decoder.offset - bytes)
            bytes = decoder.offset
            frames = more
        }
        info.md5 = md5.digest()
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

/// The end of a finished FLAC file, without decoding what comes before it.
package enum FLACTail {
    /// After a jump into the middle, the first whole block goes to find the way.
    private static let blocksMore = 3

    /// The last `frames` frames, interleaved; nil where the file does not end as it says.
    package static func samples(
        file: Int32, bytes: Int, streamInfo: StreamInfo, audioOffset: Int, frames: Int
    ) -> [Int32]? {
        let block = max(1, streamInfo.largestBlock)
        let reach = (frames / block + blocksMore) * streamInfo.mostFrameBytes
        let position = reach > 0 ? max(audioOffset, bytes - reach) : audioOffset
        let reader = ByteReader(file: file, position: position)
        guard let decoder = try? FLACDecoder(reader, streamInfo: streamInfo) else { return nil }
        var samples: [Int32] = []
        var next: Int?
        while true {
            switch decoder.next() {
            case .block(let count):
                guard decoder.format == streamInfo.format else { return nil }
                samples += decoder.samples
                // Where nothing was read before, libFLAC misplaces a last block that is short.
                next = (next ?? decoder.firstFrame) + count
            case .broken:
                samples.removeAll(keepingCapacity: true)
                next = nil
            case .starved: return nil
            case .end:
                let wanted = frames * streamInfo.format.channels
                guard next == streamInfo.frames, samples.count >= wanted else { return nil }
                return Array(samples.suffix(wanted))
            }
        }
    }
}

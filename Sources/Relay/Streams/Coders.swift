import Audio

/// MP3 frames for everyone.
final class MP3Coder: ChunkCoder {
    private let encoder: MP3Encoder

    init(format: PCMFormat, kilobitsPerSecond: Int) throws(MP3Error) {
        encoder = try MP3Encoder(format: format, kilobitsPerSecond: kilobitsPerSecond)
    }

    func encode(_ block: [UInt8], frames: Int) throws(MP3Error) -> [[UInt8]] {
        try encoder.encode(block, frames: frames)
    }
}

/// FLAC frames for everyone, none of them so small that a player would starve on it.
final class FLACCoder: ChunkCoder {
    private let encoder: FLACEncoder
    private let format: PCMFormat
    /// The blocks the encoder has been given and has not given back yet.
    private var samples: [[Int32]] = []

    private static let fewestBytes = 4_000

    init(format: PCMFormat) throws(FLACError) {
        self.format = format
        encoder = try FLACEncoder(format: format)
    }

    func encode(_ block: [UInt8], frames: Int) throws(FLACError) -> [FLACFrame] {
        var unpacked = [Int32](repeating: 0, count: frames * format.channels)
        PCM.unpack(block, frames: frames, format: format, into: &unpacked)
        samples.append(unpacked)
        var whole: [FLACFrame] = []
        for encoded in try encoder.encode(unpacked, frames: frames) {
            let original = samples.removeFirst()
            guard let frame = FLACFrame(encoded.bytes, frames: encoded.frames) else { continue }
            let isTiny = encoded.bytes.count < Self.fewestBytes
            whole.append(isTiny ? frame.verbatim(samples: original, format: format) : frame)
        }
        return whole
    }
}

import Audio
import TestSupport

extension PCMFormat {
    static let stereo16 = PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16)

    static let all: [PCMFormat] = [44_100, 48_000, 88_200, 96_000, 176_400, 192_000].flatMap { rate in
        [(1, 16), (2, 16), (1, 24), (2, 24)].map { channels, bits in
            PCMFormat(framesPerSecond: rate, channels: channels, bitsPerSample: bits)
        }
    }
}

/// Packed frames of something between music and noise, with both extremes in it.
func sound(frames: Int, _ format: PCMFormat, seed: UInt64 = 1) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    let peak = Int32(1) << (format.bitsPerSample - 1)
    var level: Int32 = 0
    let samples = (0..<frames * format.channels).map { index -> Int32 in
        if index % 1_000 == 7 { return index % 2_000 == 7 ? peak - 1 : -peak }
        level = (level + Int32.random(in: -300...300, using: &generator)) % peak
        return level
    }
    var bytes = [UInt8](repeating: 0, count: frames * format.bytesPerFrame)
    PCM.pack(samples, frames: frames, format: format, into: &bytes)
    return bytes
}

/// A whole FLAC file as our programs write one, and where its audio and each of its blocks end.
struct FLACFile {
    var bytes: [UInt8]
    var blockEnds: [Int] = []
    var streamInfo: StreamInfo

    static let headerBytes = 1_024

    init(_ pcm: [UInt8], _ format: PCMFormat, comments: [FLACHeader.Comment] = []) throws {
        let encoder = try FLACEncoder(format: format)
        var audio: [UInt8] = []
        var blocks: [FLACEncoder.EncodedBlock] = []
        let step = format.framesPerBlock * format.bytesPerFrame
        for start in stride(from: 0, to: pcm.count, by: step) {
            let piece = Array(pcm[start..<min(pcm.count, start + step)])
            blocks += try encoder.encode(piece, frames: piece.count / format.bytesPerFrame)
        }
        let end = try encoder.finish()
        streamInfo = end.streamInfo
        for block in blocks + end.blocks {
            audio += block.bytes
            blockEnds.append(Self.headerBytes + audio.count)
        }
        let header = FLACHeader(streamInfo: streamInfo, comments: comments).bytes(paddedTo: Self.headerBytes)
        guard let header else { throw TestSupportError("the comments do not fit") }
        bytes = header + audio
    }
}

/// A WAV file around packed frames.
func wav(
    _ pcm: [UInt8], _ format: PCMFormat, dataBytes: Int? = nil, isExtensible: Bool = false,
    before: [UInt8] = []
) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    var shape = number(isExtensible ? 0xFFFE : 1, 2) + number(format.channels, 2)
    shape += number(format.framesPerSecond, 4) + number(format.framesPerSecond * format.bytesPerFrame, 4)
    shape += number(format.bytesPerFrame, 2) + number(format.bitsPerSample, 2)
    if isExtensible {
        shape += number(22, 2) + number(format.bitsPerSample, 2) + number(3, 4)
        // The sub-format: PCM, then the rest of its GUID.
        shape += number(1, 2) + [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
    }
    let chunks =
        Array("fmt ".utf8) + number(shape.count, 4) + shape + before + Array("data".utf8)
        + number(dataBytes ?? pcm.count, 4) + pcm
    return Array("RIFF".utf8) + number(chunks.count + 4, 4) + Array("WAVE".utf8) + chunks
}

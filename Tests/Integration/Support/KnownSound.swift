import Audio
import Foundation
import Platform
import Turntable

/// Sound that a test knows to the last bit, in a file.
struct KnownSound: Sendable {
    let path: String
    let format: PCMFormat
    /// Without any header.
    let pcm: Data

    /// Some seconds of records being played.
    static func make(
        seconds: Double, _ format: PCMFormat, seed: Int = 1, isWAV: Bool = true, at path: String
    ) async throws -> KnownSound {
        let options = try TurntableOptions(parsing: "seed=\(seed),length=\(seconds),lead=0.5")
        var turntable = Turntable(
            options: options, framesPerSecond: format.framesPerSecond, channels: format.channels,
            bitsPerSample: format.bitsPerSample)
        let frames = Int((seconds * Double(format.framesPerSecond)).rounded())
        let header = isWAV ? wavHeader(format, bytes: frames * format.bytesPerFrame) : []
        try Data(header).write(to: URL(filePath: path))
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.seekToEnd()
        var samples = [Int32](repeating: 0, count: 16_384 * format.channels)
        var bytes = [UInt8](repeating: 0, count: 16_384 * format.bytesPerFrame)
        while true {
            var span = samples.mutableSpan
            let count = turntable.read(into: &span)
            guard count > 0 else { break }
            await Task.yield()
            PCM.pack(samples, frames: count, format: format, into: &bytes)
            try file.write(contentsOf: bytes.prefix(count * format.bytesPerFrame))
        }
        try file.close()
        let pcm = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped).dropFirst(header.count)
        return KnownSound(path: path, format: format, pcm: pcm)
    }

    func pcm(from frame: Int, frames: Int) -> Data {
        let start = pcm.startIndex + frame * format.bytesPerFrame
        let end = min(pcm.endIndex, start + frames * format.bytesPerFrame)
        return start < end ? pcm[start..<end] : Data()
    }

    private static func wavHeader(_ format: PCMFormat, bytes: Int) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        }
        let rate = format.framesPerSecond
        return Array("RIFF".utf8) + number(36 + bytes, 4) + Array("WAVEfmt ".utf8) + number(16, 4)
            + number(1, 2)
            + number(format.channels, 2) + number(rate, 4) + number(rate * format.bytesPerFrame, 4)
            + number(format.bytesPerFrame, 2) + number(format.bitsPerSample, 2) + Array("data".utf8)
            + number(bytes, 4)
    }
}

extension PCMFormat {
    /// What most cards give.
    static let usual = PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16)
}

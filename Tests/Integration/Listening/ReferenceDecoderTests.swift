import Audio
import Foundation
import Platform
import TestSupport
import Testing

/// What our encoders make, as the reference programs see it.
@Suite struct `the reference decoders` {
    static let formats = [
        (44_100, 1, 16), (48_000, 2, 16), (88_200, 1, 24), (96_000, 2, 24), (176_400, 2, 16),
        (192_000, 2, 24),
    ].map { PCMFormat(framesPerSecond: $0, channels: $1, bitsPerSample: $2) }

    /// Every second frame uncompressed, numbered from where a number becomes a byte longer.
    @Test(arguments: formats)
    func `accept FLAC frames with new numbers`(format: PCMFormat) async throws {
        let scratch = try Scratch()
        let sound = try await KnownSound.make(seconds: 2, format, at: scratch.path + "/sound.wav")
        let encoder = try FLACEncoder(format: format)
        let block = format.framesPerBlock * format.bytesPerFrame
        var stream = FLACHeader.ofStream(format)
        var number = 0
        var waiting: [[Int32]] = []
        for start in stride(from: 0, to: sound.pcm.count / block * block, by: block) {
            let bytes = Array(
                sound.pcm[(sound.pcm.startIndex + start)..<(sound.pcm.startIndex + start + block)])
            var samples = [Int32](repeating: 0, count: format.framesPerBlock * format.channels)
            PCM.unpack(bytes, frames: format.framesPerBlock, format: format, into: &samples)
            waiting.append(samples)
            for encoded in try encoder.encode(samples, frames: format.framesPerBlock) {
                let frame = try #require(FLACFrame(encoded.bytes, frames: encoded.frames))
                let plain = frame.verbatim(samples: waiting.removeFirst(), format: format)
                (number % 2 == 0 ? frame : plain).append(to: &stream, number: number)
                number += 1
            }
        }
        let path = scratch.path + "/stream.flac"
        try Data(stream).write(to: URL(filePath: path))
        let test = try await Program.run("flac", ["-t", "-s", path])
        #expect(test.status == 0, "\(test.errors)")
        let raw = scratch.path + "/raw"
        let options = ["-v", "error", "-xerror", "-i", path, "-f", "s\(format.bitsPerSample)le", raw]
        let ffmpeg = try await Program.run("ffmpeg", options)
        #expect(ffmpeg.status == 0 && ffmpeg.errors == "", "\(ffmpeg.errors)")
        let frames = number * format.framesPerBlock
        #expect(try Data(contentsOf: URL(filePath: raw)) == Data(sound.pcm(from: 0, frames: frames)))
        #expect(try await FLACTools.decode([path], in: scratch) == Data(sound.pcm(from: 0, frames: frames)))
    }

    @Test(arguments: formats)
    func `play MP3 frames from any on`(format: PCMFormat) async throws {
        let scratch = try Scratch()
        let sound = try await KnownSound.make(seconds: 3, format, at: scratch.path + "/sound.wav")
        let encoder = try MP3Encoder(format: format, kilobitsPerSecond: 128)
        let block = format.framesPerBlock * format.bytesPerFrame
        var frames: [[UInt8]] = []
        for start in stride(from: sound.pcm.startIndex, to: sound.pcm.endIndex - block + 1, by: block) {
            frames += try encoder.encode(
                Array(sound.pcm[start..<(start + block)]), frames: format.framesPerBlock)
        }
        // A third is missing from its middle.
        let kept = frames[..<30] + frames[70...]
        let path = scratch.path + "/stream.mp3"
        try Data(kept.joined()).write(to: URL(filePath: path))
        let mpg123 = try await Program.run("mpg123", ["-t", "-v", path])
        #expect(mpg123.status == 0 && !mpg123.errors.lowercased().contains("warning"), "\(mpg123.errors)")
        let raw = scratch.path + "/raw"
        let ffmpeg = try await Program.run(
            "ffmpeg", ["-v", "warning", "-xerror", "-i", path, "-f", "s16le", raw])
        #expect(ffmpeg.status == 0 && !ffmpeg.errors.contains("invalid"), "\(ffmpeg.errors)")
        let size = try FileManager.default.attributesOfItem(atPath: raw)[.size] as? Int ?? 0
        #expect(abs(size / (2 * format.channels) - kept.count * 1_152) <= 2 * 1_152)
    }
}

/// How sound lies in memory: interleaved, signed, little-endian, without padding between samples.
package struct PCMFormat: Equatable, Sendable, CustomStringConvertible {
    package var framesPerSecond: Int
    package var channels: Int
    /// 16 or 24.
    package var bitsPerSample: Int

    package init(framesPerSecond: Int, channels: Int, bitsPerSample: Int) {
        self.framesPerSecond = framesPerSecond
        self.channels = channels
        self.bitsPerSample = bitsPerSample
    }

    package var bytesPerSample: Int { bitsPerSample / 8 }
    package var bytesPerFrame: Int { channels * bytesPerSample }

    /// Frames of one FLAC block: whole seconds are whole blocks, and every player of the streamable subset can play them.
    package var framesPerBlock: Int {
        switch framesPerSecond {
        case 176_400: 8_820
        case _ where framesPerSecond % 44_100 == 0: framesPerSecond / 10
        case _ where framesPerSecond % 12 == 0: framesPerSecond / 12
        default: framesPerSecond / 10
        }
    }

    package func nanoseconds(frames: Int) -> Int64 {
        let (seconds, rest) = frames.quotientAndRemainder(dividingBy: framesPerSecond)
        return Int64(seconds) * 1_000_000_000 + Int64(rest) * 1_000_000_000 / Int64(framesPerSecond)
    }

    package var description: String {
        "\(framesPerSecond) Hz, \(bitsPerSample) bit, \(channels == 1 ? "mono" : "stereo")"
    }
}

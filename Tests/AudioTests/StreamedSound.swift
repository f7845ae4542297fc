import Audio
import Glibc
import TestSupport

/// Sound as streams carry it, the same for the same seed.
enum StreamedSound {
    /// Right-aligned and interleaved: slow waves, noise upon them, now and then an extreme.
    static func samples(frames: Int, _ format: PCMFormat, seed: UInt64 = 1) -> [Int32] {
        var luck = Luck(seed: seed)
        let full = Int32(1) << Int32(format.bitsPerSample - 1)
        return (0..<frames * format.channels).map { index in
            if index % 991 == 5 { return index % 2 == 0 ? full - 1 : -full }
            let wave = sin(Double(index / format.channels) * 0.03) * Double(full) * 0.5
            return Int32(wave) + Int32.random(in: -(full >> 7)...(full >> 7), using: &luck)
        }
    }

    static func packed(_ samples: [Int32], _ format: PCMFormat) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: samples.count * format.bytesPerSample)
        PCM.pack(samples, frames: samples.count / format.channels, format: format, into: &bytes)
        return bytes
    }
}

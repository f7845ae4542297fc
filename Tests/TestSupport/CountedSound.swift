package import Audio

/// Sound whose every frame says its own number, so that whoever hears it knows where it comes from.
package enum CountedSound {
    package static let format = PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16)

    /// Both halves of a number, one per channel, lowest byte first.
    package static func bytes(from first: Int, frames: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: frames * 4)
        for frame in 0..<frames {
            let number = UInt32(truncatingIfNeeded: first + frame)
            bytes[frame * 4] = UInt8(truncatingIfNeeded: number)
            bytes[frame * 4 + 1] = UInt8(truncatingIfNeeded: number >> 8)
            bytes[frame * 4 + 2] = UInt8(truncatingIfNeeded: number >> 16)
            bytes[frame * 4 + 3] = UInt8(truncatingIfNeeded: number >> 24)
        }
        return bytes
    }

    /// The numbers, as far as each follows the one before it; a frame cut off at the end does not count.
    package static func runs(in bytes: [UInt8], from offset: Int = 0) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start = 0
        var end = -1
        for at in stride(from: offset, to: bytes.count - 3, by: 4) {
            let low = Int(bytes[at]) | Int(bytes[at + 1]) << 8
            let number = low | Int(bytes[at + 2]) << 16 | Int(bytes[at + 3]) << 24
            if number != end {
                if end > start { runs.append(start..<end) }
                start = number
            }
            end = number + 1
        }
        if end > start { runs.append(start..<end) }
        return runs
    }

    /// All of them, or nil when they do not follow each other.
    package static func range(_ bytes: [UInt8]) -> Range<Int>? {
        let runs = runs(in: bytes)
        return runs.count == 1 && bytes.count % 4 == 0 ? runs[0] : nil
    }

    /// As right-aligned samples, both channels.
    package static func packed(_ samples: [Int32]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: samples.count * 2)
        PCM.pack(samples, frames: samples.count / 2, format: format, into: &bytes)
        return bytes
    }
}

import Glibc

@testable import Turntable

/// A turntable whose sound is read in one go, in blocks of given sizes.
func play(
    _ options: String, seconds: Double, framesPerSecond: Int = 44_100, channels: Int = 1,
    bitsPerSample: Int = 16, blocks: [Int] = [4_096]
) throws -> [Int32] {
    var turntable = Turntable(
        options: try TurntableOptions(parsing: options), framesPerSecond: framesPerSecond,
        channels: channels, bitsPerSample: bitsPerSample)
    let wanted = Int(seconds * Double(framesPerSecond))
    var samples: [Int32] = []
    var turn = 0
    while samples.count < wanted * channels {
        let frames = min(blocks[turn % blocks.count], wanted - samples.count / channels)
        turn += 1
        var block = [Int32](repeating: .min, count: frames * channels)
        var span = block.mutableSpan
        let read = turntable.read(into: &span)
        samples += block[..<(read * channels)]
        if read < frames { break }
    }
    return samples
}

func truth(_ options: String, seconds: Double, framesPerSecond: Int = 44_100) throws -> TurntableTruth {
    Turntable(
        options: try TurntableOptions(parsing: options), framesPerSecond: framesPerSecond, channels: 1,
        bitsPerSample: 16
    ).truth(until: Int(seconds * Double(framesPerSecond)))
}

/// Levels of a mono recording at 44.1 kHz and 16 bits, in pieces of 10 ms.
struct Levels {
    static let framesPerPiece = 441

    private let decibels: [Double]

    init(_ samples: [Int32]) {
        decibels = stride(from: 0, to: samples.count - Self.framesPerPiece + 1, by: Self.framesPerPiece).map {
            rms(samples[$0..<$0 + Self.framesPerPiece])
        }
    }

    /// The median piece, so that a click does not count; seconds around a frame, or from frame to frame.
    func around(_ frame: Int, _ seconds: ClosedRange<Double>) -> Double {
        median(frame + Int(seconds.lowerBound * 44_100), frame + Int(seconds.upperBound * 44_100))
    }

    func median(_ start: Int, _ end: Int) -> Double {
        let pieces = decibels[start / Self.framesPerPiece + 1..<end / Self.framesPerPiece].sorted()
        return pieces[pieces.count / 2]
    }
}

/// In dBFS of 16 bits, without the mean.
func rms(_ samples: ArraySlice<Int32>) -> Double {
    var sum = 0.0
    var squares = 0.0
    for sample in samples {
        let value = Double(sample) / 32_768
        sum += value
        squares += value * value
    }
    let count = Double(samples.count)
    return 10 * log10(max(1e-12, squares / count - sum * sum / count / count))
}

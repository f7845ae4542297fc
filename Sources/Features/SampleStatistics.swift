import Glibc

/// What the plain samples of a tick tell, in twenty blocks of 5 ms.
struct SampleStatistics {
    private static let blockCount = 20

    private(set) var extras = Features.Extras()
    private let fullScale: Float
    private let channels: Int
    private var largest: Float = 0
    private var means = InlineArray<20, SIMD2<Float>>(repeating: SIMD2())

    init(_ frames: borrowing Span<SIMD2<Float>>, _ range: Range<Int>, format: SampleFormat) {
        fullScale = Float(sign: .plus, exponent: format.bitsPerSample - 1, significand: 1)
        channels = format.channels
        for block in 0..<Self.blockCount {
            let first = range.lowerBound + block * range.count / Self.blockCount
            let end = range.lowerBound + (block + 1) * range.count / Self.blockCount
            add(block, frames, first..<end)
        }
        extras.peak = Self.halfDecibels(largest * largest / (fullScale * fullScale))
        extras.rumble = Self.halfDecibels(rumblePower / (fullScale * fullScale))
        extras.offset = offset
    }

    private mutating func add(_ block: Int, _ frames: borrowing Span<SIMD2<Float>>, _ range: Range<Int>) {
        var low = frames[range.lowerBound]
        var high = low
        var sum = SIMD2<Float>()
        for index in range {
            let frame = frames[index]
            low.replace(with: frame, where: frame .< low)
            high.replace(with: frame, where: frame .> high)
            sum += frame
        }
        means[block] = sum / Float(range.count)
        let peak = max(high.max(), -low.min())
        largest = max(largest, peak)
        let rail = fullScale - 1
        if peak >= rail { count(frames, range, beyond: rail) } else if low == high { extras.isDead = true }
    }

    private mutating func count(
        _ frames: borrowing Span<SIMD2<Float>>, _ range: Range<Int>, beyond rail: Float
    ) {
        for index in range {
            let frame = frames[index]
            if abs(frame.x) >= rail { extras.clipped += 1 }
            if abs(frame.y) >= rail { extras.clipped += 1 }
        }
    }

    private var offset: Int8 {
        var sum = SIMD2<Float>()
        for block in 0..<Self.blockCount { sum += means[block] }
        let mean = sum / Float(Self.blockCount)
        let furthest = abs(mean.x) > abs(mean.y) ? mean.x : mean.y
        return Int8(clamping: Int((furthest / fullScale * 1_024).rounded()))
    }

    /// The block means at 10, 20 and 30 Hz.
    private var rumblePower: Float {
        var power: Float = 0
        for harmonic in 1...3 {
            var real = SIMD2<Float>()
            var imaginary = SIMD2<Float>()
            for block in 0..<Self.blockCount {
                let angle = 2 * Float.pi * Float(harmonic * block % Self.blockCount) / Float(Self.blockCount)
                real += means[block] * cos(angle)
                imaginary += means[block] * sin(angle)
            }
            power += (real * real + imaginary * imaginary).sum()
        }
        return power * 4 / Float(Self.blockCount * Self.blockCount)
    }

    private static func halfDecibels(_ power: Float) -> UInt8 {
        UInt8(clamping: Int((255 + 20 * log10(max(power, 1e-20))).rounded()))
    }
}

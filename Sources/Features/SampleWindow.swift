/// The frames that the next batch of ticks needs: left and right as one pair, in steps of the converter.
struct SampleWindow {
    /// The tape's frame at index 0.
    private var base: Int
    private var count = 0
    private var skip: Int
    private var missing: Int
    private let channels: Int
    private(set) var frames: [SIMD2<Float>]

    /// Frames before `base` are passed over; frames between `base` and `start`, which nobody has, are taken
    /// to be like the first that comes, so that an offset of the converter is no step.
    init(channels: Int, from start: Int, base: Int, capacity: Int) {
        self.channels = channels
        self.base = base
        skip = max(0, base - start)
        missing = max(0, start - base)
        frames = Array(repeating: SIMD2(), count: capacity)
    }

    var isFull: Bool { count == frames.count }
    var room: Int { frames.count }
    /// The tape's frame after the last one held.
    var end: Int { base + count }

    func index(of frame: Int) -> Int { frame - base }

    /// Answers how many samples it took.
    mutating func take(_ samples: Span<Int32>, from first: Int) -> Int {
        let passed = min(skip, (samples.count - first) / channels)
        guard passed == 0 else {
            skip -= passed
            return passed * channels
        }
        let taken = min((samples.count - first) / channels, frames.count - count)
        if missing > 0 { fillMissing(channels == 2 ? pair(samples, first) : single(samples, first)) }
        let fitting = min(taken, frames.count - count)
        copy(samples, from: first, frames: fitting)
        count += fitting
        return fitting * channels
    }

    /// Forgets what no tick needs any more.
    mutating func drop(before frame: Int) {
        let dropped = frame - base
        guard dropped > 0 else { return }
        for index in dropped..<count { frames[index - dropped] = frames[index] }
        count -= dropped
        base = frame
    }

    private mutating func fillMissing(_ frame: SIMD2<Float>) {
        for _ in 0..<missing {
            frames[count] = frame
            count += 1
        }
        missing = 0
    }

    private mutating func copy(_ samples: Span<Int32>, from first: Int, frames taken: Int) {
        let (offset, channels) = (count, channels)
        var output = frames.mutableSpan
        if channels == 2 {
            let whole = taken / 4 * 4
            for index in stride(from: 0, to: whole, by: 4) {
                let four = SIMD8<Float>(fourPairs(samples, first + 2 * index))
                output[offset + index] = four.lowHalf.lowHalf
                output[offset + index + 1] = four.lowHalf.highHalf
                output[offset + index + 2] = four.highHalf.lowHalf
                output[offset + index + 3] = four.highHalf.highHalf
            }
            for index in whole..<taken { output[offset + index] = pair(samples, first + 2 * index) }
        } else {
            for index in 0..<taken { output[offset + index] = single(samples, first + index) }
        }
    }
}

@inline(__always)
private func pair(_ samples: Span<Int32>, _ index: Int) -> SIMD2<Float> {
    SIMD2(Float(samples[index]), Float(samples[index + 1]))
}

@inline(__always)
private func fourPairs(_ samples: Span<Int32>, _ index: Int) -> SIMD8<Int32> {
    samples.bytes.unsafeLoadUnaligned(fromByteOffset: 4 * index, as: SIMD8<Int32>.self)
}

@inline(__always)
private func single(_ samples: Span<Int32>, _ index: Int) -> SIMD2<Float> { SIMD2(Float(samples[index]), 0) }

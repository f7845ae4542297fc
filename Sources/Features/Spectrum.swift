import CKissFFT
import Glibc

/// The library's handle, a window, and the room it works in. One complex transform hears both channels, the
/// left as its real part: bin j and bin N - j together hold the power of both, so nothing need be untangled.
struct Spectrum: ~Copyable {
    let size: Int
    /// Power of the converter's own rounding in one bin, samples being counted in steps of the converter.
    let roundingPower: Float
    /// Decibels of full scale = decibels of a bin's power + this.
    let decibelsOffset: Float

    private let plan: kiss_fft_cfg
    private let input: UnsafeMutablePointer<kiss_fft_cpx>
    private let output: UnsafeMutablePointer<kiss_fft_cpx>
    private let window: [SIMD2<Float>]
    private let bins: [Range<Int>]

    /// `gain` is applied to what is heard.
    init(format: SampleFormat, gain: Float) throws(FeaturesError) {
        let size = Self.size(framesPerSecond: format.framesPerSecond)
        guard let plan = kiss_fft_alloc(Int32(size), 0, nil, nil) else { throw .outOfMemory }
        self.plan = plan
        self.size = size
        input = .allocate(capacity: size)
        output = .allocate(capacity: size)
        input.initialize(repeating: kiss_fft_cpx(), count: size)
        output.initialize(repeating: kiss_fft_cpx(), count: size)
        window = (0..<size).map { index in
            SIMD2(repeating: gain * Float(0.5 - 0.5 * cos(2 * Double.pi * Double(index) / Double(size))))
        }
        bins = Self.bins(framesPerSecond: format.framesPerSecond)
        roundingPower = Float(format.channels) / 12 * 0.375 * Float(size)
        let fullScale = exp2(Double(format.bitsPerSample - 1))
        decibelsOffset = Float(20 * log10(2 / Double(size) / fullScale))
    }

    deinit {
        input.deallocate()
        output.deallocate()
        free(UnsafeMutableRawPointer(plan))
    }

    /// Mean power of each band in the frames that begin at `start`.
    func bandPowers(_ frames: [SIMD2<Float>], at start: Int) -> SIMD16<Float> {
        transform(frames, at: start)
        var powers = SIMD16<Float>()
        for band in 0..<Features.bandCount {
            var sum: Float = 0
            for bin in bins[band] {
                let upper = output[bin]
                let lower = output[size - bin]
                sum += upper.r * upper.r + upper.i * upper.i + lower.r * lower.r + lower.i * lower.i
            }
            powers[band] = 0.5 * sum / Float(bins[band].count) + roundingPower
        }
        return powers
    }

    private func transform(_ frames: [SIMD2<Float>], at start: Int) {
        precondition(start + size <= frames.count)
        frames.withUnsafeBufferPointer { frames in
            window.withUnsafeBufferPointer { window in
                input.withMemoryRebound(to: SIMD2<Float>.self, capacity: size) { input in
                    for index in 0..<size { input[index] = frames[start + index] * window[index] }
                }
            }
        }
        kiss_fft(plan, input, output)
    }

    /// The largest that fits between two pieces: 512 at 44.1 and 48 kHz, about 10 ms.
    static func size(framesPerSecond: Int) -> Int {
        var size = 64
        while 2 * size * TickGrid.ticksPerSecond * Pieces.count <= framesPerSecond { size *= 2 }
        return size
    }

    /// Of each band. At low rates a band may be narrower than a bin; then it has the next one.
    static func bins(framesPerSecond: Int) -> [Range<Int>] {
        let size = size(framesPerSecond: framesPerSecond)
        var first: [Int] = []
        for hertz in Features.edges(framesPerSecond: framesPerSecond) {
            let above = (hertz * size + framesPerSecond - 1) / framesPerSecond
            first.append(max(above, (first.last ?? 0) + 1))
        }
        return zip(first, first.dropFirst()).map { $0..<$1 }
    }
}

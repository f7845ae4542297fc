import Glibc

/// Butterworth of the fourth order at 150 Hz, for four ticks of two channels side by side. Lanes do not touch,
/// so a tick sounds the same in any company. Nothing is kept from one call to the next.
struct HighPass {
    static let lanes = 4

    /// Frames of room that each lane has in `output`.
    let stride: Int
    private(set) var output: [SIMD2<Float>]
    private let runUpFrames: Int
    private let first: Section
    private let second: Section

    /// What the output lacks to be as loud as the input.
    var gain: Float { first.gain * second.gain }

    init(grid: TickGrid) {
        let warped = tan(Double.pi * 150 / Double(grid.framesPerSecond))
        first = Section(warped: warped, damping: 2 * cos(Double.pi / 8))
        second = Section(warped: warped, damping: 2 * cos(3 * Double.pi / 8))
        runUpFrames = grid.runUpFrames
        stride = grid.framesPerSecond / TickGrid.ticksPerSecond + 1
        output = Array(repeating: SIMD2(), count: stride * Self.lanes)
    }

    /// Lane l hears the frames from `starts[l]`: first the run-up, then what goes to the output.
    mutating func hear(_ frames: [SIMD2<Float>], from starts: SIMD4<Int>) {
        let frames = frames.span
        let (a, b, c, d) = (starts[0], starts[1], starts[2], starts[3])
        let (stride, runUpFrames) = (stride, runUpFrames)
        var (first, second) = (first, second)
        for index in 0..<runUpFrames {
            let heard = four(frames[a + index], frames[b + index], frames[c + index], frames[d + index])
            _ = second.next(first.next(heard))
        }
        let count = min(stride, frames.count - starts.max() - runUpFrames)
        var output = output.mutableSpan
        for place in 0..<count {
            let index = place + runUpFrames
            let heard = four(frames[a + index], frames[b + index], frames[c + index], frames[d + index])
            let passed = second.next(first.next(heard))
            output[place] = passed.lowHalf.lowHalf
            output[place + stride] = passed.lowHalf.highHalf
            output[place + 2 * stride] = passed.highHalf.lowHalf
            output[place + 3 * stride] = passed.highHalf.highHalf
        }
    }
}

/// Two integrators in a loop, which stay exact in single precision where the corner is a thousandth of the
/// rate. The loop gains put the poles where the bilinear transform has them; its zeros are at 0 Hz anyway.
private struct Section {
    /// What the bilinear transform would multiply by.
    let gain: Float
    private let frequency: Float
    private let damping: Float
    private var band = SIMD8<Float>()
    private var low = SIMD8<Float>()

    /// `warped` is the tangent of half the corner's angle.
    init(warped: Double, damping: Double) {
        let scale = 1 / (1 + warped * damping + warped * warped)
        gain = Float(scale)
        let frequency = 2 * warped * scale.squareRoot()
        self.frequency = Float(frequency)
        self.damping = Float(2 * warped * damping * scale / frequency + frequency)
    }

    @inline(__always)
    mutating func next(_ input: SIMD8<Float>) -> SIMD8<Float> {
        let passed = (input - low) - damping * band
        low += frequency * band
        band += frequency * passed
        return passed
    }
}

@inline(__always)
private func four(_ a: SIMD2<Float>, _ b: SIMD2<Float>, _ c: SIMD2<Float>, _ d: SIMD2<Float>) -> SIMD8<Float>
{
    SIMD8(lowHalf: SIMD4(lowHalf: a, highHalf: b), highHalf: SIMD4(lowHalf: c, highHalf: d))
}

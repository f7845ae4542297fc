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

/// State-variable, because it stays exact in single precision where the corner is a thousandth of the rate.
private struct Section {
    private let damping: Float
    private let bandFromBand: Float
    private let bandFromInput: Float
    private let lowFromInput: Float
    private var band = SIMD8<Float>()
    private var low = SIMD8<Float>()

    init(warped: Double, damping: Double) {
        let gain = 1 / (1 + warped * (warped + damping))
        self.damping = Float(damping)
        bandFromBand = Float(gain)
        bandFromInput = Float(warped * gain)
        lowFromInput = Float(warped * warped * gain)
    }

    @inline(__always)
    mutating func next(_ input: SIMD8<Float>) -> SIMD8<Float> {
        let rest = input - low
        let bandOut = bandFromBand * band + bandFromInput * rest
        let lowOut = low + bandFromInput * band + lowFromInput * rest
        band = bandOut + bandOut - band
        low = lowOut + lowOut - low
        return input - damping * bandOut - lowOut
    }
}

@inline(__always)
private func four(_ a: SIMD2<Float>, _ b: SIMD2<Float>, _ c: SIMD2<Float>, _ d: SIMD2<Float>) -> SIMD8<Float>
{
    SIMD8(lowHalf: SIMD4(lowHalf: a, highHalf: b), highHalf: SIMD4(lowHalf: c, highHalf: d))
}

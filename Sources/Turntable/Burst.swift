import Glibc

/// A struck thing that rings and dies: a needle thump, a drum.
struct Burst {
    var radians: Float
    private let decay: Float
    private var sine: Float = 0
    private var cosine: Float = 0

    init(hertz: Double, seconds: Double, grid: Grid) {
        radians = grid.radiansPerFrame(hertz: hertz)
        decay = 1 - grid.sharePerFrame(seconds: seconds)
    }

    /// Starts from zero, so that it does not click.
    mutating func strike(_ strength: Float) {
        sine = 0
        cosine = strength
    }

    mutating func add(to mix: inout MutableSpan<StereoFrame>, pan: StereoFrame = [1, 1]) {
        if abs(sine) + abs(cosine) < 1e-6 { return }
        // Local, so that they stay in registers.
        var (sine, cosine) = (sine, cosine)
        for index in mix.indices {
            sine = (sine + radians * cosine) * decay
            cosine = (cosine - radians * sine) * decay
            mix[index] += sine * pan
        }
        (self.sine, self.cosine) = (sine, cosine)
    }
}

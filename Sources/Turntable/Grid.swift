import Glibc

/// The grid on which everything happens. Sound is made in blocks of 64 frames, and a song, a needle drop
/// or a note begins with one; so any way of reading gives the same bits.
struct Grid: Equatable, Sendable {
    static let framesPerBlock = 64

    let framesPerSecond: Int

    var blocksPerSecond: Double { Double(framesPerSecond) / Double(Self.framesPerBlock) }

    func blocks(seconds: Double) -> Int { Int((seconds * blocksPerSecond).rounded()) }

    func radiansPerFrame(hertz: Double) -> Float { Float(2 * Double.pi * hertz / Double(framesPerSecond)) }

    func radiansPerFrame(note: Int) -> Float { radiansPerFrame(hertz: 440 * exp2(Double(note - 69) / 12)) }

    /// The share of the way that something with this time constant goes in one frame.
    func sharePerFrame(seconds: Double) -> Float { Float(1 - exp(-1 / (seconds * Double(framesPerSecond)))) }

    /// The same for a low-pass filter.
    func sharePerFrame(hertz: Double) -> Float { sharePerFrame(seconds: 1 / (2 * Double.pi * hertz)) }

    func sharePerBlock(seconds: Double) -> Float { Float(1 - exp(-1 / (seconds * blocksPerSecond))) }
}

/// Both channels of a frame, left first.
typealias StereoFrame = SIMD2<Float>

func amplitude(decibels: Double) -> Double { exp(decibels * 0.05 * log(10)) }

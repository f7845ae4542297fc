/// How the frames of a tape fall into ticks, the tenths of a second counted from the tape's frame 0.
/// Rates that ten does not divide have ticks that differ by one frame; nothing drifts.
package struct TickGrid: Hashable, Sendable {
    package static let ticksPerSecond = 10

    package let framesPerSecond: Int

    package init(framesPerSecond: Int) { self.framesPerSecond = framesPerSecond }

    /// The first frame of a tick.
    package func frame(ofTick tick: Int) -> Int { tick * framesPerSecond / Self.ticksPerSecond }

    /// The tick that a frame lies in.
    package func tick(ofFrame frame: Int) -> Int {
        ((frame + 1) * Self.ticksPerSecond - 1) / framesPerSecond
    }

    /// The first tick that begins at a frame or after it.
    package func firstTick(notBefore frame: Int) -> Int {
        (frame * Self.ticksPerSecond + framesPerSecond - 1) / framesPerSecond
    }

    /// Ticks whose last frame lies in these frames: what a segment has to say.
    package func ticks(endingIn frames: Range<Int>) -> Range<Int> {
        tick(
            ofFrame: frames.lowerBound)..<max(
                tick(ofFrame: frames.lowerBound), tick(ofFrame: frames.upperBound))
    }

    /// The frames a filter hears before a tick begins: 50 ms.
    package var runUpFrames: Int { framesPerSecond / 20 }

    /// Where to begin decoding so that the tick which ends after `frame` is heard whole, filter run-up included.
    package func lead(before frame: Int) -> Range<Int> {
        min(frame, max(0, self.frame(ofTick: tick(ofFrame: frame)) - runUpFrames))..<frame
    }
}

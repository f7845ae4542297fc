import Audio
import Broadcast
import Platform

/// Wakes the streams: those that follow the needle with every period, the others ten times a second, when the levels
/// are measured, too.
final class Pulse {
    private let tape: Tape
    private let levels: LevelsBoard
    private let wake: @Sendable (WakeGroup) -> Void
    private var meter: LevelMeter
    private var block: [UInt8]
    private var measured = 0

    init(tape: Tape, levels: LevelsBoard, wake: @escaping @Sendable (WakeGroup) -> Void) {
        self.tape = tape
        self.levels = levels
        self.wake = wake
        meter = LevelMeter(format: tape.format)
        block = [UInt8](repeating: 0, count: tape.format.framesPerSecond / 10 * tape.format.bytesPerFrame)
    }

    func run() {
        var tenthAt = Clock.system.monotonicNanoseconds()
        while !tape.isClosed {
            let seen = tape.bell.count
            wake(.period)
            let now = Clock.system.monotonicNanoseconds()
            if now >= tenthAt {
                tenthAt = max(tenthAt + 100_000_000, now)
                measure()
                wake(.tenth)
            }
            tape.bell.wait(since: seen, milliseconds: 100)
        }
        for group in WakeGroup.allCases { wake(group) }
    }

    /// Every frame once; after a stall of ours, from now on.
    private func measure() {
        let frames = tape.format.framesPerSecond / 10
        if tape.end - measured > tape.capacityFrames / 2 { measured = tape.end - frames }
        while tape.end - measured >= frames {
            guard tape.read(from: measured, frames: frames, into: &block) == .whole else { return }
            measured += frames
            levels.set(meter.measure(block, frames: frames))
        }
    }
}

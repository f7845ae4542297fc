import Audio
import Platform

/// Lets a source that would give everything at once give it as a device does: by the clock.
final class PacedSource: CaptureSource {
    let format: PCMFormat
    let pacing = CapturePacing.clock
    private let source: any CaptureSource
    private let clock: Clock
    private var start: Int64?
    private var framesGiven = 0

    init(_ source: any CaptureSource, clock: Clock) {
        self.source = source
        self.clock = clock
        format = source.format
    }

    func read(into block: inout [UInt8], waitMilliseconds: Int) throws(CaptureError) -> CaptureOutcome {
        let now = clock.monotonicNanoseconds()
        let start = self.start ?? now
        self.start = start
        let room = block.count / format.bytesPerFrame
        let due = start + format.nanoseconds(frames: framesGiven + room)
        guard due - now <= Int64(waitMilliseconds) * 1_000_000 else {
            clock.sleep(Int64(waitMilliseconds) * 1_000_000)
            return .nothing
        }
        clock.sleep(due - now)
        let outcome = try source.read(into: &block, waitMilliseconds: waitMilliseconds)
        guard case .frames(let frames, _) = outcome else { return outcome }
        framesGiven += frames
        let captured = Int(
            (clock.monotonicNanoseconds() - start) * Int64(format.framesPerSecond) / 1_000_000_000)
        return .frames(frames, backlog: max(0, captured - framesGiven))
    }
}

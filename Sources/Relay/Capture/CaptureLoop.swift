import Audio
import Platform
import Synchronization

/// Moves sound from the source to the tape, for ever, and waits for nobody. When the device gives nothing, silence of
/// the true length takes its place and the gap is written down.
final class CaptureLoop {
    private let tape: Tape
    private let supply: any SourceSupply
    private let clock: Clock
    private let log: Log
    private let framesPerPeriod: Int
    private let watch: CaptureWatch

    private var source: (any CaptureSource)?
    private var block: [UInt8]
    private var line: FrameLine?
    private var lastFramesAt: Int64
    private var lastStepAt: Int64
    /// Why frames are missing before the next ones: set while a device is lost, on trial or has just stumbled.
    private var gapCause: Gap.Cause?
    /// Frames of a device that came back which stand for time that silence has already filled.
    private var framesToDrop = 0
    private var stumbles = Repetition()
    private var losses = Repetition()
    private var isLossTold = true

    /// How long a device may give nothing before it is called lost.
    private static let patienceNanoseconds: Int64 = 1_000_000_000
    private static let stallNanoseconds: Int64 = 10_000_000_000

    init(
        tape: Tape, source: (any CaptureSource)?, supply: any SourceSupply, framesPerPeriod: Int,
        clock: Clock, watch: CaptureWatch, log: Log
    ) {
        self.tape = tape
        self.source = source
        self.supply = supply
        self.framesPerPeriod = framesPerPeriod
        self.clock = clock
        self.watch = watch
        self.log = log
        block = [UInt8](repeating: 0, count: framesPerPeriod * tape.format.bytesPerFrame)
        lastFramesAt = clock.monotonicNanoseconds()
        lastStepAt = lastFramesAt
        if source != nil { watch.state = .listening }
    }

    func run() -> Ending {
        while true {
            if let ending = step() { return ending }
        }
    }

    /// One look at the source, at most some periods long.
    func step() -> Ending? {
        if watch.isStopping { return .stopped }
        let now = clock.monotonicNanoseconds()
        if now - lastStepAt > Self.stallNanoseconds { return .stalled }
        lastStepAt = now
        watch.beat()
        guard let source else { return waitForSource() }
        do throws(CaptureError) {
            let outcome = try source.read(into: &block, waitMilliseconds: waitMilliseconds)
            return take(outcome, from: source)
        } catch {
            lose(source, because: "\(error)")
            return nil
        }
    }

    private var waitMilliseconds: Int {
        min(500, max(20, framesPerPeriod * 2_000 / tape.format.framesPerSecond))
    }

    private func take(_ outcome: CaptureOutcome, from source: any CaptureSource) -> Ending? {
        let now = clock.monotonicNanoseconds()
        switch outcome {
        case .frames(let frames, let backlog):
            lastFramesAt = now
            source.pacing == .clock
                ? takeByClock(frames, backlog, from: source, now) : takeBySender(frames, now)
        case .nothing:
            if source.pacing == .clock { endure(source, now, because: "it gave nothing for a second") }
            restIfAnsweredAtOnce(now)
        case .interrupted(let cause):
            noteStumble(cause, now)
            endure(source, now, because: "it stumbled for a second")
            restIfAnsweredAtOnce(now)
        case .end:
            return .ended
        }
        return nil
    }

    /// Whoever has nothing and says so without waiting would keep this thread busy with asking.
    private func restIfAnsweredAtOnce(_ now: Int64) {
        clock.sleep(lastStepAt + tape.format.nanoseconds(frames: max(1, framesPerPeriod / 4)) - now)
    }

    private func takeByClock(_ frames: Int, _ backlog: Int, from source: any CaptureSource, _ now: Int64) {
        align(frames, backlog, now)
        append(frames)
        if line?.isOutrun(byFrame: tape.end + backlog - framesToDrop, atNanoseconds: now) == true {
            return lose(source, because: "it gives more sound than time passes")
        }
        follow(backlog, now)
    }

    /// Frames that come when they are sent lie on no line over the clock.
    private func takeBySender(_ frames: Int, _ now: Int64) {
        line = nil
        gapCause = nil
        watch.state = .listening
        append(frames)
        let isDue = tape.anchors.latest.map { tape.end - $0.frame >= tape.format.framesPerSecond } ?? true
        if isDue { anchor(frame: tape.end, at: now, now) }
    }

    /// Fills what is missing before these frames, or notes how many of them are one too many.
    private func align(_ frames: Int, _ backlog: Int, _ now: Int64) {
        guard line != nil else {
            let captured = tape.end + frames + backlog
            line = FrameLine(
                format: tape.format, framesPerPeriod: framesPerPeriod, frame: captured, nanoseconds: now)
            // The first segment begins before the first second is over.
            anchor(frame: captured, at: now, now)
            gapCause = nil
            watch.state = .listening
            return
        }
        guard let cause = gapCause, let line else { return }
        let missing = line.expectedFrame(atNanoseconds: now) - (tape.end + frames + backlog)
        if missing > 0 { tape.appendGap(frames: missing, cause: cause) }
        framesToDrop = cause == .lost || framesToDrop > 0 ? max(0, -missing) : 0
        if cause == .lost && isLossTold {
            log.notice("device back", ["silent_frames": tape.gaps.totalFrames])
        }
        gapCause = nil
        watch.state = .listening
        self.line?.goOn(atNanoseconds: now)
    }

    private func append(_ frames: Int) {
        let dropped = min(frames, framesToDrop)
        framesToDrop -= dropped
        watch.count(surplusFrames: dropped)
        if dropped > 0 { block.removeFirst(dropped * tape.format.bytesPerFrame) }
        if frames > dropped {
            tape.append(block, frames: frames - dropped)
            watch.count(frames: frames - dropped)
        }
        if dropped > 0 {
            block.append(contentsOf: repeatElement(0, count: dropped * tape.format.bytesPerFrame))
        }
    }

    /// Holds the frames against the clock: sets an anchor once a second, and finds losses nobody reported.
    private func follow(_ backlog: Int, _ now: Int64) {
        guard let second = line?.observe(frame: tape.end + backlog - framesToDrop, atNanoseconds: now) else {
            return
        }
        if second.missingFrames > 0 {
            tape.appendGap(frames: second.missingFrames, cause: .unreported)
            line?.goOn(atNanoseconds: now)
            log.warning("sound was missing", ["frames": second.missingFrames])
            return
        }
        anchor(frame: second.frame, at: second.nanoseconds, now)
        tape.anchors.partsPerMillion = line?.meter.partsPerMillion
    }

    private func anchor(frame: Int, at nanoseconds: Int64, _ now: Int64) {
        let utc = clock.utcMicroseconds() - (now - nanoseconds) / 1_000
        tape.anchors.set(
            Anchor(
                frame: frame, monotonicNanoseconds: nanoseconds, utcMicroseconds: utc,
                isSynchronised: clock.isSynchronised()))
    }

    private func noteStumble(_ cause: Gap.Cause, _ now: Int64) {
        // From here on it has as long as one that falls silent.
        if gapCause == nil { lastFramesAt = now }
        gapCause = gapCause ?? cause
        watch.countOverrun()
        if let count = stumbles.count(atNanoseconds: now) {
            log.warning("sound lost", ["cause": "\(cause)", "times": count])
        }
    }

    private func endure(_ source: any CaptureSource, _ now: Int64, because reason: String) {
        if gapCause == .lost { fillSilence(upTo: now, lessFrames: framesPerPeriod) }
        if now - lastFramesAt >= Self.patienceNanoseconds { lose(source, because: reason) }
    }

    private func lose(_ source: any CaptureSource, because reason: String) {
        if gapCause != .lost {
            let count = losses.count(atNanoseconds: clock.monotonicNanoseconds())
            isLossTold = count != nil
            if let count { log.warning("device lost", ["reason": reason, "times": count]) }
        }
        gapCause = .lost
        watch.state = .lost
        self.source = nil
        framesToDrop = 0
        line?.comeBack()
        supply.giveBack(source)
    }

    private func waitForSource() -> Ending? {
        let now = clock.monotonicNanoseconds()
        gapCause = .lost
        watch.state = .lost
        fillSilence(upTo: now, lessFrames: 0)
        if let found = supply.poll() {
            guard found.format == tape.format else {
                supply.keep(found)
                return .otherFormat
            }
            source = found
            lastFramesAt = now
            return nil
        }
        let nextFrame = tape.end + framesPerPeriod
        let ahead = nextFrame - (line?.expectedFrame(atNanoseconds: clock.monotonicNanoseconds()) ?? 0)
        let rest = min(max(framesPerPeriod / 8, ahead), tape.format.framesPerSecond / 2)
        clock.sleep(tape.format.nanoseconds(frames: rest))
        return nil
    }

    private func fillSilence(upTo now: Int64, lessFrames: Int) {
        let line =
            self.line
            ?? FrameLine(
                format: tape.format, framesPerPeriod: framesPerPeriod, frame: tape.end,
                nanoseconds: lastFramesAt)
        self.line = line
        let missing = line.expectedFrame(atNanoseconds: now) - lessFrames - tape.end
        guard missing > 0 else { return }
        tape.appendGap(frames: missing, cause: .lost)
        let isDue = tape.anchors.latest.map { now - $0.monotonicNanoseconds >= 1_000_000_000 } ?? true
        if isDue { anchor(frame: line.expectedFrame(atNanoseconds: now), at: now, now) }
    }
}

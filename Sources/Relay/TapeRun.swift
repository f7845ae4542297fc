import Archive
import Audio
import Platform
import Synchronization

/// One tape from its first frame to its last: the threads around it, and an eye on them.
final class TapeRun: Sendable {
    private let settings: RelaySettings
    private let opener: SourceOpener
    private let clock: Clock
    private let virtual: VirtualClock?
    private let systemd: Systemd
    private let failpoint: Failpoint?
    private let log: Log
    private let watch = CaptureWatch()
    private let board = WriterBoard()
    private let ending = Mutex<CaptureLoop.Ending?>(nil)

    init(
        settings: RelaySettings, opener: SourceOpener, clock: Clock, virtual: VirtualClock?, systemd: Systemd,
        failpoint: Failpoint?, log: Log
    ) {
        self.settings = settings
        self.opener = opener
        self.clock = clock
        self.virtual = virtual
        self.systemd = systemd
        self.failpoint = failpoint
        self.log = log
    }

    func untilItEnds() throws(SystemError) -> CaptureLoop.Ending {
        let first = FirstSource(waitForSource())
        let format = first.format ?? settings.format
        let tape = Tape(id: TapeID.random(), format: format)
        tellBeginning(of: tape, hasSource: first.format != nil)
        let writing = try WorkerThread(name: "segments") { [self] in makeWriter(tape).run() }
        let capturing = try WorkerThread(name: "capture") { [self] in
            let last = capture(onto: tape, from: first.take())
            ending.withLock { $0 = last }
            tape.close()
        }
        systemd.ready()
        let last = supervise(tape)
        systemd.stopping()
        capturing.join()
        writing.join()
        tellEnd(of: tape, last)
        return last
    }

    /// Gives a device that is there the time to say what format it has.
    private func waitForSource() -> (any CaptureSource)? {
        let end = Clock.system.monotonicNanoseconds() + 2_000_000_000
        while Clock.system.monotonicNanoseconds() < end {
            if let source = opener.poll() { return source }
            if opener.lastFailure != nil { return nil }
            Clock.system.sleep(5_000_000)
        }
        return nil
    }

    // MARK: - The threads

    private func capture(onto tape: Tape, from source: (any CaptureSource)?) -> CaptureLoop.Ending {
        if virtual == nil { tellRefusals([RealTime.takePriority(), RealTime.lockStack(), tape.lockFailure]) }
        let loop = CaptureLoop(
            tape: tape, source: source, supply: opener, framesPerPeriod: settings.framesPerPeriod, clock: clock,
            watch: watch, log: log)
        while true {
            failpoint?.pass(.captureStops, frame: tape.end)
            if let ending = loop.step() { return ending }
            guard let virtual else { continue }
            // Silence for a source that is not there comes by the clock, or it would fill the disk.
            if watch.state == .lost { Clock.system.sleep(tape.format.nanoseconds(frames: settings.framesPerPeriod)) }
            virtual.move(toNanoseconds: tape.format.nanoseconds(frames: tape.end))
            board.wait(untilWithin: tape.capacityFrames / 2, of: tape.end) { watch.isStopping }
        }
    }

    private func makeWriter(_ tape: Tape) -> SegmentWriter {
        let plan = SegmentWriter.Plan(
            folders: settings.folders, segmentSeconds: settings.segmentSeconds, floorBytes: settings.floorBytes,
            device: settings.deviceName)
        return SegmentWriter(tape: tape, plan: plan, disk: .system, clock: .system, board: board, log: log)
    }

    // MARK: - The eye on them

    /// Once a second: are frames moving, what shall systemd know, has somebody asked us to stop?
    private func supervise(_ tape: Tape) -> CaptureLoop.Ending {
        var lastBeat = -1
        var seconds = 0
        while true {
            if let last = ending.withLock({ $0 }) { return last }
            let isHurried = virtual != nil || watch.isStopping
            if let signal = Signals.next(withinMilliseconds: isHurried ? 50 : 1_000), !watch.isStopping {
                log.notice("stopping", ["signal": signal])
                watch.stop()
                continue
            }
            let beat = watch.beatCount
            if beat != lastBeat { systemd.watchdog() }
            lastBeat = beat
            if seconds % 10 == 0 { systemd.status(RelayReport(tape, watch, board.latest).line) }
            seconds += 1
        }
    }

    private func tellBeginning(of tape: Tape, hasSource: Bool) {
        log.notice(
            "tape begun",
            [
                "tape": tape.id, "device": settings.deviceName, "format": tape.format,
                "source": hasSource ? "open" : "silence until it is there",
            ])
        if hasSource && tape.format != settings.format {
            log.warning("format differs", ["wanted": settings.format, "given": tape.format])
        }
    }

    /// Not being allowed is no fault: a desktop works without, an overloaded machine may lose frames.
    private func tellRefusals(_ refusals: [SystemError?]) {
        for case let refusal? in refusals { log.info("not allowed", ["what": "\(refusal)"]) }
    }

    private func tellEnd(of tape: Tape, _ ending: CaptureLoop.Ending) {
        let report = board.latest
        log.notice(
            "tape ended",
            [
                "tape": tape.id, "why": ending.rawValue, "frames": tape.end, "gap_frames": tape.gaps.totalFrames,
                "frames_on_disk": report.framesOnDisk, "hole_frames": report.holeFrames,
                "segments": report.finishedSegments,
            ])
    }
}

/// Carries the first source into the capture thread, which is the only one to touch it from then on.
private final class FirstSource: @unchecked Sendable {
    let format: PCMFormat?
    private var source: (any CaptureSource)?

    init(_ source: (any CaptureSource)?) {
        self.source = source
        format = source?.format
    }

    func take() -> (any CaptureSource)? {
        defer { source = nil }
        return source
    }
}

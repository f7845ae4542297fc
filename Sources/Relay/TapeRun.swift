import Archive
import Audio
import Platform
import Synchronization

/// One tape from its first frame to its last: the threads around it, and an eye on them.
final class TapeRun: Sendable {
    private let station: Station
    private let door: FrontDoor
    private let opener: SourceOpener
    private let lock: RelayLock
    private let clock: Clock
    private let virtual: VirtualClock?
    private let systemd: Systemd
    private let hangPoint: HangPoint?
    private let log: Log
    private let ending = Mutex<CaptureLoop.Ending?>(nil)

    init(
        station: Station, door: FrontDoor, opener: SourceOpener, lock: RelayLock, clock: Clock,
        virtual: VirtualClock?, systemd: Systemd, hangPoint: HangPoint?, log: Log
    ) {
        self.station = station
        self.door = door
        self.opener = opener
        self.lock = lock
        self.clock = clock
        self.virtual = virtual
        self.systemd = systemd
        self.hangPoint = hangPoint
        self.log = log
    }

    private var settings: RelaySettings { station.settings }

    func untilItEnds() throws(SystemError) -> CaptureLoop.Ending {
        let first = FirstSource(waitForSource())
        let format = first.format ?? settings.format
        let air = OnAir(
            tape: Tape(id: TapeID.random(), format: format), settings: settings, log: log, wake: door.wake)
        tellBeginning(of: air.tape, hasSource: first.format != nil)
        station.movement.startOver()
        let threads = try startThreads(air)
        let icecast = try station.icecast.map { icecast throws(SystemError) in
            try WorkerThread(name: "icecast") { icecast.run(air) }
        }
        let capturing = try WorkerThread(name: "capture") { [self] in
            let last = capture(onto: air, from: first.take())
            ending.withLock { $0 = last }
        }
        station.onAir = air
        systemd.ready()
        let last = supervise(air)
        air.tape.close()
        if last != .otherFormat {
            systemd.stopping()
            station.icecast?.stop()
            door.close()
        }
        // Nobody waits for a thread that may hang in a driver's or a name server's hands.
        capturing.letGo()
        icecast?.letGo()
        for thread in threads { thread.join() }
        // It knows the door, which knows the station.
        if last != .otherFormat { station.onAir = nil }
        tellEnd(of: air, last)
        return last
    }

    private func startThreads(_ air: OnAir) throws(SystemError) -> [WorkerThread] {
        let door = door
        return [
            try WorkerThread(name: "segments") { [self] in makeWriter(air).run() },
            try WorkerThread(name: "mp3") { air.mp3.run() },
            try WorkerThread(name: "flac") { air.flac.run() },
            try WorkerThread(name: "pulse") {
                Pulse(tape: air.tape, levels: air.levels) { door.wake($0) }.run()
            },
        ]
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

    private func capture(onto air: OnAir, from source: (any CaptureSource)?) -> CaptureLoop.Ending {
        let tape = air.tape
        if virtual == nil { tellRefusals([RealTime.takePriority(), RealTime.lockStack(), tape.lockFailure]) }
        let loop = CaptureLoop(
            tape: tape, source: source, supply: opener, framesPerPeriod: settings.framesPerPeriod,
            clock: clock,
            watch: air.watch, log: log)
        while true {
            hangPoint?.pass(.captureStops, frame: tape.end)
            if let ending = loop.step() { return ending }
            guard let virtual else { continue }
            // Silence for a source that is not there comes by the clock, or it would fill the disk.
            if air.watch.state == .lost {
                Clock.system.sleep(tape.format.nanoseconds(frames: settings.framesPerPeriod))
            }
            virtual.move(toNanoseconds: tape.format.nanoseconds(frames: tape.end))
            air.writer.wait(untilWithin: tape.capacityFrames / 2, of: tape.end) { air.watch.isStopping }
        }
    }

    private func makeWriter(_ air: OnAir) -> SegmentWriter {
        let plan = SegmentWriter.Plan(
            folders: settings.folders, segmentSeconds: settings.segmentSeconds,
            floorBytes: settings.floorBytes,
            device: settings.deviceName)
        return SegmentWriter(
            tape: air.tape, plan: plan, disk: .system, clock: .system, board: air.writer, log: log)
    }

    /// Twice a second: are frames moving, what shall systemd know, has somebody asked us to stop?
    private func supervise(_ air: OnAir) -> CaptureLoop.Ending {
        var lastBeat = -1
        var looks = 0
        while true {
            if let last = ending.withLock({ $0 }) { return last }
            station.movement.look(at: air.tape, nanoseconds: Clock.system.monotonicNanoseconds())
            if looks % 2 == 0 { door.tick() }
            let beat = air.watch.beatCount
            if beat != lastBeat { systemd.watchdog() }
            lastBeat = beat
            if looks % 20 == 0 { systemd.status(RelayReport(air).line) }
            looks += 1
            if lock.isLost {
                log.error("another relay is running", ["reason": "it has taken the folder meanwhile"])
                air.watch.stop()
                _ = waitForCapture()
                return .displaced
            }
            guard let signal = Signals.next(withinMilliseconds: virtual == nil ? 500 : 20) else { continue }
            log.notice("stopping", ["signal": signal])
            air.watch.stop()
            return waitForCapture()
        }
    }

    /// A driver that never returns must not keep the last segment from being finished.
    private func waitForCapture() -> CaptureLoop.Ending {
        let end = Clock.system.monotonicNanoseconds() + Self.patienceNanoseconds
        while Clock.system.monotonicNanoseconds() < end {
            if let last = ending.withLock({ $0 }) { return last }
            Clock.system.sleep(5_000_000)
        }
        log.warning("capture does not end")
        return .stopped
    }

    private static let patienceNanoseconds: Int64 = 3_000_000_000

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

    private func tellEnd(of air: OnAir, _ ending: CaptureLoop.Ending) {
        let report = air.writer.latest
        let tape = air.tape
        log.notice(
            "tape ended",
            [
                "tape": tape.id, "why": ending.rawValue, "frames": tape.end,
                "gap_frames": tape.gaps.totalFrames,
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

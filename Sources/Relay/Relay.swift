import Archive
import Audio
package import Platform

/// The whole relay: one tape after another, each captured and written to segments until it ends.
package struct Relay: Sendable {
    private let settings: RelaySettings
    private let log: Log
    private let systemd: Systemd
    private let hangPoint: HangPoint?

    package init(settings: RelaySettings, environment: [String: String], log: Log) {
        self.settings = settings
        self.log = log
        systemd = Systemd(environment: environment)
        hangPoint = HangPoint(environment: environment)
    }

    /// Runs until told to stop or until nothing more can come.
    package func run() -> ExitStatus {
        do throws(SystemError) {
            return try runLocked()
        } catch {
            log.error("relay stopped", ["reason": "\(error)"])
            return .failed
        }
    }

    private func runLocked() throws(SystemError) -> ExitStatus {
        let lock: RelayLock
        do throws(LockError) {
            lock = try RelayLock(settings.folders, log: log)
        } catch {
            guard case .unusable(let reason) = error else {
                log.error("another relay is running", ["reason": "\(error)"])
                return .busy
            }
            throw reason
        }
        try WorkerThread(name: "lock") { lock.watch() }.letGo()
        let status = try runTapes(lock)
        if status == .done { lock.takeLeave() }
        return status
    }

    private func runTapes(_ lock: RelayLock) throws(SystemError) -> ExitStatus {
        let virtual = settings.isFast ? VirtualClock(startMicroseconds: startOfVirtualTime()) : nil
        let clock = virtual?.clock ?? .system
        let opener = SourceOpener(log: log) { [settings] () throws(CaptureError) in
            try settings.device.open(settings, clock: clock)
        }
        // Nobody waits for it: a driver may never come back.
        try WorkerThread(name: "opener") { opener.run() }.letGo()
        defer { opener.stop() }
        let station = Station(settings: settings, log: log, followsDeath: lock.followsDeath)
        let door = FrontDoor(station: station, log: log)
        while true {
            let run = TapeRun(
                station: station, door: door, opener: opener, lock: lock, clock: clock, virtual: virtual,
                systemd: systemd,
                hangPoint: hangPoint, log: log)
            switch try run.untilItEnds() {
            case .stopped, .ended: return .done
            case .stalled: return .failed
            case .displaced: return .busy
            case .otherFormat: continue
            }
        }
    }

    /// Sound that comes faster than time shall end about now.
    private func startOfVirtualTime() -> Int64 {
        let seconds = settings.device.totalSeconds(settings.format) ?? 0
        return Clock.system.utcMicroseconds() - Int64(seconds * 1_000_000)
    }
}

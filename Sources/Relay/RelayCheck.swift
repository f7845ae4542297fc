import Archive
import Audio
package import Platform

/// `--check`: tries everything the relay needs, changes nothing, and says what it would do.
package struct RelayCheck {
    private let settings: RelaySettings

    package init(settings: RelaySettings) { self.settings = settings }

    package func run() -> (lines: [String], status: ExitStatus) {
        var lines = ["settings: good"]
        var isGood = true
        func tell(_ line: String, isGood good: Bool) {
            lines.append(line)
            isGood = isGood && good
        }
        do throws(CaptureError) {
            let source = try settings.device.open(settings, clock: .system)
            let note = source.format == settings.format ? "" : " (asked for \(settings.format))"
            tell("device: \(settings.deviceName) gives \(source.format)\(note)", isGood: true)
        } catch {
            tell(
                "device: \(error); the relay would give silence and try again until it is there",
                isGood: false)
        }
        if let obstacle = Files.obstacleToWriting(in: settings.folders.root) {
            tell("folder: \(obstacle)", isGood: false)
        } else {
            tell("folder: \(settings.folders.root) can be written" + room, isGood: true)
        }
        lines.append("segments: \(settings.segmentSeconds) s each in \(settings.folders.segments)")
        if let holder = Lock.holder(path: settings.folders.relayLock) {
            lines.append("relay: already running as process \(holder); a second one would not start")
        }
        return (lines, isGood ? .done : .failed)
    }

    /// FLAC needs roughly six tenths of what PCM does.
    private var room: String {
        guard let free = try? Disk.system.freeBytes(Files.nearestFolder(to: settings.folders.root)) else {
            return ""
        }
        let format = settings.format
        let bytesPerHour = format.framesPerSecond * format.bytesPerFrame * 3_600 * 6 / 10
        let hours = max(0, free - settings.floorBytes) / bytesPerHour
        return ", \(free / 1_000_000) MB free: about \(hours) hours of sound"
    }
}

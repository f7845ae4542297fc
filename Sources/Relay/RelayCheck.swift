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
        lines.append("user: \(FolderOwner.ownName)")
        let holder = Lock.holder(path: settings.folders.relayLock)
        let (line, isDeviceGood) = device(isTaken: holder != nil)
        tell("device: " + line, isGood: isDeviceGood)
        let obstacle =
            Files.obstacleToWriting(in: settings.folders.root)
            ?? Files.obstacleToWriting(in: settings.folders.segments)
        if let obstacle {
            tell("folder: \(obstacle)", isGood: false)
        } else {
            tell("folder: \(settings.folders.root) can be written" + room, isGood: true)
        }
        lines.append("segments: \(settings.segmentSeconds) s each in \(settings.folders.segments)")
        if let holder {
            lines.append("relay: already running as process \(holder); a second one would not start")
        }
        return (lines, isGood ? .done : .failed)
    }

    /// Not opened where that would take sound away from somebody.
    private func device(isTaken: Bool) -> (line: String, isGood: Bool) {
        let name = settings.deviceName
        if isPipe { return ("\(name) is a pipe; what comes out of it is left in it", true) }
        if isTaken { return ("\(name) was not tried: the relay that runs has it", true) }
        do throws(CaptureError) {
            let source = try settings.device.open(settings, clock: .system)
            let note = source.format == settings.format ? "" : " (asked for \(settings.format))"
            return ("\(name) gives \(source.format)\(note)", true)
        } catch {
            return ("\(error); the relay would give silence and try again until it is there", false)
        }
    }

    private var isPipe: Bool {
        guard case .file(let path) = settings.device else { return false }
        return Files.exists(path) && !Files.isRegular(path)
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

import Audio
import Platform
import Turntable

/// What `AUDIO_DEVICE` names.
enum Device: Sendable, Equatable {
    case simulated(TurntableOptions)
    case file(path: String)
    case alsa(name: String)

    init(_ text: String) throws(SettingsError) {
        if text == "simulated" || text.hasPrefix("simulated:") {
            do throws(TurntableOptionsError) {
                self = .simulated(try TurntableOptions(parsing: String(text.dropFirst("simulated:".count))))
            } catch {
                throw .unacceptable(
                    key: Setting.audioDevice.name, value: text, range: "\(error)",
                    place: "the built-in turntable")
            }
        } else if text.hasPrefix("file:") {
            self = .file(path: String(text.dropFirst("file:".count)))
        } else {
            self = .alsa(name: text)
        }
    }

    /// How many seconds it has to give, as far as that is known beforehand.
    func totalSeconds(_ wanted: PCMFormat) -> Double? {
        switch self {
        case .simulated(let options): options.length
        case .alsa: nil
        // Asking a pipe would take its first sound away.
        case .file(let path) where !Files.isRegular(path): nil
        case .file(let path):
            (try? FileSource(path: path, wanted: wanted, pacing: .reader)).flatMap { source in
                source.totalFrames.map { Double($0) / Double(source.format.framesPerSecond) }
            }
        }
    }

    func open(_ settings: RelaySettings, clock: Clock) throws(CaptureError) -> any CaptureSource {
        switch self {
        case .simulated(let options):
            let source = TurntableSource(
                options: options, format: settings.format, framesPerPeriod: settings.framesPerPeriod)
            return settings.isFast ? source : PacedSource(source, clock: clock)
        case .file(let path):
            let pacing = settings.isFast ? CapturePacing.reader : .sender
            let source = try FileSource(path: path, wanted: settings.format, pacing: pacing)
            return settings.isFast || source.totalFrames == nil ? source : PacedSource(source, clock: clock)
        case .alsa(let name):
            return try ALSADevice(
                name: name, wanted: settings.format, framesPerPeriod: settings.framesPerPeriod, clock: clock)
        }
    }
}

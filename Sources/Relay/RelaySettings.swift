import Archive
import Audio
package import Platform

/// What the settings say to the relay.
package struct RelaySettings: Sendable {
    let deviceName: String
    let device: Device
    let format: PCMFormat
    let framesPerPeriod: Int
    /// As fast as it can be taken, instead of by the clock: for sources that need no device.
    let isFast: Bool
    let folders: Folders
    let segmentSeconds: Int
    let floorBytes: Int

    package init(_ settings: Settings) throws(SettingsError) {
        deviceName = settings.text(.audioDevice)
        device = try Device(deviceName)
        format = PCMFormat(
            framesPerSecond: settings.whole(.audioSampleRate), channels: settings.whole(.audioChannels),
            bitsPerSample: settings.whole(.audioBitDepth))
        framesPerPeriod = settings.whole(.audioBufferSize)
        folders = Folders(root: settings.text(.vinylFolder))
        segmentSeconds = settings.whole(.segmentSeconds)
        floorBytes = settings.whole(.segmentFloorMegabytes) * 1_000_000
        isFast = settings.text(.audioPace) == "fast"
        if case .alsa = device, isFast {
            throw .unacceptable(
                key: Setting.audioPace.name, value: "fast",
                range: "real, for a device that has a clock of its own",
                place: "with AUDIO_DEVICE \(deviceName)")
        }
    }
}

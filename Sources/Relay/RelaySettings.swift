import Archive
import Audio
import Broadcast
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
    let listenAddress: String
    let listenPort: Int
    let maxListeners: Int
    let maxListenersPerAddress: Int
    let losslessLagMilliseconds: Int
    let mp3LagMilliseconds: Int
    let icecast: IcecastTarget

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
        listenAddress = settings.text(.listenAddress)
        listenPort = settings.whole(.listenPort)
        maxListeners = settings.whole(.maxListeners)
        maxListenersPerAddress = settings.whole(.maxListenersPerAddress)
        losslessLagMilliseconds = settings.whole(.losslessLagMilliseconds)
        mp3LagMilliseconds = settings.whole(.mp3LagMilliseconds)
        icecast = IcecastTarget(settings)
        isFast = settings.text(.audioPace) == "fast"
        if case .alsa = device, isFast {
            throw .unacceptable(
                key: Setting.audioPace.name, value: "fast",
                range: "real, for a device that has a clock of its own",
                place: "with AUDIO_DEVICE \(deviceName)")
        }
    }
}

extension IcecastTarget {
    fileprivate init(_ settings: Settings) {
        let rate = settings.whole(.audioSampleRate)
        let mount = settings.text(.icecastMountPoint)
        self.init(
            host: settings.text(.icecastHost), port: settings.whole(.icecastPort),
            mount: mount.hasPrefix("/") ? mount : "/" + mount, user: settings.text(.icecastUser),
            password: settings.secret(.icecastSourcePassword), name: settings.text(.streamName),
            genre: settings.text(.streamGenre), url: settings.text(.streamURL),
            isPublic: settings.text(.icecastPublic) == "yes",
            tls: IcecastTLS(rawValue: settings.text(.icecastTLS)) ?? .off,
            kilobitsPerSecond: settings.whole(.icecastBitrate),
            framesPerSecond: rate % 44_100 == 0 ? 44_100 : 48_000, channels: settings.whole(.audioChannels))
    }
}

/// Every setting there is, in the order of `vinyl.conf`.
extension Setting {
    package static let audioDevice = Setting("AUDIO_DEVICE", .text, fallback: "default")
    package static let audioSampleRate = Setting(
        "AUDIO_SAMPLE_RATE", .oneOf(["44100", "48000", "88200", "96000", "176400", "192000"]),
        fallback: "48000", unit: "frames per second")
    package static let audioChannels = Setting("AUDIO_CHANNELS", .oneOf(["1", "2"]), fallback: "2")
    package static let audioBitDepth = Setting(
        "AUDIO_BIT_DEPTH", .oneOf(["16", "24"]), fallback: "16", unit: "bits")
    package static let audioBufferSize = Setting(
        "AUDIO_BUFFER_SIZE", .whole(64...16_384), fallback: "1024", unit: "frames")
    package static let audioPace = Setting("AUDIO_PACE", .oneOf(["real", "fast"]), fallback: "real")
    package static let vinylFolder = Setting("VINYL_FOLDER", .text, fallback: "/var/lib/vinyl")
    package static let segmentSeconds = Setting(
        "SEGMENT_SECONDS", .whole(5...3_600), fallback: "60", unit: "seconds")
    package static let segmentFloorMegabytes = Setting(
        "SEGMENT_FLOOR_MB", .whole(16...1_000_000), fallback: "128", unit: "MB")
    package static let autoStartStreaming = Setting(
        "AUTO_START_STREAMING", .obsolete(because: "streams always run"))
    package static let streamingAutoRestart = Setting(
        "STREAMING_AUTO_RESTART", .obsolete(because: "whatever stops is always started again"))

    package static let all: [Setting] = [
        audioDevice, audioSampleRate, audioChannels, audioBitDepth, audioBufferSize, audioPace,
        vinylFolder, segmentSeconds, segmentFloorMegabytes,
        autoStartStreaming, streamingAutoRestart,
    ]

    package static func named(_ name: String) -> Setting? { all.first { $0.name == name } }
}

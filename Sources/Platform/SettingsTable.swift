/// Every setting there is, in the order of `vinyl.conf`.
extension Setting {
    package static let audioDevice = Setting("AUDIO_DEVICE", .filledText, fallback: "default")
    package static let audioSampleRate = Setting(
        "AUDIO_SAMPLE_RATE", .oneOf(["44100", "48000", "88200", "96000", "176400", "192000"]),
        fallback: "48000", unit: "frames per second")
    package static let audioChannels = Setting("AUDIO_CHANNELS", .oneOf(["1", "2"]), fallback: "2")
    package static let audioBitDepth = Setting(
        "AUDIO_BIT_DEPTH", .oneOf(["16", "24"]), fallback: "16", unit: "bits")
    package static let audioBufferSize = Setting(
        "AUDIO_BUFFER_SIZE", .whole(64...16_384), fallback: "1024", unit: "frames")
    package static let audioPace = Setting("AUDIO_PACE", .oneOf(["real", "fast"]), fallback: "real")
    package static let vinylFolder = Setting("VINYL_FOLDER", .filledText, fallback: "/var/lib/vinyl")
    package static let segmentSeconds = Setting(
        "SEGMENT_SECONDS", .whole(5...3_600), fallback: "60", unit: "seconds")
    package static let segmentFloorMegabytes = Setting(
        "SEGMENT_FLOOR_MB", .whole(16...1_000_000), fallback: "128", unit: "MB")
    package static let segmentKeepHours = Setting(
        "SEGMENT_KEEP_HOURS", .whole(1...8_760), fallback: "48", unit: "hours")
    package static let sessionGapSeconds = Setting(
        "SESSION_GAP_SECONDS", .whole(10...86_400), fallback: "1800", unit: "seconds")
    package static let sessionMaximumHours = Setting(
        "SESSION_MAXIMUM_HOURS", .whole(1...168), fallback: "12", unit: "hours")
    package static let trackMinimumSeconds = Setting(
        "TRACK_MINIMUM_SECONDS", .whole(5...3_600), fallback: "30", unit: "seconds")
    package static let silenceSeconds = Setting(
        "SILENCE_SECONDS", .whole(1...3_600), fallback: "10", unit: "seconds")
    package static let runoutAlertSeconds = Setting(
        "RUNOUT_ALERT_SECONDS", .whole(10...86_400), fallback: "300", unit: "seconds")
    package static let assembleSplit = Setting(
        "ASSEMBLE_SPLIT", .oneOf(["session", "side"]), fallback: "session")
    package static let runInSeconds = Setting(
        "RUN_IN_SECONDS", .whole(0...60), fallback: "2", unit: "seconds")
    package static let runOutSeconds = Setting(
        "RUN_OUT_SECONDS", .whole(0...600), fallback: "15", unit: "seconds")
    package static let retentionPlan = Setting(
        "RETENTION_PLAN", .oneOf(["basic", "pro", "premium"]), fallback: "basic")
    package static let retentionDays = Setting(
        "RETENTION_DAYS", .whole(0...3_650), fallback: "0", unit: "days")
    package static let diskReservePercent = Setting(
        "DISK_RESERVE_PERCENT", .whole(0...90), fallback: "5", unit: "percent")
    package static let diskAlertPercent = Setting(
        "DISK_ALERT_PERCENT", .whole(50...100), fallback: "90", unit: "percent")
    package static let emergencyDelete = Setting("EMERGENCY_DELETE", .oneOf(["yes", "no"]), fallback: "no")
    package static let notifyEvents = Setting("NOTIFY_EVENTS", .text, fallback: "all")
    package static let notifyURL = Setting("NOTIFY_URL", .secret)
    package static let notifySecret = Setting("NOTIFY_SECRET", .secret)
    package static let notifyFormat = Setting("NOTIFY_FORMAT", .oneOf(["json", "text"]), fallback: "json")
    package static let notifyEmail = Setting("NOTIFY_EMAIL", .text)
    package static let smtpURL = Setting("SMTP_URL", .text)
    package static let smtpUser = Setting("SMTP_USER", .text)
    package static let smtpPassword = Setting("SMTP_PASSWORD", .secret)
    package static let smtpFrom = Setting("SMTP_FROM", .text)
    package static let smtpTLS = Setting(
        "SMTP_TLS", .oneOf(["required", "optional", "off"]), fallback: "required")
    package static let notifyCAFile = Setting("NOTIFY_CA_FILE", .text)
    package static let publishFrom = Setting("PUBLISH_FROM", .text)
    package static let publishTo = Setting("PUBLISH_TO", .text)
    package static let publishStream = Setting("PUBLISH_STREAM", .text, fallback: "house")
    package static let publishRecordings = Setting(
        "PUBLISH_RECORDINGS", .oneOf(["none", "permanent", "all"]), fallback: "none")
    package static let publishLossless = Setting("PUBLISH_LOSSLESS", .oneOf(["no", "yes"]), fallback: "no")
    package static let publishExpiresDays = Setting(
        "PUBLISH_EXPIRES_DAYS", .whole(1...3_650), fallback: "30", unit: "days")
    package static let publishPollSeconds = Setting(
        "PUBLISH_POLL_SECONDS", .whole(10...604_800), fallback: "600", unit: "seconds")
    package static let s3Endpoint = Setting("S3_ENDPOINT", .text)
    package static let s3Region = Setting("S3_REGION", .text, fallback: "us-east-1")
    package static let s3AccessKeyID = Setting("S3_ACCESS_KEY_ID", .text)
    package static let s3SecretAccessKey = Setting("S3_SECRET_ACCESS_KEY", .secret)
    package static let listenAddress = Setting("LISTEN_ADDRESS", .text)
    package static let listenPort = Setting("LISTEN_PORT", .whole(0...65_535), fallback: "3001")
    package static let maxListeners = Setting(
        "MAX_LISTENERS", .whole(1...20_000), fallback: "100", unit: "listeners")
    package static let maxListenersPerAddress = Setting(
        "MAX_LISTENERS_PER_ADDRESS", .whole(0...20_000), fallback: "0", unit: "listeners")
    package static let losslessLagMilliseconds = Setting(
        "LOSSLESS_LAG_MS", .whole(500...20_000), fallback: "2000", unit: "milliseconds")
    package static let mp3LagMilliseconds = Setting(
        "MP3_LAG_MS", .whole(500...20_000), fallback: "10000", unit: "milliseconds")
    package static let streamName = Setting("STREAM_NAME", .text, fallback: "Vinyl")
    package static let streamGenre = Setting("STREAM_GENRE", .text)
    package static let streamURL = Setting("STREAM_URL", .text)
    package static let icecastHost = Setting("ICECAST_HOST", .text)
    package static let icecastPort = Setting("ICECAST_PORT", .whole(1...65_535), fallback: "8000")
    package static let icecastUser = Setting("ICECAST_USER", .text, fallback: "source")
    package static let icecastSourcePassword = Setting("ICECAST_SOURCE_PASSWORD", .secret)
    package static let icecastMountPoint = Setting("ICECAST_MOUNT_POINT", .text, fallback: "/vinyl.mp3")
    package static let icecastBitrate = Setting(
        "ICECAST_BITRATE",
        .oneOf(["64", "80", "96", "112", "128", "160", "192", "224", "256", "320"]), fallback: "128",
        unit: "kbit/s")
    package static let icecastPublic = Setting("ICECAST_PUBLIC", .oneOf(["yes", "no"]), fallback: "no")
    package static let icecastTLS = Setting(
        "ICECAST_TLS", .oneOf(["off", "auto", "required"]), fallback: "off")
    package static let alertListeners = Setting(
        "ALERT_LISTENERS", .whole(0...20_000), fallback: "5", unit: "listeners")
    package static let memoryLimitMegabytes = Setting(
        "MEMORY_LIMIT_MB", .whole(32...100_000), fallback: "200", unit: "MB")
    package static let restartCommand = Setting("RESTART_COMMAND", .text)
    package static let lomuzStream = Setting("LOMUZ_STREAM", .text)
    package static let lomuzOrigins = Setting("LOMUZ_ORIGINS", .text)
    package static let lomuzPublicKey = Setting("LOMUZ_PUBLIC_KEY", .text)
    package static let lomuzDevice = Setting("LOMUZ_DEVICE", .text)
    package static let lomuzToken = Setting("LOMUZ_TOKEN", .secret)
    package static let lomuzClientCertificate = Setting("LOMUZ_CLIENT_CERTIFICATE", .text)
    package static let lomuzClientKey = Setting("LOMUZ_CLIENT_KEY", .text)
    package static let lomuzAuthorities = Setting("LOMUZ_AUTHORITIES", .text)
    package static let lomuzRateLimit = Setting(
        "LOMUZ_RATE_LIMIT", .whole(0...10_000_000), fallback: "0", unit: "kB per second")
    package static let lomuzWindow = Setting("LOMUZ_WINDOW", .text)
    package static let lomuzReserveMegabytes = Setting(
        "LOMUZ_RESERVE_MB", .whole(16...1_000_000), fallback: "256", unit: "MB")
    package static let autoStartStreaming = Setting(
        "AUTO_START_STREAMING", .obsolete(because: "streams always run"))
    package static let streamingAutoRestart = Setting(
        "STREAMING_AUTO_RESTART", .obsolete(because: "whatever stops is always started again"))

    package static let all: [Setting] = [
        audioDevice, audioSampleRate, audioChannels, audioBitDepth, audioBufferSize, audioPace,
        listenAddress, listenPort, maxListeners, maxListenersPerAddress, losslessLagMilliseconds,
        mp3LagMilliseconds, streamName, streamGenre, streamURL,
        icecastHost, icecastPort, icecastUser, icecastSourcePassword, icecastMountPoint, icecastBitrate,
        icecastPublic, icecastTLS,
        vinylFolder, segmentSeconds, segmentFloorMegabytes, segmentKeepHours,
        sessionGapSeconds, sessionMaximumHours, trackMinimumSeconds, silenceSeconds, runoutAlertSeconds,
        assembleSplit, runInSeconds, runOutSeconds, retentionPlan, retentionDays,
        alertListeners, memoryLimitMegabytes, restartCommand,
        lomuzStream, lomuzOrigins, lomuzPublicKey, lomuzDevice, lomuzToken, lomuzClientCertificate,
        lomuzClientKey, lomuzAuthorities, lomuzRateLimit, lomuzWindow, lomuzReserveMegabytes,
        diskReservePercent, diskAlertPercent, emergencyDelete,
        notifyEvents, notifyURL, notifySecret, notifyFormat, notifyEmail, smtpURL, smtpUser, smtpPassword,
        smtpFrom, smtpTLS, notifyCAFile,
        publishFrom, publishTo, publishStream, publishRecordings, publishLossless, publishExpiresDays,
        publishPollSeconds, s3Endpoint, s3Region, s3AccessKeyID, s3SecretAccessKey,
        autoStartStreaming, streamingAutoRestart,
    ]

    package static func named(_ name: String) -> Setting? { all.first { $0.name == name } }
}

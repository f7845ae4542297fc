import Platform

/// What of `/status` is judged.
struct RelayStatus: Equatable, Sendable {
    var tape = ""
    var frames = 0
    var framesPerSecond = 48_000
    var gapFrames = 0
    var deviceName = ""
    var deviceState = ""
    var overruns = 0
    var listeners = 0
    var mp3Listeners = 0
    var refused = 0
    var worstLagMilliseconds = 0
    /// Why no segments are written.
    var trouble: String?
    var clippedSamples = 0
    /// Of full scale, of the louder channel, now.
    var level: Double?
    var uptimeSeconds = 0
    var followsDeath = false
    var icecast: Icecast?

    struct Icecast: Equatable, Sendable {
        var isConnected = false
        var mount = ""
        var bytesSent = 0
    }

    init() {}

    /// Nil for what no relay of ours would say.
    init?(_ json: JSON) {
        guard let tape = json["tape"], let id = tape["id"]?.asText, let frames = tape["frames"]?.asWhole,
            let rate = tape["frames_per_second"]?.asWhole, rate > 0
        else { return nil }
        self.tape = id
        self.frames = frames
        framesPerSecond = rate
        gapFrames = tape["gap_frames"]?.asWhole ?? 0
        deviceName = json["device"]?["name"]?.asText ?? ""
        deviceState = json["device"]?["state"]?.asText ?? "unknown"
        overruns = json["device"]?["overruns"]?.asWhole ?? 0
        listeners = json["listeners"]?["now"]?.asWhole ?? 0
        refused = json["listeners"]?["refused"]?.asWhole ?? 0
        mp3Listeners = json["streams"]?["mp3"]?["listeners"]?.asWhole ?? 0
        worstLagMilliseconds =
            json["streams"]?.asMembers?.compactMap { $0.value["worst_lag_ms"]?.asWhole }.max() ?? 0
        trouble = json["segments"]?["trouble"]?.asText
        clippedSamples = json["levels"]?["clipped"]?.asWhole ?? 0
        level = json["levels"]?["rms"]?.asArray?.compactMap(\.asNumber).max()
        uptimeSeconds = json["uptime_seconds"]?.asWhole ?? 0
        followsDeath = json["follows_death"]?.asYesNo ?? false
        icecast = json["icecast"].flatMap { $0.isNull ? nil : Icecast($0) }
    }

    /// A file or a pipe comes as fast as somebody writes it; nothing says how fast that should be.
    var hasClock: Bool { !deviceName.hasPrefix("file:") }
}

extension RelayStatus.Icecast {
    fileprivate init(_ json: JSON) {
        isConnected = json["connected"]?.asYesNo ?? false
        mount = json["mount"]?.asText ?? ""
        bytesSent = json["bytes_sent"]?.asWhole ?? 0
    }
}

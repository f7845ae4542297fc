import Archive
import Audio
import Platform

extension Snapshot {
    /// `/status`. Names are a contract: what is here stays here under the same name.
    var json: JSON {
        .object([
            ("version", .text(vinylVersion)),
            ("name", .text(name)),
            ("healthy", .yesNo(healthReason == nil)),
            ("reason", .optional(healthReason)),
            ("uptime_seconds", .whole(uptimeSeconds)),
            ("follows_death", .yesNo(followsDeath)),
            ("clock_synchronised", .yesNo(isClockSynchronised)),
            ("memory_bytes", .optional(residentBytes)),
            ("tape", tape),
            ("device", deviceObject),
            ("levels", levels?.json ?? .null),
            ("streams", .object(streams.map { ($0.kind.rawValue, Self.stream($0)) })),
            ("listeners", listenersObject),
            ("segments", segments),
            ("icecast", icecast?.json ?? .null),
        ])
    }

    private var tape: JSON {
        .object([
            ("id", .text(tapeID)), ("frames", .whole(frames)),
            ("frames_per_second", .whole(format.framesPerSecond)), ("channels", .whole(format.channels)),
            ("bits_per_sample", .whole(format.bitsPerSample)), ("gaps", .whole(gaps)),
            ("gap_frames", .whole(gapFrames)),
        ])
    }

    private var deviceObject: JSON {
        .object([
            ("name", .text(device)), ("state", .text(deviceState)), ("overruns", .whole(overruns)),
            ("ppm", partsPerMillion.map(JSON.number) ?? .null),
        ])
    }

    private static func stream(_ state: StreamState) -> JSON {
        .object([
            ("listeners", .whole(state.listeners)), ("worst_lag_ms", .whole(state.worstLagMilliseconds)),
            ("skips", .whole(state.skips)),
        ])
    }

    private var listenersObject: JSON {
        .object([
            ("most", .whole(mostListeners)), ("mp3_kbps", .whole(mp3KilobitsPerSecond)),
            ("now", .whole(streams.reduce(0) { $0 + $1.listeners })), ("ever", .whole(listeners.admitted)),
            ("refused", .whole(listeners.refused)), ("skips", .whole(listeners.skips)),
        ])
    }

    private var segments: JSON {
        .object([
            ("state", .text(writer.trouble == nil ? "writing" : "stopped")),
            ("trouble", .optional(writer.trouble?.rawValue)),
            ("finished", .whole(writer.finishedSegments)), ("newest", .optional(writer.newestSegment)),
            ("frames_on_disk", .whole(writer.framesOnDisk)), ("hole_frames", .whole(writer.holeFrames)),
            ("seconds_since_written", secondsSinceWritten.map(JSON.number) ?? .null),
            ("free_bytes", .optional(freeBytes)),
        ])
    }
}

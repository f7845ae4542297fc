import Archive
import Audio
import Broadcast
import Platform

/// The relay at one moment: what `/status`, `/metrics` and `/healthz` are made of.
struct Snapshot: Sendable {
    struct StreamState: Sendable {
        var kind: StreamKind
        var listeners: Int
        var worstLagMilliseconds: Int
        var skips: Int
    }

    var name: String
    var mostListeners: Int
    var mp3KilobitsPerSecond: Int
    var tapeID: String
    var format: PCMFormat
    var frames: Int
    var uptimeSeconds: Int
    var followsDeath: Bool
    var device: String
    var deviceState: String
    var partsPerMillion: Double?
    var overruns: Int
    var gaps: Int
    var gapFrames: Int
    var writer: WriterBoard.Report
    var secondsSinceWritten: Double?
    var levels: Levels?
    var streams: [StreamState]
    var listeners: (admitted: Int, refused: Int, skips: Int)
    var isClockSynchronised: Bool
    var freeBytes: Int?
    var icecast: IcecastReport?
    var residentBytes: Int?
    var healthReason: String?

    init(_ air: OnAir, station: Station) {
        let now = Clock.system.monotonicNanoseconds()
        let present = station.listeners.present
        name = station.settings.icecast.name
        mostListeners = station.settings.maxListeners
        mp3KilobitsPerSecond = air.mp3Pace.kilobitsPerSecond
        tapeID = air.tape.id
        format = air.tape.format
        frames = air.tape.end
        uptimeSeconds = Int((now - station.startNanoseconds) / 1_000_000_000)
        followsDeath = station.followsDeath
        device = station.settings.deviceName
        deviceState = air.watch.state.word
        partsPerMillion = air.tape.anchors.partsPerMillion
        overruns = air.watch.overrunCount
        gaps = air.tape.gaps.count
        gapFrames = air.tape.gaps.totalFrames
        writer = air.writer.latest
        secondsSinceWritten = writer.lastSuccessNanoseconds.map { Double(now - $0) / 1e9 }
        levels = air.levels.latest.levels
        streams = StreamKind.allCases.map { kind in
            let mine = present.filter { $0.stream == kind }
            return StreamState(
                kind: kind, listeners: mine.count,
                worstLagMilliseconds: mine.map(\.lagMilliseconds).max() ?? 0,
                skips: mine.reduce(0) { $0 + $1.skips })
        }
        listeners = station.listeners.totals
        isClockSynchronised = air.tape.anchors.latest?.isSynchronised ?? false
        freeBytes = writer.freeBytes
        icecast = station.icecast?.report
        residentBytes = ProcessMemory.residentBytes
        healthReason = Self.health(air, station, now).reason
    }

    static func health(_ air: OnAir, _ station: Station, _ now: Int64) -> Health {
        let moved = station.movement.since(at: air.tape, nanoseconds: now)
        let report = air.writer.latest
        return Health(
            Health.Evidence(
                framesMoved: moved.frames, framesPerSecond: air.tape.format.framesPerSecond,
                secondsBetweenLooks: moved.seconds, isDeviceLost: air.watch.state == .lost,
                secondsSinceWritten: report.lastSuccessNanoseconds.map { Double(now - $0) / 1e9 },
                secondsOnTape: Double(now - air.startNanoseconds) / 1e9, trouble: report.trouble?.sentence))
    }
}

extension CaptureWatch.State {
    var word: String {
        switch self {
        case .starting: "starting"
        case .listening: "listening"
        case .lost: "lost"
        }
    }
}

extension Hole.Cause {
    var sentence: String {
        switch self {
        case .room: "the disk is full, or nearly"
        case .folder: "the folder cannot be written"
        case .slow: "the disk is too slow"
        }
    }
}

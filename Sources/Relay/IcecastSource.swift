import Audio
import Broadcast
import Platform
import Synchronization

/// How things stand with Icecast.
struct IcecastReport: Sendable, Equatable {
    var isConnected = false
    var bytesSent = 0
    var reconnects = 0
    var lastFailure: String?
    var mount: String

    var json: JSON {
        .object([
            ("connected", .yesNo(isConnected)), ("mount", .text(mount)), ("bytes_sent", .whole(bytesSent)),
            ("reconnects", .whole(reconnects)), ("last_failure", .optional(lastFailure)),
        ])
    }
}

/// Feeds an Icecast for as long as there is one, on a thread of its own; whatever Icecast does, nobody else notices.
final class IcecastSource: Sendable {
    private let target: IcecastTarget
    private let log: Log
    private let state: Mutex<IcecastReport>
    private let stopping = Atomic<Bool>(false)
    private let toldTitle = Mutex<String>("")
    private let isTellingTitle = Atomic<Bool>(false)
    private let fedAt = Atomic<Int64>(.min)

    private static let retryMilliseconds = 1_500
    private static let refusedRetryMilliseconds = 60_000
    /// Together with the wait: at least every five seconds.
    private static let connectMilliseconds = 3_500
    /// Some eight seconds of sound: a server that has not taken them by then will not.
    private static let queueSeconds = 8
    private static let stallNanoseconds: Int64 = 15_000_000_000

    init(target: IcecastTarget, log: Log) {
        self.target = target
        self.log = log
        state = Mutex(IcecastReport(mount: target.mount))
    }

    var report: IcecastReport { state.withLock { $0 } }

    func stop() { stopping.store(true, ordering: .releasing) }

    private var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Until this tape ends or we are stopped.
    func run(_ air: OnAir) {
        while !isStopping && !air.tape.isClosed {
            let wait: Int
            do throws(IcecastError) {
                try connectAndFeed(air)
                return
            } catch {
                wait = fail(error)
            }
            pause(milliseconds: wait, air)
        }
    }

    private func fail(_ error: IcecastError) -> Int {
        let isNews = state.withLock { state in
            defer {
                state.isConnected = false
                state.reconnects += 1
                state.lastFailure = "\(error)"
            }
            return state.isConnected || state.lastFailure != "\(error)"
        }
        if isNews { log.warning("Icecast not fed", ["reason": "\(error)", "mount": target.mount]) }
        // Whoever took our password a moment ago still sees our old connection on the mount.
        let now = Clock.system.monotonicNanoseconds()
        let wasFed = fedAt.load(ordering: .relaxed) > now - Int64(Self.refusedRetryMilliseconds) * 1_000_000
        guard case .refused = error, !wasFed else { return Self.retryMilliseconds }
        return Self.refusedRetryMilliseconds
    }

    private func connectAndFeed(_ air: OnAir) throws(IcecastError) {
        var target = target
        target.framesPerSecond = air.mp3Pace.soundFramesPerSecond
        target.channels = air.tape.format.channels
        let connection = try IcecastConnection(target)
        try connection.open()
        let deadline = Clock.system.monotonicNanoseconds() + Int64(Self.connectMilliseconds) * 1_000_000
        while try connection.state() == .connecting {
            if isStopping { return }
            guard Clock.system.monotonicNanoseconds() < deadline else {
                throw .failed(reason: "no answer in time")
            }
            Clock.system.sleep(20_000_000)
        }
        state.withLock { $0.isConnected = true }
        log.notice("Icecast fed", ["host": target.host, "port": target.port, "mount": target.mount])
        toldTitle.withLock { $0 = "" }
        air.mp3.begin()
        defer { air.mp3.end() }
        try feed(connection, air)
    }

    private func feed(_ connection: IcecastConnection, _ air: OnAir) throws(IcecastError) {
        var next = max(air.mp3.ring.oldest, air.mp3.ring.end - air.mp3Pace.burstFrames)
        var takenAt = Clock.system.monotonicNanoseconds()
        let mostQueued = Self.queueSeconds * target.kilobitsPerSecond * 125
        while !isStopping && !air.tape.isClosed {
            var bytes: [UInt8] = []
            next = air.mp3.ring.forEach(from: next) { frame in
                bytes += frame
                return bytes.count < 16_384
            }
            let queued = connection.queuedBytes
            if bytes.isEmpty { try connection.flush() } else { try connection.send(bytes) }
            let now = Clock.system.monotonicNanoseconds()
            if connection.queuedBytes == 0 || connection.queuedBytes < queued { takenAt = now }
            guard connection.queuedBytes < mostQueued, now - takenAt < Self.stallNanoseconds else {
                throw .failed(reason: "it has stopped taking sound")
            }
            fedAt.store(now, ordering: .relaxed)
            state.withLock { $0.bytesSent += bytes.count }
            tellTitle(air.title)
            Clock.system.sleep(bytes.isEmpty ? 100_000_000 : 50_000_000)
        }
    }

    /// Over another connection, on another thread, one at a time: setting a title waits for the server.
    private func tellTitle(_ title: String) {
        guard toldTitle.withLock({ $0 != title }) else { return }
        guard !isTellingTitle.exchange(true, ordering: .acquiringAndReleasing) else { return }
        let thread = try? WorkerThread(name: "icecast-title") { [self] in
            if (try? IcecastConnection.setTitle(title, at: target)) != nil {
                toldTitle.withLock { $0 = title }
            }
            // An Icecast that refuses titles is not asked all the time.
            for _ in 0..<50 where !isStopping { Clock.system.sleep(100_000_000) }
            isTellingTitle.store(false, ordering: .releasing)
        }
        thread?.letGo()
    }

    private func pause(milliseconds: Int, _ air: OnAir) {
        let end = Clock.system.monotonicNanoseconds() + Int64(milliseconds) * 1_000_000
        while Clock.system.monotonicNanoseconds() < end, !isStopping, !air.tape.isClosed {
            Clock.system.sleep(100_000_000)
        }
    }
}

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
    private let title: IcecastTitle
    private let state: Mutex<(run: Int, report: IcecastReport)>
    private let stopping = Atomic<Bool>(false)
    private let fedAt = Atomic<Int64>(.min)
    private let failures = Mutex(Repetition())
    private let toldFedAt = Mutex<Int64?>(nil)

    private static let retryMilliseconds = 1_500
    private static let refusedRetryMilliseconds = 60_000
    /// Together with the wait: at least every five seconds.
    private static let connectMilliseconds = 3_500
    /// Some eight seconds of sound: a server that has not taken them by then will not.
    private static let queueSeconds = 8
    private static let stallNanoseconds: Int64 = 15_000_000_000
    private static let quietNanoseconds: Int64 = 60_000_000_000

    init(target: IcecastTarget, log: Log) {
        self.target = target
        self.log = log
        title = IcecastTitle(target: target)
        state = Mutex((0, IcecastReport(mount: target.mount)))
    }

    var report: IcecastReport { state.withLock { $0.report } }

    func stop() { stopping.store(true, ordering: .releasing) }

    private var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Until this tape ends or we are stopped. The run of the next tape may begin before this one has ended: from then
    /// on only that one says how things stand.
    func run(_ air: OnAir) {
        let number = state.withLock { state in
            state.run += 1
            return state.run
        }
        while !isStopping && !air.tape.isClosed {
            let wait: Int
            do throws(IcecastError) {
                try connectAndFeed(air, run: number)
                return
            } catch {
                wait = fail(error, run: number)
            }
            pause(milliseconds: wait, air)
        }
    }

    private func note(run: Int, _ change: (inout IcecastReport) -> Void) {
        state.withLock { if $0.run == run { change(&$0.report) } }
    }

    private func fail(_ error: IcecastError, run: Int) -> Int {
        let now = Clock.system.monotonicNanoseconds()
        note(run: run) { report in
            report.isConnected = false
            report.reconnects += 1
            report.lastFailure = "\(error)"
        }
        if let times = failures.withLock({ $0.count(atNanoseconds: now) }) {
            log.warning(
                "Icecast not fed", ["reason": "\(error)", "mount": target.mount, "times": times])
        }
        // Whoever took our password a moment ago still sees our old connection on the mount.
        let wasFed = fedAt.load(ordering: .relaxed) > now - Int64(Self.refusedRetryMilliseconds) * 1_000_000
        guard case .refused = error, !wasFed else { return Self.retryMilliseconds }
        return Self.refusedRetryMilliseconds
    }

    private func connectAndFeed(_ air: OnAir, run: Int) throws(IcecastError) {
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
        note(run: run) { $0.isConnected = true }
        title.forget()
        air.mp3.begin()
        defer { air.mp3.end() }
        try feed(connection, air, run: run)
    }

    private func feed(_ connection: IcecastConnection, _ air: OnAir, run: Int) throws(IcecastError) {
        var next = max(air.mp3.ring.oldest, air.mp3.ring.end - air.mp3Pace.burstFrames)
        var takenAt = Clock.system.monotonicNanoseconds()
        var isTold = false
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
            isTold = isTold || tellFed(now)
            fedAt.store(now, ordering: .relaxed)
            note(run: run) { $0.bytesSent += bytes.count }
            title.tell(air.title)
            Clock.system.sleep(bytes.isEmpty ? 100_000_000 : 50_000_000)
        }
    }

    /// Once a minute at most, also for a server that takes us and drops us again and again; whoever is fed for longer is
    /// told of.
    private func tellFed(_ now: Int64) -> Bool {
        let isDue = toldFedAt.withLock { last in
            if let told = last, now - told < Self.quietNanoseconds { return false }
            last = now
            return true
        }
        if isDue {
            log.notice("Icecast fed", ["host": target.host, "port": target.port, "mount": target.mount])
        }
        return isDue
    }

    private func pause(milliseconds: Int, _ air: OnAir) {
        let end = Clock.system.monotonicNanoseconds() + Int64(milliseconds) * 1_000_000
        while Clock.system.monotonicNanoseconds() < end, !isStopping, !air.tape.isClosed {
            Clock.system.sleep(100_000_000)
        }
    }
}

import Archive
import Catalogue
import Platform

/// What the clocks of this machine say, and what they said before.
struct TimeKeeping {
    let now: Int64
    let elapsed: ElapsedTime
    let doubt: Doubt?
    private let isDue: Bool

    /// A machine that is switched off loses at most so much of what it counted; and no disk is written every hour.
    private static let pause: Int64 = 6 * 3_600_000_000

    init(_ call: Call, _ catalogue: Catalogue) throws(JobError) {
        let moment = ElapsedTime.Moment(call.clock)
        let (before, newest) = try inCatalogue { () throws(CatalogueError) in
            (try catalogue.elapsedTime(), try catalogue.newestRightTime())
        }
        var elapsed = before
        elapsed.advance(to: moment)
        now = moment.utcMicroseconds
        self.elapsed = elapsed
        isDue =
            before.last?.boot != moment.boot || before.last?.isSynchronised != moment.isSynchronised
            || elapsed.microseconds - before.microseconds >= Self.pause
        doubt = Doubt(
            now: now, isSynchronised: moment.isSynchronised, newestRightTime: newest,
            elapsedMicroseconds: elapsed.microseconds)
    }

    func save(in catalogue: Catalogue) throws(JobError) {
        guard isDue else { return }
        try inCatalogue { () throws(CatalogueError) in try catalogue.save(elapsed) }
    }
}

extension ElapsedTime {
    /// Up to this moment.
    init(_ call: Call, _ catalogue: Catalogue) throws(JobError) {
        self = try inCatalogue { () throws(CatalogueError) in try catalogue.elapsedTime() }
        advance(to: Moment(call.clock))
    }
}

extension ElapsedTime.Moment {
    init(_ clock: Clock) {
        self.init(
            utcMicroseconds: clock.utcMicroseconds(), isSynchronised: clock.isSynchronised(),
            runningMicroseconds: clock.monotonicNanoseconds() / 1_000, boot: Self.currentBoot)
    }

    private static var currentBoot: Int64 {
        let id = (try? Files.read("/proc/sys/kernel/random/boot_id")) ?? []
        return Int64(RecordingKey.of(String(decoding: id, as: UTF8.self)), radix: 16) ?? 0
    }
}

extension Catalogue {
    fileprivate func elapsedTime() throws(CatalogueError) -> ElapsedTime {
        let total = try fact(.elapsed) ?? 0
        guard let seen = try fact(.seenAt), let running = try fact(.seenRunning),
            let boot = try fact(.seenBoot)
        else { return ElapsedTime(microseconds: total) }
        let isSynchronised = try fact(.seenSynchronised) == 1
        return ElapsedTime(
            microseconds: total,
            last: .init(
                utcMicroseconds: seen, isSynchronised: isSynchronised, runningMicroseconds: running,
                boot: boot))
    }

    fileprivate func save(_ elapsed: ElapsedTime) throws(CatalogueError) {
        try write { () throws(CatalogueError) in
            try set(.elapsed, to: elapsed.microseconds)
            guard let last = elapsed.last else { return }
            try set(.seenAt, to: last.utcMicroseconds)
            try set(.seenSynchronised, to: last.isSynchronised ? 1 : 0)
            try set(.seenRunning, to: last.runningMicroseconds)
            try set(.seenBoot, to: last.boot)
        }
    }
}

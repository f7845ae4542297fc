import Archive
import Catalogue
import Platform

/// What the clocks of this machine say, and what they said before.
struct TimeKeeping {
    let now: Int64
    let elapsed: ElapsedTime
    let doubt: Doubt?
    private let believed: BelievedTime?
    private let isDue: Bool

    /// No disk is written every hour. A machine without a right clock loses what it did not write down when it is
    /// switched off, and may be on for some hours of an evening: it writes every time.
    private static let pause: Int64 = 6 * 3_600_000_000

    init(_ call: Call, _ catalogue: Catalogue) throws(JobError) {
        let moment = ElapsedTime.Moment(call.clock)
        let (before, newest, known, tape) = try inCatalogue { () throws(CatalogueError) in
            (
                try catalogue.elapsedTime(), try catalogue.newestRightTime(), try catalogue.believedTime(),
                try catalogue.newestSegmentStart()
            )
        }
        var elapsed = before
        elapsed.advance(to: moment)
        now = moment.utcMicroseconds
        self.elapsed = elapsed
        isDue =
            !moment.isSynchronised || before.last?.boot != moment.boot
            || before.last?.isSynchronised != moment.isSynchronised
            || elapsed.microseconds - before.microseconds >= Self.pause
        // The first time, the tape has to do.
        let past = known ?? tape.map { BelievedTime($0, elapsed) }
        doubt = Doubt(
            now: now, isSynchronised: moment.isSynchronised, newestRightTime: newest, believed: past,
            elapsedMicroseconds: elapsed.microseconds)
        believed = doubt?.isOfClock == true ? past : BelievedTime(now, elapsed)
    }

    func save(in catalogue: Catalogue) throws(JobError) {
        guard isDue else { return }
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.write { () throws(CatalogueError) in
                try catalogue.save(elapsed)
                if let believed { try catalogue.save(believed) }
            }
        }
    }
}

extension BelievedTime {
    fileprivate init(_ microseconds: Int64, _ elapsed: ElapsedTime) {
        self.init(microseconds: microseconds, elapsedMicroseconds: elapsed.microseconds)
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
        try set(.elapsed, to: elapsed.microseconds)
        guard let last = elapsed.last else { return }
        try set(.seenAt, to: last.utcMicroseconds)
        try set(.seenSynchronised, to: last.isSynchronised ? 1 : 0)
        try set(.seenRunning, to: last.runningMicroseconds)
        try set(.seenBoot, to: last.boot)
    }

    fileprivate func believedTime() throws(CatalogueError) -> BelievedTime? {
        if let time = try fact(.believedAt), let elapsed = try fact(.believedElapsed) {
            return BelievedTime(microseconds: time, elapsedMicroseconds: elapsed)
        }
        return nil
    }

    fileprivate func save(_ believed: BelievedTime) throws(CatalogueError) {
        try set(.believedAt, to: believed.microseconds)
        try set(.believedElapsed, to: believed.elapsedMicroseconds)
    }
}

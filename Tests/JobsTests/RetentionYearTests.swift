import Archive
import Audio
import Catalogue
import Glibc
import Platform
import TestSupport
import Testing

@testable import Jobs

private let hour: Int64 = 3_600_000_000
/// 2026-11-21, 20:00 in UTC.
private let evening: Int64 = 1_795_291_200_000_000

/// A year at one `cleanup` an hour, in true time, whatever the clocks show.
private struct Year {
    enum Kind {
        case calm
        /// The machine is off now and then, for hours to weeks.
        case broken
        /// That, and clocks jump, nobody answers, the plan changes.
        case wild
    }

    let world: CleanupWorld
    let kind: Kind
    var luck: Luck
    var recordings = 0
    var deleted = 0
    private var hoursUntilClockIsRight = 0
    private var outages: [(end: Int64, hours: Int)] = []
    private let receiver: Peer

    init(_ folder: String, kind: Kind, seed: UInt64) throws {
        world = try CleanupWorld(folder: folder + "/vinyl", truth: evening)
        try Disk.system.makeFolder(folder + "/receiver")
        receiver = try Peer(.http, in: folder + "/receiver")
        world.webhook = receiver.url
        self.kind = kind
        luck = Luck(seed: seed)
    }

    private mutating func happens(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &luck) < share }

    mutating func run(hours: Int) throws {
        let end = world.truth + Int64(hours) * hour
        while world.truth < end {
            world.pass(hours: 1)
            try live()
            if kind != .calm { try breakDown() }
            if kind == .wild { try strike() }
            try cleanAndCheck()
        }
    }

    /// The clock is right, and nothing happens any more.
    mutating func rest(hours: Int) throws {
        world.setClock(wrongBy: 0)
        for _ in 0..<hours {
            world.pass(hours: 1)
            try cleanAndCheck()
        }
    }

    private mutating func live() throws {
        if happens(0.03) {
            recordings += 1
            try world.record(recordings)
        }
        guard recordings > 0 else { return }
        let number = Int.random(in: max(1, recordings - 12)...recordings, using: &luck)
        if happens(0.006) { try world.decide(number) { $0.isPermanent = true } }
        if happens(0.004) { try world.decide(number) { $0.isPermanent = false } }
        if happens(0.006) { try world.decide(number) { $0.retentionDays = ($0.retentionDays ?? 7) + 5 } }
        if happens(0.003) { try world.decide(number) { $0.retentionDays = 1 } }
        if happens(0.04) && world.shown == world.truth { try world.tape() }
    }

    private mutating func breakDown() throws {
        guard happens(0.006) else { return }
        let hours = Int.random(in: 1...(happens(0.05) ? 500 : 60), using: &luck)
        try world.lose(hours: hours)
        outages.append((world.truth, hours))
    }

    private mutating func strike() throws {
        if happens(0.01) { try receiver.answer("500", "429 9000", "hang up", "404", "503") }
        if happens(0.001) { world.plan = ["basic", "pro", "premium"].randomElement(using: &luck) ?? "basic" }
        hoursUntilClockIsRight -= 1
        if hoursUntilClockIsRight == 0 { world.setClock(wrongBy: 0) }
        if happens(0.008) {
            let errors = [
                -world.truth, 87_600 * hour, 8_000 * hour, 1_000 * hour, 72 * hour, 25 * hour, hour,
            ]
            let error = errors.randomElement(using: &luck) ?? 0
            world.setClock(wrongBy: happens(0.3) && error > 0 ? -error : error)
            hoursUntilClockIsRight = Int.random(in: 1...60, using: &luck)
        }
    }

    private mutating func cleanAndCheck() throws {
        let before = world.told
        for gone in try world.clean() {
            deleted += 1
            #expect(!gone.isPermanent, "\(gone.key) was kept for good")
            let told = before[gone.key]?.truth
            #expect(told.map { world.truth - $0 >= 24 * hour } == true, "\(gone.key) went unannounced")
        }
        try world.noteNotices()
        if kind != .wild { for sidecar in world.sidecars.values { expectPunctual(sidecar) } }
    }

    /// Nothing stays longer than its time, the day of the notice, the pauses between two runs, and as long as the
    /// machine was off since it should have been announced.
    private func expectPunctual(_ sidecar: Sidecar) {
        guard let expiry = expiry(sidecar) else { return }
        let since = max(expiry, world.decided[sidecar.key] ?? 0, evening)
        let off = outages.filter { $0.end > since - 24 * hour }.reduce(0) { $0 + $1.hours }
        #expect(world.truth <= since + Int64(26 + off) * hour, "\(sidecar.key) is still there")
    }

    /// Whoever knows messages by their keys has heard each notice once, but for those that were over before it was
    /// time for the digest: on a machine that is never off, none of a recording that went.
    func expectDelivered() throws {
        #expect(try world.catalogue.waitingMessages().count == 0)
        let heard = receiver.heard.filter { $0.contains("\"status\": 200") }
        let keys = heard.compactMap { $0.firstMatch(of: /"Idempotency-Key": "(\w+)"/)?.1 }
        #expect(keys.count == heard.count && Set(keys).count == keys.count)
        // What came since the last digest waits for the next.
        let notices = try world.catalogue.notices(most: .max)
            .filter { $0.madeMicroseconds < world.truth - 30 * hour || $0.type == NoticeType.kept }
        #expect(notices.allSatisfy { $0.told != nil } && notices.count > 20)
        let gone = notices.filter { $0.type == NoticeType.expired }.map(\.key)
        for notice in notices {
            // As it stands within a text of JSON that is within another.
            let key = "\\\"key\\\":\\\"\(notice.key)\\\""
            let count = heard.count { $0.contains(key) }
            let isOver = notice.type == NoticeType.expiring && notice.endMicroseconds != nil
            let mayBeMissed = isOver && (kind != .calm || !gone.contains { $0.hasSuffix(notice.key) })
            #expect(count == 1 || count == 0 && mayBeMissed, "\(notice.key) \(count) times")
        }
    }

    func expiry(_ sidecar: Sidecar) -> Int64? {
        Retention(days: ["pro": 15, "premium": 30][world.plan] ?? 7).expiryMicroseconds(
            isPermanent: sidecar.isPermanent, days: sidecar.retentionDays, end: sidecar.endMicroseconds,
            assembled: sidecar.assembledMicroseconds)
    }
}

@Suite struct `a year of cleanup` {
    @Test(arguments: [(.calm, 1), (.broken, 3), (.wild, 2)] as [(Year.Kind, UInt64)])
    fileprivate func `lets nothing go unannounced, and nothing stay for long`(
        kind: Year.Kind, seed: UInt64
    ) throws {
        try withTemporaryFolder { folder in
            var year = try Year(folder, kind: kind, seed: seed)
            // Half a minute for a season; the whole year on demand.
            let days = getenv("VINYL_WHOLE_YEAR") != nil ? 365 : kind == .wild ? 90 : 50
            try year.run(hours: days * 24)
            try year.rest(hours: 60)
            try year.expectDelivered()
            let overdue = year.world.sidecars.values.filter {
                (year.expiry($0) ?? .max) < year.world.truth - 30 * hour
            }
            #expect(overdue.isEmpty, "\(overdue.map(\.key))")
            #expect(year.deleted > 10 && year.world.sidecars.values.contains { $0.isPermanent })
            let rows = try year.world.catalogue.recordings().map(\.key).sorted()
            #expect(rows == year.world.sidecars.keys.sorted())
        }
    }
}

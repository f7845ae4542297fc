import Testing

@testable import Jobs

private let hour: Int64 = 3_600_000_000
private let day: Int64 = 24 * hour
/// 2026-11-21, 20:00 in UTC.
private let evening: Int64 = 1_795_291_200_000_000

@Suite struct `the policy of retention` {
    /// Hours from now; nil: for good, or not announced.
    static let cases: [(expiry: Int64?, told: Int64?, passed: Int64?, RetentionPolicy.Verdict)] = [
        (nil, nil, nil, .stays), (25, nil, nil, .stays), (24, nil, nil, .announce), (0, nil, nil, .announce),
        (-9_000, nil, nil, .announce), (24, 0, 0, .waits), (0, -23, -23, .waits), (0, -24, -24, .goes),
        (1, -30, -30, .waits), (-1, -24, -23, .waits), (-1, -24, 0, .waits), (-1, -23, -24, .waits),
        (nil, -30, -30, .withdraw), (25, -30, -30, .withdraw), (24, -30, -30, .waits),
        // Announced by a clock that was ahead.
        (-1, 9_000, -48, .withdraw), (-9_000, -9_000, -9_000, .goes),
    ]

    @Test(arguments: cases.indices) func `says what becomes of a recording`(index: Int) {
        let (expiry, told, passed, verdict) = Self.cases[index]
        let policy = RetentionPolicy(now: evening, elapsedMicroseconds: 10_000 * hour)
        let announcement = told.map { told in
            RetentionPolicy.Announcement(
                microseconds: evening + told * hour,
                elapsedMicroseconds: (10_000 + (passed ?? 0)) * hour)
        }
        #expect(
            policy.verdict(expiry: expiry.map { evening + $0 * hour }, announcement: announcement) == verdict)
    }

    @Test func `nothing goes in the microsecond before its day is over`() {
        let told = RetentionPolicy.Announcement(microseconds: evening, elapsedMicroseconds: 5)
        for (late, elapsed, verdict) in [
            (day - 1, day + 5, RetentionPolicy.Verdict.waits), (day, day + 4, .waits), (day, day + 5, .goes),
        ] {
            let policy = RetentionPolicy(now: evening + late, elapsedMicroseconds: elapsed)
            #expect(policy.verdict(expiry: evening, announcement: told) == verdict)
        }
    }

    @Test func `age counts from the end, by the plan or by days of its own`() {
        let plan = Retention(days: 7)
        func expiry(
            _ days: Int?, end: Int64 = evening, assembled: Int64 = evening, _ isPermanent: Bool = false
        )
            -> Int64?
        {
            plan.expiryMicroseconds(isPermanent: isPermanent, days: days, end: end, assembled: assembled)
        }
        #expect(expiry(nil) == evening + 7 * day && expiry(42) == evening + 42 * day)
        #expect(expiry(42, true) == nil && expiry(0) == evening)
        // No clock was right when it was made: as old as its file, or of no age.
        #expect(expiry(nil, end: 5) == evening + 7 * day && expiry(nil, end: 5, assembled: 9) == nil)
        #expect(expiry(nil, end: .max) == nil && expiry(.max) == nil && expiry(nil, end: .min) != nil)
    }

    @Test func `nothing goes by a clock that cannot be right, or a young catalogue`() {
        func doubt(_ now: Int64, _ isSynchronised: Bool, newest: Int64?, _ elapsed: Int64 = day) -> Doubt? {
            Doubt(
                now: now, isSynchronised: isSynchronised, newestRightTime: newest,
                elapsedMicroseconds: elapsed)
        }
        #expect(doubt(evening, true, newest: nil) == nil && doubt(evening, false, newest: nil) == nil)
        #expect(
            doubt(0, true, newest: nil) == .clockBeforeUs && doubt(.min, true, newest: 1) == .clockBeforeUs)
        #expect(doubt(evening, true, newest: evening + hour) == .clockBehindTape)
        #expect(doubt(evening, false, newest: evening + 60_000_000) == nil)
        #expect(doubt(evening + 367 * day, false, newest: evening) == .clockFarPastTape)
        #expect(doubt(evening + 367 * day, true, newest: evening) == nil)
        #expect(doubt(evening + 365 * day, false, newest: evening) == nil)
        #expect(doubt(evening, true, newest: evening, day - 1) == .newCatalogue)
        // By what it was believed before, where no synchronised clock ever told.
        func unset(_ now: Int64, _ isSynchronised: Bool = false, elapsed: Int64 = 9 * day) -> Doubt? {
            Doubt(
                now: now, isSynchronised: isSynchronised, newestRightTime: nil,
                believed: BelievedTime(microseconds: evening, elapsedMicroseconds: 5 * day),
                elapsedMicroseconds: elapsed)
        }
        #expect(unset(evening + 365 * day) == nil && unset(evening - 365 * day) == nil)
        #expect(unset(evening + 367 * day) == .clockFarPastTape && unset(evening + 367 * day, true) == nil)
        #expect(unset(evening + 367 * day, elapsed: 12 * day - 1) == .clockFarPastTape)
        #expect(unset(evening + 367 * day, elapsed: 12 * day) == nil)
    }
}

@Suite struct `time that has passed for certain` {
    private func moment(_ hours: Int64, running: Int64, boot: Int64 = 1, _ isSynchronised: Bool = true)
        -> ElapsedTime.Moment
    {
        .init(
            utcMicroseconds: evening + hours * hour, isSynchronised: isSynchronised,
            runningMicroseconds: running * hour, boot: boot)
    }

    private func hours(_ moments: ElapsedTime.Moment...) -> Int64 {
        var elapsed = ElapsedTime()
        for moment in moments { elapsed.advance(to: moment) }
        return elapsed.microseconds / hour
    }

    @Test func `begins with the first look`() { #expect(hours(moment(0, running: 900)) == 0) }

    @Test func `does not follow a clock that is put forward or back`() {
        #expect(hours(moment(0, running: 1), moment(90_000, running: 3)) == 2)
        #expect(hours(moment(0, running: 1), moment(-90_000, running: 3)) == 2)
    }

    @Test func `goes on while the machine is off, if both clocks were right`() {
        #expect(hours(moment(0, running: 50), moment(30, running: 1, boot: 2)) == 30)
        #expect(hours(moment(0, running: 50, false), moment(30, running: 1, boot: 2)) == 1)
        #expect(hours(moment(0, running: 50), moment(30, running: 1, boot: 2, false)) == 1)
        #expect(hours(moment(0, running: 50), moment(-30, running: 1, boot: 2)) == 0)
    }
}

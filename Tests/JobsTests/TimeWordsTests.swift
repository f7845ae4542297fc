import Glibc
import Platform
import Testing

@testable import Jobs

/// In the time zone of these tests, whichever that is.
@Suite struct `times as people say them` {
    private static let now = LocalTime(year: 2026, month: 11, day: 21, hours: 20, minutes: 14, seconds: 2)
        .microseconds

    private func local(_ text: String) -> String? {
        TimeWords.microseconds(text, atMicroseconds: Self.now).map { LocalTime(microseconds: $0).text }
    }

    @Test(arguments: [
        ("now", "2026-11-21 20:14:02"), ("today", "2026-11-21 00:00:00"),
        ("yesterday", "2026-11-20 00:00:00"),
        ("19:03", "2026-11-21 19:03:00"), ("21:03", "2026-11-20 21:03:00"),
        ("9:03:04", "2026-11-21 09:03:04"),
        ("2026-03-01", "2026-03-01 00:00:00"), ("2026-03-01 7:05", "2026-03-01 07:05:00"),
        ("2026-03-01T07:05:09", "2026-03-01 07:05:09"), ("2024-02-29", "2024-02-29 00:00:00"),
        ("90s", "2026-11-21 20:12:32"), ("20m", "2026-11-21 19:54:02"), ("2h", "2026-11-21 18:14:02"),
        ("1d", "2026-11-20 20:14:02"), ("1w", "2026-11-14 20:14:02"),
    ])
    func `are understood`(text: String, expected: String) { #expect(local(text) == expected) }

    @Test func `may be in UTC`() {
        let moment = TimeWords.microseconds("2026-11-21T20:14:02.118Z", atMicroseconds: 0)
        #expect(moment == UTC(compact: "20261121T201402.000Z")?.microseconds)
    }

    @Test(arguments: [
        "", " ", "soon", "25:00", "20:60", "20:1", "1:2:3:4", "2026-13-01", "2026-02-30", "2025-02-29",
        "26-11-21",
        "2026-11-21 ", "2026-11-21 20", "2026-11-21 20:14 x", "2026-11-21T20:14+1:00",
        "2026-11-21T20:14+24:00", "21:03+01:00",
        "2026-11-21T20:14+01:60", "2026-11-21T20:14±01:00", "-1h", "h", "1y", "1234567m", "١h", "Z", "T",
        "::",
        "9999999999999999999d", "2026-11-21T20:14Zz",
    ])
    func `or not`(text: String) { #expect(local(text) == (text == "20:1" ? "2026-11-21 20:01:00" : nil)) }

    @Test(arguments: [
        ("2026-11-21T21:14:02+01:00", 0), ("2026-11-21 21:14:02+01:00", 0), ("2026-11-21T20:14+00:00", -2),
        ("2026-11-21T16:44:02.5-03:30", 0), ("2026-11-22T01:59:02+05:45", 0),
    ])
    func `may say how far from UTC they are`(text: String, seconds: Int64) {
        let utc = UTC(compact: "20261121T201402.000Z")?.microseconds
        #expect(TimeWords.microseconds(text, atMicroseconds: 0) == utc.map { $0 + seconds * 1_000_000 })
    }

    @Test func `come back from every zone`() async {
        await #expect(processExitsWith: .success) {
            for zone in ["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "UTC"] {
                setenv("TZ", zone, 1)
                tzset()
                for day in 1...365 {
                    let time = LocalTime(year: 2026, month: 1, day: day, hours: 12, minutes: 30)
                    guard LocalTime(microseconds: time.microseconds).timeText == "12:30" else { exit(1) }
                }
            }
        }
    }

    /// Clocks are put back at three on 25 October, and forward at two on 29 March.
    @Test func `are the last ones, where clocks show them twice`() async {
        await #expect(processExitsWith: .success) {
            setenv("TZ", "Europe/Berlin", 1)
            tzset()
            func utc(_ text: String) -> Int64? { TimeWords.microseconds(text, atMicroseconds: 0) }
            func check(_ text: String, at now: String, is expected: String, _ code: Int32) {
                guard let now = utc(now), let expected = utc(expected),
                    TimeWords.microseconds(text, atMicroseconds: now) == expected
                else { exit(code) }
            }
            // Half past two comes for the first time, and an hour later again.
            for (code, now) in [(1, "2026-10-25T00:40:00Z"), (2, "2026-10-25T01:20:00Z")] as [(Int32, String)]
            {
                check("02:30", at: now, is: "2026-10-25T00:30:00Z", code)
                check("2026-10-25 02:30", at: now, is: "2026-10-25T00:30:00Z", 10 + code)
            }
            check("02:30", at: "2026-10-25T01:40:00Z", is: "2026-10-25T01:30:00Z", 20)
            check("02:50", at: "2026-10-25T01:40:00Z", is: "2026-10-25T00:50:00Z", 21)
            check("02:30", at: "2026-10-25T00:20:00Z", is: "2026-10-24T00:30:00Z", 22)
            check("2026-10-25 02:30", at: "2026-10-24T12:00:00Z", is: "2026-10-25T00:30:00Z", 23)
            check("01:59", at: "2026-10-25T01:40:00Z", is: "2026-10-24T23:59:00Z", 24)
            check("today", at: "2026-10-25T12:00:00Z", is: "2026-10-24T22:00:00Z", 25)
            check("yesterday", at: "2026-10-26T12:00:00Z", is: "2026-10-24T22:00:00Z", 26)
            // What no clock shows.
            check("2026-03-29 02:30", at: "2026-04-01T12:00:00Z", is: "2026-03-29T01:30:00Z", 27)
            check("2026-03-29 03:00", at: "2026-04-01T12:00:00Z", is: "2026-03-29T01:00:00Z", 28)
            check("2026-07-01 12:00", at: "2026-10-25T01:40:00Z", is: "2026-07-01T10:00:00Z", 29)
        }
    }
}

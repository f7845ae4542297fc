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
        "2026-11-21 ", "2026-11-21 20", "2026-11-21 20:14 x", "-1h", "h", "1y", "1234567m", "١h", "Z", "T",
        "::",
        "9999999999999999999d", "2026-11-21T20:14Zz",
    ])
    func `or not`(text: String) { #expect(local(text) == (text == "20:1" ? "2026-11-21 20:01:00" : nil)) }

    @Test(arguments: ["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "UTC"])
    func `come back from every zone`(zone: String) {
        for day in 1...365 {
            let time = LocalTime(year: 2026, month: 1, day: day, hours: 12, minutes: 30)
            #expect(LocalTime(microseconds: time.microseconds).timeText == "12:30")
        }
    }
}

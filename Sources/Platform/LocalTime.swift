import Glibc

/// A moment as the clock on the wall shows it, in the time zone of the machine or of `TZ`.
package struct LocalTime: Equatable, Sendable {
    package var year: Int
    package var month: Int
    package var day: Int
    package var hours: Int
    package var minutes: Int
    package var seconds: Int

    package init(
        year: Int, month: Int, day: Int, hours: Int = 0, minutes: Int = 0, seconds: Int = 0
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hours = hours
        self.minutes = minutes
        self.seconds = seconds
    }

    package init(microseconds: Int64) {
        var moment = time_t((Double(microseconds) / 1_000_000).rounded(.down))
        var local = tm()
        localtime_r(&moment, &local)
        self.init(
            year: Int(local.tm_year) + 1_900, month: Int(local.tm_mon) + 1, day: Int(local.tm_mday),
            hours: Int(local.tm_hour), minutes: Int(local.tm_min), seconds: Int(local.tm_sec))
    }

    /// Since 1970. A time that does not exist, because clocks were put forward or February is short, is the
    /// one that the calendar makes of it; of two, because clocks were put back, it is the first.
    package var microseconds: Int64 { moments[0] }

    /// Every time at which clocks show this, in order: two in the hour after they were put back.
    package var moments: [Int64] {
        let shown = secondsAsUTC
        // Zones are never a day from UTC, and do not change every day.
        let offsets = [Self.offset(at: shown - 86_400), Self.offset(at: shown + 86_400)]
        let seconds = Set(offsets.map { shown - $0 }).filter { $0 + Self.offset(at: $0) == shown }.sorted()
        return (seconds.isEmpty ? [shown - offsets[0]] : seconds).map { Int64($0) * 1_000_000 }
    }

    private var secondsAsUTC: Int {
        var local = tm()
        local.tm_year = Int32(year - 1_900)
        local.tm_mon = Int32(month - 1)
        local.tm_mday = Int32(day)
        local.tm_hour = Int32(hours)
        local.tm_min = Int32(minutes)
        local.tm_sec = Int32(seconds)
        return timegm(&local)
    }

    /// East of UTC, in seconds.
    private static func offset(at seconds: Int) -> Int {
        var moment = time_t(seconds)
        var local = tm()
        localtime_r(&moment, &local)
        return local.tm_gmtoff
    }

    /// `2026-11-21 20:14:02`
    package var text: String { "\(dayText) \(timeText):\(pad(seconds, 2))" }
    /// `2026-11-21`
    package var dayText: String { "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))" }
    /// `20:14`
    package var timeText: String { "\(pad(hours, 2)):\(pad(minutes, 2))" }
}

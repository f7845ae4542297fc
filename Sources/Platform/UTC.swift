/// A moment of the calendar in UTC, from microseconds since 1970 and back. No time zone, no locale, no Foundation.
package struct UTC: Equatable, Sendable {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// `2026-11-21`
    package var day: String { dashed(date) }

    /// `20261121T201402.118Z`
    package var compact: String {
        let (year, month, day) = date
        let time = timeOfDay
        return pad(year, 4) + pad(month, 2) + pad(day, 2) + "T" + pad(time.hours, 2) + pad(time.minutes, 2)
            + pad(time.seconds, 2) + "." + pad(time.milliseconds, 3) + "Z"
    }

    /// `2026-11-21T20:14:02.118Z`
    package var iso: String {
        let time = timeOfDay
        return dashed(date) + "T" + pad(time.hours, 2) + ":" + pad(time.minutes, 2) + ":"
            + pad(time.seconds, 2)
            + "." + pad(time.milliseconds, 3) + "Z"
    }

    /// Reads what ``compact`` writes, and nothing else.
    package init?(compact text: Substring) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, bytes[8] == 0x54, bytes[15] == 0x2E, bytes[19] == 0x5A else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8),
            let hours = number(9..<11), let minutes = number(11..<13), let seconds = number(13..<15),
            let milliseconds = number(16..<19)
        else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        let time = (hours * 60 + minutes) * 60 + seconds
        self.init(microseconds: (Int64(days * 86_400 + time) * 1_000 + Int64(milliseconds)) * 1_000)
        guard compact == text else { return nil }
    }

    private static let microsecondsPerDay: Int64 = 86_400_000_000

    private var daysSince1970: Int {
        let (days, rest) = microseconds.quotientAndRemainder(dividingBy: Self.microsecondsPerDay)
        return Int(rest < 0 ? days - 1 : days)
    }

    private var timeOfDay: (hours: Int, minutes: Int, seconds: Int, milliseconds: Int) {
        let remainder = microseconds % Self.microsecondsPerDay
        let rest = Int(remainder < 0 ? remainder + Self.microsecondsPerDay : remainder) / 1_000
        return (rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60, rest % 1_000)
    }

    /// Counted from the 1st of March of the year 0, so that the leap day ends its year.
    private var date: (year: Int, month: Int, day: Int) {
        let days = daysSince1970 + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func days(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

private func dashed(_ date: (year: Int, month: Int, day: Int)) -> String {
    pad(date.year, 4) + "-" + pad(date.month, 2) + "-" + pad(date.day, 2)
}

/// A number with zeros before it.
package func pad(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

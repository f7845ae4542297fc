import Platform

/// Times as people say them: `21:03`, `2026-11-21`, `2026-11-21 21:03`, `2026-11-21T20:03:00Z`,
/// `2026-11-21T21:03:00+01:00`, `yesterday`, or how long ago: `90s`, `20m`, `2h`, `7d`.
package enum TimeWords {
    static let range =
        "21:03, 2026-11-21, \"2026-11-21 21:03\", 2026-11-21T20:03:00Z, yesterday, or how long ago: 20m, 2h, 7d"

    static let lengthRange = "90s, 20m, 2h, 7d"

    /// In microseconds; nil when it means nothing.
    static func length(_ text: String) -> Int64? { ago(text).flatMap { $0 > 0 ? $0 : nil } }

    static func isTime(_ text: String) -> Bool { microseconds(text, atMicroseconds: 0) != nil }

    /// Since 1970; nil when it means nothing. A time of the day without a date is the last one that was, and so is one
    /// that clocks show twice.
    package static func microseconds(_ text: String, atMicroseconds now: Int64) -> Int64? {
        let today = LocalTime(microseconds: now)
        switch text {
        case "now": return now
        case "today": return midnight(today, daysAgo: 0)
        case "yesterday": return midnight(today, daysAgo: 1)
        default: break
        }
        if let ago = ago(text) { return now - ago }
        if text.hasSuffix("Z") { return utc(text.dropLast()) }
        if let east = offset(text) { return utc(text.dropLast(6)).map { $0 - east } }
        if let time = time(text[...]) { return lastTime(time, today, now) }
        guard let (day, time) = dayAndTime(text[...]) else { return nil }
        let moments = LocalTime(
            year: day.year, month: day.month, day: day.day, hours: time.hours, minutes: time.minutes,
            seconds: time.seconds
        ).moments
        return moments.last { $0 <= now } ?? moments[0]
    }

    /// Of `30d`, `6w`; nil when it means nothing.
    static func days(_ text: String) -> Int? {
        let days: [Character: Int] = ["d": 1, "w": 7]
        guard let unit = text.last.flatMap({ days[$0] }), let count = digits(text.dropLast(), 1...4),
            count > 0
        else { return nil }
        return count * unit
    }

    private typealias Day = (year: Int, month: Int, day: Int)
    private typealias Time = (hours: Int, minutes: Int, seconds: Int)

    private static func midnight(_ today: LocalTime, daysAgo: Int) -> Int64 {
        LocalTime(year: today.year, month: today.month, day: today.day - daysAgo).microseconds
    }

    private static func ago(_ text: String) -> Int64? {
        let seconds: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
        guard let unit = text.last.flatMap({ seconds[$0] }), let count = digits(text.dropLast(), 1...6) else {
            return nil
        }
        return Int64(count) * unit * 1_000_000
    }

    private static func lastTime(_ time: Time, _ today: LocalTime, _ now: Int64) -> Int64 {
        func moments(daysAgo: Int) -> [Int64] {
            LocalTime(
                year: today.year, month: today.month, day: today.day - daysAgo, hours: time.hours,
                minutes: time.minutes, seconds: time.seconds
            ).moments
        }
        let yesterday = moments(daysAgo: 1)
        return moments(daysAgo: 0).last { $0 <= now } ?? yesterday.last { $0 <= now } ?? yesterday[0]
    }

    /// Of `+01:00` at the end, in microseconds; nil where nothing such is there.
    private static func offset(_ text: String) -> Int64? {
        let parts = text.suffix(6).dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard let sign = ["+": 1, "-": -1 as Int64][text.suffix(6).prefix(1)],
            parts.count == 2, let hours = digits(parts[0], 2...2), let minutes = digits(parts[1], 2...2),
            hours < 24, minutes < 60
        else { return nil }
        return sign * Int64(hours * 60 + minutes) * 60_000_000
    }

    private static func utc(_ text: Substring) -> Int64? {
        guard let (day, time) = dayAndTime(text) else { return nil }
        let compact =
            "\(pad(day.year, 4))\(pad(day.month, 2))\(pad(day.day, 2))T\(pad(time.hours, 2))"
            + "\(pad(time.minutes, 2))\(pad(time.seconds, 2)).000Z"
        return UTC(compact: compact[...])?.microseconds
    }
}

extension TimeWords {
    private static func dayAndTime(_ text: Substring) -> (Day, Time)? {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == " " || $0 == "T" }
        guard let first = parts.first, parts.count <= 2, let day = day(first) else { return nil }
        guard parts.count == 2 else { return (day, (0, 0, 0)) }
        return time(parts[1]).map { (day, $0) }
    }

    private static func day(_ text: Substring) -> Day? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let year = digits(parts[0], 4...4), let month = digits(parts[1], 1...2),
            let day = digits(parts[2], 1...2), (1970...9_999).contains(year), (1...12).contains(month),
            (1...length(ofMonth: month, year)).contains(day)
        else { return nil }
        return (year, month, day)
    }

    private static func length(ofMonth month: Int, _ year: Int) -> Int {
        let isLeap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    private static func time(_ text: Substring) -> Time? {
        let whole = text.prefix { $0 != "." }
        let parts = whole.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { digits($0, 1...2) }
        guard (2...3).contains(parts.count), numbers.count == parts.count,
            text.dropFirst(whole.count + 1).allSatisfy(\.isNumber)
        else { return nil }
        let time: Time = (numbers[0], numbers[1], numbers.count == 3 ? numbers[2] : 0)
        return time.hours < 24 && time.minutes < 60 && time.seconds < 60 ? time : nil
    }

    private static func digits(_ text: Substring, _ count: ClosedRange<Int>) -> Int? {
        guard count.contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }
}

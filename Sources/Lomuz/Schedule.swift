package import Platform

/// When a playlist plays, by the clock on the shop's wall.
package struct Schedule: Equatable, Sendable {
    package var id: String
    package var playlist: String
    /// 0 is Sunday. A window past midnight belongs to the day it began on.
    package var days: [Int]
    package var start: TimeOfDay
    /// Not in it any more. The same as `start`: the whole day.
    package var end: TimeOfDay
    /// Unix seconds; nil: always did, or always will.
    package var from: Int?
    package var until: Int?
    /// The highest wins.
    package var priority: Int

    package init(
        id: String, playlist: String, days: [Int] = Array(0...6), start: TimeOfDay = .midnight,
        end: TimeOfDay = .midnight, from: Int? = nil, until: Int? = nil, priority: Int = 0
    ) {
        self.id = id
        self.playlist = playlist
        self.days = days
        self.start = start
        self.end = end
        self.from = from
        self.until = until
        self.priority = priority
    }

    init(_ members: Members) throws(Refusal) {
        id = try members.id("id")
        playlist = try members.id("playlist")
        var days: [Int] = []
        for day in try members.list("days", most: 7) {
            guard case .whole(let number) = day, (0...6).contains(number), !days.contains(number) else {
                throw members.refusal("days are different ones of 0 to 6")
            }
            days.append(number)
        }
        self.days = days
        guard let start = TimeOfDay(try members.text("start")), let end = TimeOfDay(try members.text("end"))
        else { throw members.refusal("start and end are times of day such as 22:00:00") }
        self.start = start
        self.end = end
        (from, until) = try members.window()
        priority = try members.whole("priority", -1_000_000...1_000_000)
    }

    package var json: JSON {
        .object([
            ("id", .text(id)), ("playlist", .text(playlist)), ("days", .array(days.map(JSON.whole))),
            ("start", .text(start.text)), ("end", .text(end.text)), ("from", .optional(from)),
            ("until", .optional(until)), ("priority", .whole(priority)),
        ])
    }

    package func holds(at moment: ShopTime) -> Bool {
        guard (from ?? .min) <= moment.unixSeconds, moment.unixSeconds < (until ?? .max) else { return false }
        let (now, today) = (moment.secondOfDay, moment.weekday)
        if start.seconds < end.seconds {
            return days.contains(today) && start.seconds <= now && now < end.seconds
        }
        if start == end { return days.contains(today) }
        let yesterday = (today + 6) % 7
        return days.contains(today) && start.seconds <= now || days.contains(yesterday) && now < end.seconds
    }
}

/// `22:00:00`
package struct TimeOfDay: Equatable, Sendable {
    package let seconds: Int

    package static let midnight = TimeOfDay(seconds: 0)

    package init(seconds: Int) { self.seconds = seconds }

    /// To `24:00:00`, as an end.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 8, bytes[2] == 0x3A, bytes[5] == 0x3A else { return nil }
        var parts: [Int] = []
        for start in [0, 3, 6] {
            guard (0x30...0x39).contains(bytes[start]), (0x30...0x39).contains(bytes[start + 1]) else {
                return nil
            }
            parts.append(Int(bytes[start] - 0x30) * 10 + Int(bytes[start + 1] - 0x30))
        }
        seconds = parts[0] * 3_600 + parts[1] * 60 + parts[2]
        guard parts[1] < 60, parts[2] < 60, seconds <= 86_400 else { return nil }
    }

    package var text: String {
        [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { pad($0, 2) }.joined(separator: ":")
    }
}

/// A moment, as the clock on the shop's wall shows it.
package struct ShopTime: Equatable, Sendable {
    package let unixSeconds: Int
    package let secondOfDay: Int
    /// 0 is Sunday.
    package let weekday: Int

    /// `offset`: seconds that the shop's clock is ahead of UTC.
    package init(unixSeconds: Int, offset: Int) {
        self.unixSeconds = unixSeconds
        let local = unixSeconds + offset
        let days = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        secondOfDay = local - days * 86_400
        // The 1st of January 1970 was a Thursday.
        weekday = ((days + 4) % 7 + 7) % 7
    }

    package var time: TimeOfDay { TimeOfDay(seconds: secondOfDay) }
}

extension [Schedule] {
    /// Those that hold, the one that wins first.
    package func inForce(at moment: ShopTime) -> [Schedule] {
        filter { $0.holds(at: moment) }.sorted { ($1.priority, $0.id) < ($0.priority, $1.id) }
    }
}

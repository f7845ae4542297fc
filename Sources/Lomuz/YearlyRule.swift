/// What POSIX writes as `CET-1CEST,M3.5.0,M10.5.0/3`: the same every year.
struct YearlyRule: Sendable {
    private var standard = 0
    private var summer: Summer?

    private struct Summer: Sendable {
        let offset: Int
        let start: Day
        let end: Day
    }

    private struct Day: Sendable {
        enum Form: Sendable {
            /// The last one for week 5.
            case weekday(month: Int, week: Int, day: Int)
            /// From 1, without the 29th of February.
            case julian(Int)
            /// From 0.
            case ordinal(Int)
        }
        let form: Form
        let seconds: Int
    }

    /// Nil for what is no such rule.
    init?(_ text: String) {
        var rest = text[...]
        guard Self.takeName(&rest), let west = Self.takeOffset(&rest) else { return nil }
        standard = -west
        if rest.isEmpty { return }
        guard Self.takeName(&rest) else { return nil }
        let offset = rest.hasPrefix(",") ? standard + 3_600 : Self.takeOffset(&rest).map { -$0 }
        guard let offset, let start = Self.takeDay(&rest), let end = Self.takeDay(&rest), rest.isEmpty
        else { return nil }
        summer = Summer(offset: offset, start: start, end: end)
    }

    func offset(at unixSeconds: Int) -> Int {
        guard let summer else { return standard }
        let year = Calendar.year(ofDay: Calendar.day(of: unixSeconds + standard))
        let start = moment(summer.start, year) - standard
        let end = moment(summer.end, year) - summer.offset
        let isSummer =
            start < end
            ? start <= unixSeconds && unixSeconds < end : unixSeconds < end || start <= unixSeconds
        return isSummer ? summer.offset : standard
    }

    /// By the clock on the wall.
    private func moment(_ day: Day, _ year: Int) -> Int {
        let new = Calendar.days(toYear: year)
        let isLeap = Calendar.isLeap(year)
        switch day.form {
        case .ordinal(let number): return (new + number) * 86_400 + day.seconds
        case .julian(let number):
            return (new + number - 1 + (isLeap && number >= 60 ? 1 : 0)) * 86_400 + day.seconds
        case .weekday(let month, let week, let weekday):
            let first = new + Calendar.days(toMonth: month, isLeap: isLeap)
            let length = Calendar.days(toMonth: month + 1, isLeap: isLeap) - first + new
            var number = (weekday - (first + 4) % 7 + 7) % 7 + (week - 1) * 7
            while number >= length { number -= 7 }
            return (first + number) * 86_400 + day.seconds
        }
    }
}

extension YearlyRule {
    private static func takeName(_ rest: inout Substring) -> Bool {
        let before = rest
        if rest.first == "<" {
            rest = rest.drop { $0 != ">" }
            return rest.popFirst() != nil
        }
        rest = rest.drop(while: \.isLetter)
        return before.count - rest.count >= 3
    }

    private static func takeNumber(_ rest: inout Substring) -> Int? {
        let digits = rest.prefix(while: \.isNumber)
        rest = rest.dropFirst(digits.count)
        return digits.count <= 4 ? Int(digits) : nil
    }

    /// `[+-]hh[:mm[:ss]]`
    private static func takeOffset(_ rest: inout Substring) -> Int? {
        let sign = rest.first == "-" ? -1 : 1
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
        guard var seconds = takeNumber(&rest).map({ $0 * 3_600 }) else { return nil }
        for unit in [60, 1] where rest.first == ":" {
            rest.removeFirst()
            guard let number = takeNumber(&rest) else { return nil }
            seconds += number * unit
        }
        return sign * seconds
    }

    private static func takeDay(_ rest: inout Substring) -> Day? {
        guard rest.popFirst() == "," else { return nil }
        let form: Day.Form
        switch rest.first {
        case "M":
            rest.removeFirst()
            guard let month = takeNumber(&rest), rest.popFirst() == ".", let week = takeNumber(&rest),
                rest.popFirst() == ".", let day = takeNumber(&rest), (1...12).contains(month),
                (1...5).contains(week), (0...6).contains(day)
            else { return nil }
            form = .weekday(month: month, week: week, day: day)
        case "J":
            rest.removeFirst()
            guard let number = takeNumber(&rest), (1...365).contains(number) else { return nil }
            form = .julian(number)
        default:
            guard let number = takeNumber(&rest), number <= 365 else { return nil }
            form = .ordinal(number)
        }
        guard rest.first == "/" else { return Day(form: form, seconds: 7_200) }
        rest.removeFirst()
        return takeOffset(&rest).map { Day(form: form, seconds: $0) }
    }
}

/// The little of a calendar that it takes, in days since 1970.
private enum Calendar {
    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func day(of seconds: Int) -> Int { seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400 }

    static func days(toYear year: Int) -> Int {
        let before = year - 1
        return before * 365 + before / 4 - before / 100 + before / 400 - 719_162
    }

    static func year(ofDay day: Int) -> Int {
        var year = 1_970 + day / 366
        while days(toYear: year + 1) <= day { year += 1 }
        while days(toYear: year) > day { year -= 1 }
        return year
    }

    /// Of one year, to the first of a month; 13 for its end.
    static func days(toMonth month: Int, isLeap: Bool) -> Int {
        let days = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365][month - 1]
        return days + (isLeap && month > 2 ? 1 : 0)
    }
}

import Platform

/// What `--date`, `--since` and `--until` choose.
extension Call {
    var isTimeChosen: Bool { [Option.date, .since, .until].contains { invocation.has($0) } }

    var chosenTime: (from: Int64, to: Int64) {
        var (from, to) = (moment(.since) ?? .min, moment(.until) ?? .max)
        if let day = moment(.date).map({ LocalTime(microseconds: $0) }) {
            func midnight(_ days: Int) -> Int64 {
                LocalTime(year: day.year, month: day.month, day: day.day + days).microseconds
            }
            from = max(from, midnight(0))
            to = min(to, midnight(1))
        }
        return (from, to)
    }

    func moment(_ option: Option) -> Int64? {
        invocation.text(option).flatMap { TimeWords.microseconds($0, atMicroseconds: now) }
    }
}

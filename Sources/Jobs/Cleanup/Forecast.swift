/// How long the disk lasts when everything goes on as it did. All in bytes, and days from now.
struct Forecast: Equatable {
    var freeBytes: Int
    /// That shall stay free.
    var reserveBytes: Int
    /// That come to stay on one day.
    var recordingBytes: Int
    var segmentBytes: Int
    /// Until the tape is as long as it shall be, and grows no more.
    var daysUntilTapeIsWhole: Int
    /// How long a new recording stays, its notice included.
    var daysOfRecordings: Int
    /// What goes on which day, of that which is there.
    var leaving: [Int: Int]

    static let horizonDays = 366

    /// Until less than the reserve is free; nil when that is not to be seen.
    var daysLeft: Int? {
        var free = freeBytes
        for day in 0...Self.horizonDays {
            if free < reserveBytes { return day }
            free -= recordingBytes
            if day < daysUntilTapeIsWhole { free -= segmentBytes }
            if day >= daysOfRecordings { free += recordingBytes }
            free += leaving[day] ?? 0
        }
        return nil
    }

    /// `12 days`, `more than a year`
    var words: String {
        daysLeft.map { $0 == 0 ? "less than a day" : Human.count($0, "day") } ?? "more than a year"
    }
}

/// How much time has passed for certain since the catalogue was made: clocks may be put forward and back, this
/// only ever counts what really passed, or less.
struct ElapsedTime: Equatable {
    /// One look at all clocks.
    struct Moment: Equatable {
        var utcMicroseconds: Int64
        var isSynchronised: Bool
        /// Since the machine was started, through its sleep.
        var runningMicroseconds: Int64
        /// Another one each time the machine is started.
        var boot: Int64
    }

    private(set) var microseconds: Int64
    private(set) var last: Moment?

    init(microseconds: Int64 = 0, last: Moment? = nil) {
        self.microseconds = microseconds
        self.last = last
    }

    mutating func advance(to moment: Moment) {
        if let last { microseconds += max(0, Self.passed(from: last, to: moment)) }
        last = moment
    }

    private static func passed(from last: Moment, to now: Moment) -> Int64 {
        if last.boot == now.boot { return now.runningMicroseconds - last.runningMicroseconds }
        // How long the machine was off, only two right clocks can tell.
        guard last.isSynchronised && now.isSynchronised else { return now.runningMicroseconds }
        return now.utcMicroseconds - last.utcMicroseconds
    }
}

import Features

/// What a listener may set. All else is measured against the floors of the recording itself.
package struct Rules: Hashable, Sendable {
    /// Music closer together than this is one session.
    package var sessionGapSeconds = 1_800
    package var sessionMaximumHours = 12
    package var trackMinimumSeconds = 30
    package var silenceSeconds = 10
    package var runoutAlertSeconds = 300

    package init() {}

    var sessionGap: Int { sessionGapSeconds * TickGrid.ticksPerSecond }
    var sessionMaximum: Int { sessionMaximumHours * Ticks.hour }
    var trackMinimum: Int { trackMinimumSeconds * TickGrid.ticksPerSecond }
    var silence: Int { silenceSeconds * TickGrid.ticksPerSecond }
    var runoutAlert: Int { runoutAlertSeconds * TickGrid.ticksPerSecond }
}

/// Lengths of time in ticks.
enum Ticks {
    static let second = TickGrid.ticksPerSecond
    static let minute = 60 * second
    static let hour = 60 * minute

    static func wholeMinute(notBefore tick: Int) -> Int { (tick + minute - 1) / minute * minute }
}

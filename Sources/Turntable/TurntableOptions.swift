/// What is played, and on what kind of machine. Made from text only, so every value is in its range.
package struct TurntableOptions: Equatable, Sendable {
    package internal(set) var seed = 1

    // Seconds; a length of nil never ends.
    package internal(set) var length: Double?
    /// Before the first needle drop.
    package internal(set) var lead = 8.0
    /// Mean, from needle down to the locked groove.
    package internal(set) var side = 600.0
    /// Mean of the gaps between tracks; half to twice as long, at least 1 s.
    package internal(set) var gap = 2.0
    /// The needle turns in the locked groove, until somebody comes.
    package internal(set) var locked = 8.0
    /// Needle up, between the sides of a session.
    package internal(set) var idle = 30.0
    /// Needle up, between sessions.
    package internal(set) var rest = 2_700.0

    /// Sides in a session, tracks on a side.
    package internal(set) var sides = 2
    package internal(set) var tracks = 4
    /// 33 (and a third) or 45 revolutions per minute.
    package internal(set) var speed = 33

    // Levels in dBFS RMS, before `level`.
    package internal(set) var music = -20.0
    package internal(set) var groove = -60.0
    package internal(set) var hum: Double?

    /// Decibels on everything; above 0 it clips.
    package internal(set) var level = 0.0
    /// Decibels by which the groove is noisier at the end of a side.
    package internal(set) var wear = 1.5
    /// Clicks per second.
    package internal(set) var crackle = 2.0
    /// Constant voltage, as a fraction of full scale.
    package internal(set) var offset = 0.0
    package internal(set) var dead = Channel.none

    package enum Channel: String, CaseIterable, Sendable { case none, left, right }

    package init() {}
}

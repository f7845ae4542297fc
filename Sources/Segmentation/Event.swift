/// A fact with a time and a place on the tape.
package struct Event: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case sessionStarted = "session.started"
        case sessionEnded = "session.ended"
        case sideStarted = "side.started"
        case sideEnded = "side.ended"
        case silenceDetected = "silence.detected"
        case silenceEnded = "silence.ended"
        case clippingDetected = "clipping.detected"
        case recordStillTurning = "record.still.turning"
    }

    package let kind: Kind
    /// Where it happened; with the kind, what the event is known by.
    package let place: Place
    /// On the time line of the chapter.
    package let tick: Int
    /// Measured: seconds of length or of silence; samples, for clipping.
    package let value: Double?

    /// While a chapter is open a boundary may still move by a little. Nearer than this it is the same event.
    package static let samenessSeconds = 10

    /// What has not been told yet. `told` holds events of the same chapter or of those before.
    package static func untold(_ events: [Event], told: [(kind: Kind, tick: Int)]) -> [Event] {
        events.filter { event in
            !told.contains {
                $0.kind == event.kind && abs($0.tick - event.tick) < samenessSeconds * Ticks.second
            }
        }
    }
}

import Audio

/// Whether sound goes where it should: judged by what moved, never by a flag.
struct Health: Equatable, Sendable {
    /// Nil when all is well.
    let reason: String?

    /// What two looks at the relay have shown.
    struct Evidence: Equatable, Sendable {
        var framesMoved: Int
        var framesPerSecond: Int
        var secondsBetweenLooks: Double
        var isDeviceLost: Bool
        /// Nil when nothing was written yet.
        var secondsSinceWritten: Double?
        var secondsOnTape: Double
        var trouble: String?
    }

    /// Segments are synced every five seconds; three times that is too long.
    private static let mostSecondsUnwritten = 15.0

    init(_ evidence: Evidence) {
        let expected = Double(evidence.framesPerSecond) * evidence.secondsBetweenLooks
        if evidence.secondsBetweenLooks >= 1, Double(evidence.framesMoved) < expected / 2 {
            reason = "no sound has moved for \(Int(evidence.secondsBetweenLooks.rounded())) s"
        } else if evidence.isDeviceLost {
            reason = "the sound card is not there; silence is sent until it is back"
        } else if let trouble = evidence.trouble {
            reason = "segments are not written: \(trouble)"
        } else if (evidence.secondsSinceWritten ?? evidence.secondsOnTape) > Self.mostSecondsUnwritten {
            reason =
                "no segment has been written for \(Int(evidence.secondsSinceWritten ?? evidence.secondsOnTape)) s"
        } else {
            reason = nil
        }
    }
}

/// Where a session that is longer than it may be is cut: at the best gap of its last hour, or hard.
struct SessionCut {
    let tick: Int
    /// The cut falls into silence; no music goes through it.
    let isSilent: Bool

    /// Nil where no session is too long.
    init?(_ decision: Decision, rules: Rules) {
        guard let session = decision.sessions.first(where: { $0.count > rules.sessionMaximum }) else {
            return nil
        }
        let end = session.lowerBound + rules.sessionMaximum
        let lastHour = max(session.lowerBound + rules.sessionMaximum / 2, end - Ticks.hour)..<end
        if let gap = Self.longestSilence(decision, within: lastHour) {
            tick = gap
            isSilent = true
        } else {
            let gaps = decision.sides.flatMap(\.gaps).filter { lastHour.contains(Self.middle($0.ticks)) }
            tick = gaps.max { $0.weight < $1.weight }.map { Self.middle($0.ticks) } ?? end
            isSilent = false
        }
    }

    /// Its middle, with the needle up if it ever is.
    private static func longestSilence(_ decision: Decision, within hour: Range<Int>) -> Int? {
        let silences = decision.sides.flatMap(\.tracks).between.filter { hour.contains(middle($0)) }
        guard let silence = silences.max(by: { $0.count < $1.count }) else { return nil }
        let needleUp = silence.runs { tick in !decision.needleDown.contains { $0.contains(tick) } }
        return middle(needleUp.max { $0.count < $1.count } ?? silence)
    }

    private static func middle(_ ticks: Range<Int>) -> Int { (ticks.lowerBound + ticks.upperBound) / 2 }
}

import Platform

/// What needs others: that notices arrive, that a Lomuz player hears from its origin and has something to play.
struct OutwardChecks {
    let look: Look

    private static let mostSecondsWaiting = 86_400.0
    private static let mostSecondsOutOfStep = 86_400.0

    var all: [Check] {
        guard let player = look.player else { return [notices] }
        return [notices, step(player), signed(player), music(player), media(player)]
    }

    private var notices: Check {
        let seconds = look.post.oldestAt.map { max(0, Double(look.now - $0) / 1e6) } ?? 0
        let reason = look.post.failure.map { ", \($0)" } ?? ""
        return Check(
            "notices",
            look.post.waiting == 0
                ? "none wait"
                : "\(Human.count(look.post.waiting, "notice")) for \(Human.duration(seconds: seconds))\(reason)",
            limit: "delivered within a day", seconds > Self.mostSecondsWaiting ? .warning : .ok,
            advice: "nobody hears of what happens: vinyl-jobs notify --test says why")
    }

    private func step(_ player: PlayerHealth) -> Check {
        let limit = "in step within a day"
        if let refusal = player.lastRefusal {
            return Check(
                "lomuz", refusal, limit: limit, .critical,
                advice: "the origin is not believed, the old state goes on; is LOMUZ_PUBLIC_KEY right?")
        }
        guard let at = player.syncedMicroseconds else {
            return Check(
                "lomuz", "never in step since the start", limit: limit, .warning,
                advice: "vinyl-jobs sync says why; does its timer run?")
        }
        let seconds = max(0, Double(look.now - at) / 1e6)
        return Check(
            "lomuz", "in step \(Human.duration(seconds: seconds)) ago", limit: limit,
            seconds > Self.mostSecondsOutOfStep ? .warning : .ok,
            advice: "music plays on, but nothing new comes: vinyl-jobs sync says why",
            measure: .init(value: seconds.rounded(), unit: "s", most: Self.mostSecondsOutOfStep))
    }

    private func signed(_ player: PlayerHealth) -> Check {
        let age = player.headAgeSeconds.map { "signed \(Human.duration(seconds: Double($0))) ago" }
        return Check(
            "head", player.isHeadExpired ? "expired" : age ?? "none, or its age is not known",
            limit: "not expired", player.isHeadExpired ? .warning : .ok,
            advice: "the origin signs no more: vinyl-jobs publish resign there")
    }

    private func music(_ player: PlayerHealth) -> Check {
        let isBare = player.playableSeconds == 0
        return Check(
            "music",
            "\(Human.duration(seconds: Double(player.playableSeconds))), "
                + Human.count(player.emergencyTracks, "emergency track"),
            limit: "something to play", isBare ? .critical : .ok,
            advice: "only the jingle is left: vinyl-jobs assets says why each one cannot play",
            measure: .init(value: Double(player.playableSeconds), unit: "s"))
    }

    private func media(_ player: PlayerHealth) -> Check {
        let isBad = player.poisoned > 0
        return Check(
            "media", "\(player.missing) missing, \(player.poisoned) wrong again and again",
            limit: "none wrong", isBad ? .warning : .ok,
            advice: "the origin serves other bytes than it signed: vinyl-jobs publish check there",
            measure: .init(value: Double(player.missing)))
    }
}

import Archive
import Catalogue
import Lomuz
package import Platform

/// How a Lomuz player is, for whoever watches over it.
package struct PlayerHealth: Equatable, Sendable {
    package let stream: String
    /// When `sync` last came to a good end.
    package let syncedMicroseconds: Int64?
    /// Nil without a head, or with a clock that is behind it.
    package let headAgeSeconds: Int?
    package let isHeadExpired: Bool
    package let isSuspended: Bool
    package let playableSeconds: Int
    package let emergencyTracks: Int
    package let assets: Int
    package let missing: Int
    package let poisoned: Int
    package let spooled: Int
    package let dropped: Int
    package let lastRefusal: String?

    /// Nil where this machine is no player.
    package static func look(_ call: Call) throws(JobError) -> PlayerHealth? {
        let stream = call.settings.text(.lomuzStream)
        guard !stream.isEmpty else { return nil }
        let synced = Stamps(call.folders).microseconds("sync")
        guard Files.exists(call.folders.lomuz) else {
            return PlayerHealth(stream, LomuzFigures(), synced, lastRefusal: nil, atMicroseconds: call.now)
        }
        return try inCatalogue { () throws(CatalogueError) in
            let store = try LomuzStore(existing: call.folders.lomuz)
            let clock = ShopClock(call.clock, head: try store.head())
            let figures = try store.figures(atUnixSeconds: clock.unixSeconds)
            let last = try store.syncLogs(most: 1).first?.result
            return PlayerHealth(
                stream, figures, synced,
                lastRefusal: last.flatMap { $0.hasPrefix("refused") ? $0 : nil }, atMicroseconds: call.now)
        }
    }

    init(
        _ stream: String, _ figures: LomuzFigures, _ syncedMicroseconds: Int64?, lastRefusal: String?,
        atMicroseconds now: Int64
    ) {
        self.stream = stream
        self.syncedMicroseconds = syncedMicroseconds
        self.lastRefusal = lastRefusal
        headAgeSeconds = figures.headAgeSeconds(atMicroseconds: now)
        isHeadExpired = figures.isHeadExpired(atMicroseconds: now)
        isSuspended = figures.head?.isSuspended ?? false
        playableSeconds = figures.playableSeconds
        emergencyTracks = figures.emergencyHere
        assets = figures.assets
        missing = figures.missing
        poisoned = figures.poisoned
        spooled = figures.spooled
        dropped = figures.dropped
    }

    package var json: JSON {
        .object([
            ("stream", .text(stream)), ("synced_us", .optional(syncedMicroseconds.map { Int($0) })),
            ("head_age_s", .optional(headAgeSeconds)), ("head_expired", .yesNo(isHeadExpired)),
            ("suspended", .yesNo(isSuspended)), ("playable_s", .whole(playableSeconds)),
            ("emergency_tracks", .whole(emergencyTracks)), ("assets", .whole(assets)),
            ("missing", .whole(missing)), ("poisoned", .whole(poisoned)), ("spooled", .whole(spooled)),
            ("dropped", .whole(dropped)), ("last_refusal", .optional(lastRefusal)),
        ])
    }
}

/// `vinyl-jobs sync status`
struct SyncStatus {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) {
        guard let health = try PlayerHealth.look(call) else {
            throw .misconfigured("this machine is no Lomuz player: LOMUZ_STREAM is empty")
        }
        if call.invocation.has(.json) { return try call.page.json(health.json) }
        try call.page.lines(lines(health))
        guard Files.exists(call.folders.lomuz) else { return }
        let logs = try inCatalogue { () throws(CatalogueError) in
            try LomuzStore(existing: call.folders.lomuz).syncLogs(most: 5)
        }
        for log in logs {
            try call.page.line(
                "  \(Human.time(log.atMicroseconds))  \(log.way): \(log.result), "
                    + "\(Human.count(log.requests, "request")), \(Human.size(log.bytes))")
        }
    }

    private func lines(_ health: PlayerHealth) -> [String] {
        let synced = health.syncedMicroseconds.map { Human.time($0, seenAt: call.now) } ?? "never"
        let age = health.headAgeSeconds.map { Human.duration(seconds: Double($0)) + " ago" } ?? "unknown"
        var lines = [
            "stream    \(health.stream)\(health.isSuspended ? ", suspended" : "")",
            "in step   \(synced)",
            "signed    \(age)\(health.isHeadExpired ? ", expired" : "")",
            "can play  \(Human.duration(seconds: Double(health.playableSeconds))) of sound, "
                + Human.count(health.emergencyTracks, "emergency track"),
            "media     \(Human.count(health.assets, "asset")), \(Human.count(health.missing, "file")) missing, "
                + "\(health.poisoned) wrong again and again",
            "to tell   \(Human.count(health.spooled, "line")), \(health.dropped) dropped",
        ]
        if let refusal = health.lastRefusal { lines.append("last      \(refusal)") }
        return lines
    }
}

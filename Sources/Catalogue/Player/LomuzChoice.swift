package import Lomuz
import Platform

/// What plays next.
extension LomuzStore {
    package struct Choice: Equatable, Sendable {
        package enum Rule: String, Sendable { case schedule, emergency, jingle }

        package let number: Int
        package let id: String
        package let sha256: Fingerprint
        package let mime: String
        package let title: String
        package let artist: String
        package let milliseconds: Int
        package let gainCentibels: Int
        package let rule: Rule
        package let playlist: String?
        package let position: Int?
        package let reason: String
    }

    /// The item of a playlist that was played least recently, of those that are here and whose window is open.
    package func next(
        in playlist: String, reason: String, atUnixSeconds now: Int, after skipped: Int = 0
    ) throws(CatalogueError) -> Choice? {
        try connection.first(
            """
            SELECT a.number, a.id, a.sha256, a.mime, a.title, a.artist, a.ms, a.gain_cb, i.position
            FROM playlists p
            JOIN playlist_items i ON i.playlist = p.id AND i.version = p.version
            JOIN media_assets a ON a.number = i.asset
            WHERE p.id = ?1 AND i.have AND i.from_s <= ?2 AND ?2 < i.until_s
            ORDER BY i.turn, i.position LIMIT 1 OFFSET ?3
            """, playlist, now, skipped
        ) { Self.choice($0, .schedule, playlist: playlist, position: $0[8], reason) } ?? nil
    }

    /// The emergency asset that was played least recently.
    package func nextEmergency(
        reason: String, atUnixSeconds now: Int, after skipped: Int = 0
    ) throws(CatalogueError) -> Choice? {
        try connection.first(
            """
            SELECT number, id, sha256, mime, title, artist, ms, gain_cb FROM media_assets
            WHERE emergency AND have AND dropped IS NULL AND from_s <= ?1 AND ?1 < until_s
            ORDER BY turn, number LIMIT 1 OFFSET ?2
            """, now, skipped
        ) { Self.choice($0, .emergency, playlist: nil, position: nil, reason) } ?? nil
    }

    private static func choice(
        _ row: borrowing Row, _ rule: Choice.Rule, playlist: String?, position: Int?, _ reason: String
    ) -> Choice? {
        guard let sha256 = Fingerprint(hexadecimal: row[2]) else { return nil }
        return Choice(
            number: row[0], id: row[1], sha256: sha256, mime: row[3], title: row[4], artist: row[5],
            milliseconds: row[6], gainCentibels: row[7], rule: rule, playlist: playlist, position: position,
            reason: reason)
    }

    package func hasPlaylist(_ id: String) throws(CatalogueError) -> Bool {
        try connection.first("SELECT 1 FROM playlists WHERE id = ?", id) { _ in true } ?? false
    }

    /// Whether nothing at all can be played that came from the origin.
    package func isSilent(atUnixSeconds now: Int) throws(CatalogueError) -> Bool {
        try connection.first(
            """
            SELECT 1 FROM media_assets
            WHERE have AND dropped IS NULL AND from_s <= ?1 AND ?1 < until_s LIMIT 1
            """, now
        ) { _ in false } ?? true
    }
}

/// What was played.
extension LomuzStore {
    package struct Play: Equatable, Sendable {
        package let number: Int
        package let asset: String
        package let sha256: Fingerprint?
        package let playlist: String?
        package let rule: String
        package let startedMicroseconds: Int64?
    }

    /// Puts it at the end of its turn. `isStarted`: it plays from now on, or as soon as the one before it has ended.
    package func mark(
        _ choice: Choice, isStarted: Bool, atMicroseconds now: Int64
    ) throws(CatalogueError) {
        try write { () throws(CatalogueError) in
            if isStarted { try closeStarted(atMicroseconds: now) }
            try connection.run(
                """
                INSERT INTO plays (asset, sha256, playlist, rule, reason, listed_us, started_us)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                """, choice.id, choice.sha256.hexadecimal, choice.playlist, choice.rule.rawValue,
                choice.reason, now, isStarted ? now : nil)
            CrashPoint.pass(.playListed)
            let turn = try whole(.turn) + 1
            try set(.turn, "\(turn)")
            try connection.run("UPDATE media_assets SET turn = ? WHERE number = ?", turn, choice.number)
            // In a shuffle, it comes again after half of the others at the earliest, and after one and a half at
            // the latest. Where an asset stands twice in a sequence, only this place has had its turn.
            try connection.run(
                """
                UPDATE playlist_items SET turn = ?1 + (
                    SELECT CASE mode WHEN 'SHUFFLE' THEN abs(random() % max(1, items / 2)) ELSE 0 END
                    FROM playlists WHERE id = playlist)
                WHERE asset = ?2 AND NOT (playlist = ?3 AND position <> ?4
                    AND EXISTS (SELECT 1 FROM playlists WHERE id = ?3 AND mode = 'SEQUENCE'))
                """, turn, choice.number, choice.playlist ?? "", choice.position ?? -1)
            CrashPoint.pass(.playTurned)
        }
        CrashPoint.pass(.playMarked)
    }

    /// Whatever was started and never closed has ended without anybody saying how. The last one may still play: some
    /// players ask for the next track long before they need it.
    private func closeStarted(atMicroseconds now: Int64) throws(CatalogueError) {
        for play in try openPlays().filter({ $0.startedMicroseconds != nil }).dropLast() {
            try close(play, .unknown, milliseconds: nil, atMicroseconds: now)
        }
    }

    package func openPlays() throws(CatalogueError) -> [Play] {
        try connection.all(
            """
            SELECT number, asset, sha256, playlist, rule, started_us FROM plays
            WHERE result IS NULL ORDER BY started_us IS NULL, number
            """
        ) {
            let sha256: String? = $0[2]
            return Play(
                number: $0[0], asset: $0[1], sha256: sha256.flatMap(Fingerprint.init(hexadecimal:)),
                playlist: $0[3], rule: $0[4], startedMicroseconds: $0[5])
        }
    }

    /// Once: false when somebody has closed it already.
    @discardableResult
    package func close(
        _ play: Play, _ result: Telemetry.Play.Result, milliseconds: Int?, atMicroseconds now: Int64
    ) throws(CatalogueError) -> Bool {
        try write { () throws(CatalogueError) in
            let changed = try connection.run(
                """
                UPDATE plays SET ended_us = ?2, result = ?3, ms = ?4, started_us = coalesce(started_us, ?2)
                WHERE number = ?1 AND result IS NULL
                """, play.number, now, result.rawValue, milliseconds)
            guard changed == 1 else { return false }
            CrashPoint.pass(.playClosed)
            let line = Telemetry.Play(
                asset: play.asset, sha256: play.sha256, playlist: play.playlist, rule: play.rule,
                result: result, milliseconds: milliseconds)
            try spool(.play(line), atMicroseconds: play.startedMicroseconds ?? now)
            CrashPoint.pass(.playSpooled)
            return true
        }
    }
}

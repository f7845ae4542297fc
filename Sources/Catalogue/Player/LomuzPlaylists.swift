package import Lomuz
import Platform

/// Playlists, whose new version begins to hold when something of it can be played.
extension LomuzStore {
    func store(_ playlist: Playlist, atUnixSeconds now: Int) throws(CatalogueError) {
        let last: Int =
            try connection.first(
                "SELECT coalesce(max(version), 0) FROM playlist_items WHERE playlist = ?", playlist.id
            ) { $0[0] } ?? 0
        let turns = try turns(in: playlist.id)
        try connection.run(
            """
            INSERT INTO playlists (id, mode, items, version, next_version) VALUES (?1, ?2, ?3, 0, ?4)
            ON CONFLICT (id) DO UPDATE SET mode = ?2, items = ?3, next_version = ?4
            """, playlist.id, playlist.mode.rawValue, playlist.items.count, last + 1)
        var seen: [String: Int] = [:]
        for (position, id) in playlist.items.enumerated() {
            let known = turns[id] ?? []
            let nth = seen[id, default: 0]
            seen[id] = nth + 1
            // What is new begins before all that was played, in an order of its own where there is none.
            let fresh = playlist.mode == .shuffle ? -Int.random(in: 1...1_000_000_000) : 0
            try connection.run(
                """
                INSERT INTO playlist_items (playlist, version, position, asset, turn, from_s, until_s, have)
                SELECT ?1, ?2, ?3, number, ?4, from_s, until_s, have FROM media_assets
                WHERE id = ?5 AND dropped IS NULL
                """, playlist.id, last + 1, position, nth < known.count ? known[nth] : fresh, id)
        }
        try removeOldVersions(of: playlist.id)
        try moveOn(atUnixSeconds: now)
    }

    /// When each asset of a playlist was last played, in order of position.
    private func turns(in playlist: String) throws(CatalogueError) -> [String: [Int]] {
        let rows = try connection.all(
            """
            SELECT a.id, i.turn FROM playlists p
            JOIN playlist_items i ON i.playlist = p.id AND i.version = coalesce(p.next_version, p.version)
            JOIN media_assets a ON a.number = i.asset WHERE p.id = ? ORDER BY i.position
            """, playlist
        ) { ($0[0] as String, $0[1] as Int) }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }

    /// New versions of which something can be played now, or whose old version has nothing that is here, take over.
    /// Writes only where there is one.
    package func moveOn(atUnixSeconds now: Int) throws(CatalogueError) {
        if try readyPlaylists(atUnixSeconds: now).isEmpty { return }
        try write { () throws(CatalogueError) in
            for id in try readyPlaylists(atUnixSeconds: now) {
                try connection.run(
                    "UPDATE playlists SET version = next_version, next_version = NULL WHERE id = ?", id)
                try removeOldVersions(of: id)
            }
        }
    }

    private func readyPlaylists(atUnixSeconds now: Int) throws(CatalogueError) -> [String] {
        try connection.all(
            """
            SELECT id FROM playlists WHERE next_version IS NOT NULL AND (
                EXISTS (SELECT 1 FROM playlist_items i
                    WHERE i.playlist = id AND i.version = next_version AND i.have
                        AND i.from_s <= ?1 AND ?1 < i.until_s)
                OR NOT EXISTS (SELECT 1 FROM playlist_items i
                    WHERE i.playlist = id AND i.version = playlists.version AND i.have))
            """, now
        ) { $0[0] }
    }

    private func removeOldVersions(of id: String) throws(CatalogueError) {
        try connection.run(
            """
            DELETE FROM playlist_items WHERE playlist = ?1 AND NOT EXISTS (SELECT 1 FROM playlists p
                WHERE p.id = ?1 AND playlist_items.version IN (p.version, p.next_version))
            """, id)
    }
}

extension LomuzStore {
    /// Whatever the body does is undone: others see nothing of it, and nothing of it stays.
    package func rehearse(_ body: () throws(CatalogueError) -> Void) throws(CatalogueError) {
        try connection.undone(body)
    }

    /// Its file is not where it should be.
    package func lose(_ sha256: Fingerprint) throws(CatalogueError) {
        let bytes: Int? = try connection.first(
            "SELECT bytes FROM blobs WHERE sha256 = ?", sha256.hexadecimal
        ) { $0[0] }
        try set(sha256, isHere: false, bytes: bytes ?? 0)
    }
}

package import Lomuz
import Platform

/// How a player is, in numbers.
package struct LomuzFigures: Equatable, Sendable {
    package var assets = 0
    package var assetsHere = 0
    package var missing = 0
    package var poisoned = 0
    /// Of music that is here and may be heard now, every file once.
    package var playableSeconds = 0
    package var emergencyHere = 0
    package var openPlays = 0
    package var spooled = 0
    package var dropped = 0
    package var state: Fingerprint?
    package var head: Head?

    package init() {}

    /// Seconds since the head was signed; nil without one, and for a clock that is behind it.
    package func headAgeSeconds(atMicroseconds now: Int64) -> Int? {
        guard let issued = head?.issued else { return nil }
        let age = Int(now / 1_000_000) - issued
        return age < 0 ? nil : age
    }

    package func isHeadExpired(atMicroseconds now: Int64) -> Bool {
        head.map { $0.expires <= Int(now / 1_000_000) } ?? false
    }
}

extension LomuzStore {
    /// So many wrong copies of a file, and it is left alone for a day.
    package static let poisonedAfter = 5

    package func figures(atUnixSeconds now: Int) throws(CatalogueError) -> LomuzFigures {
        try read { () throws(CatalogueError) in
            var figures = LomuzFigures()
            _ = try connection.first(
                """
                SELECT count(*), coalesce(sum(have), 0),
                    coalesce(sum(emergency AND have), 0) FROM media_assets WHERE dropped IS NULL
                """
            ) {
                (figures.assets, figures.assetsHere, figures.emergencyHere) = ($0[0], $0[1], $0[2])
            }
            _ = try connection.first(
                """
                SELECT coalesce(sum(ms), 0) / 1000 FROM (SELECT max(ms) AS ms FROM media_assets
                    WHERE dropped IS NULL AND have AND from_s <= ?1 AND ?1 < until_s GROUP BY sha256)
                """, now
            ) { figures.playableSeconds = $0[0] }
            _ = try connection.first(
                """
                SELECT coalesce(sum(NOT have), 0), coalesce(sum(NOT have AND failures >= ?), 0) FROM blobs
                WHERE have OR EXISTS (SELECT 1 FROM media_assets a
                    WHERE a.sha256 = blobs.sha256 AND a.dropped IS NULL)
                """, Self.poisonedAfter
            ) { (figures.missing, figures.poisoned) = ($0[0], $0[1]) }
            figures.openPlays = try openPlays().count
            figures.spooled = try spoolSize().lines
            figures.dropped = try whole(.dropped)
            figures.state = try state()
            figures.head = try head()
            return figures
        }
    }

    /// One asset of the present state, as `assets` shows it.
    package struct Listed: Equatable, Sendable {
        package let number: Int
        package let id: String
        package let sha256: String
        package let kind: String
        package let mime: String
        package let title: String
        package let artist: String
        package let milliseconds: Int
        package let bytes: Int
        package let from: Int
        package let until: Int
        package let isEmergency: Bool
        package let isHere: Bool
        package let failures: Int
        package let reason: String?
        package let playlists: [String]
    }

    package func listed(id: String? = nil) throws(CatalogueError) -> [Listed] {
        try connection.all(
            """
            SELECT a.number, a.id, a.sha256, a.kind, a.mime, a.title, a.artist, a.ms, a.bytes, a.from_s,
                a.until_s, a.emergency, a.have, coalesce(b.failures, 0), b.reason,
                (SELECT group_concat(DISTINCT i.playlist) FROM playlist_items i WHERE i.asset = a.number)
            FROM media_assets a LEFT JOIN blobs b USING (sha256)
            WHERE a.dropped IS NULL AND (?1 IS NULL OR a.id = ?1) ORDER BY a.id
            """, id
        ) { row in
            let playlists: String? = row[15]
            return Listed(
                number: row[0], id: row[1], sha256: row[2], kind: row[3], mime: row[4], title: row[5],
                artist: row[6], milliseconds: row[7], bytes: row[8], from: row[9], until: row[10],
                isEmergency: row[11], isHere: row[12], failures: row[13], reason: row[14],
                playlists: (playlists ?? "").split(separator: ",").map(String.init).sorted())
        }
    }
}

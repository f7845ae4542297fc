package import Lomuz
import Platform

/// Which files are here, and what became of those that are not.
extension LomuzStore {
    package struct Blob: Equatable, Sendable {
        package let sha256: Fingerprint
        package let bytes: Int
        package let isHere: Bool
        package let failures: Int
        package let retryMicroseconds: Int64?
        package let reason: String?
    }

    package func blobs() throws(CatalogueError) -> [Blob] {
        try connection.all(
            "SELECT sha256, bytes, have, failures, retry_us, reason FROM blobs ORDER BY sha256"
        ) { row -> Blob? in
            Fingerprint(hexadecimal: row[0]).map {
                Blob(
                    sha256: $0, bytes: row[1], isHere: row[2], failures: row[3], retryMicroseconds: row[4],
                    reason: row[5])
            }
        }.compactMap { $0 }
    }

    /// The bytes are on the disk and were verified, or are not there any more.
    package func set(_ sha256: Fingerprint, isHere: Bool, bytes: Int) throws(CatalogueError) {
        let name = sha256.hexadecimal
        try write { () throws(CatalogueError) in
            try connection.run(
                """
                INSERT INTO blobs (sha256, bytes, have) VALUES (?1, ?2, ?3)
                ON CONFLICT (sha256) DO UPDATE SET bytes = ?2, have = ?3, failures = 0, retry_us = NULL,
                    reason = NULL
                """, name, bytes, isHere)
            try connection.run("UPDATE media_assets SET have = ?2 WHERE sha256 = ?1", name, isHere)
            try connection.run(
                """
                UPDATE playlist_items SET have = ?2
                WHERE asset IN (SELECT number FROM media_assets WHERE sha256 = ?1)
                """, name, isHere)
            CrashPoint.pass(.haveWritten)
        }
    }

    /// Its bytes were wrong, once more.
    package func fail(
        _ sha256: Fingerprint, _ reason: String, retryMicroseconds: Int64
    ) throws(CatalogueError) {
        try connection.run(
            "UPDATE blobs SET failures = failures + 1, retry_us = ?2, reason = ?3 WHERE sha256 = ?1",
            sha256.hexadecimal, retryMicroseconds, reason)
    }

    /// It was not to be had just now; nothing is wrong with it.
    package func postpone(
        _ sha256: Fingerprint, _ reason: String, atMicroseconds now: Int64
    ) throws(CatalogueError) {
        try connection.run(
            "UPDATE blobs SET retry_us = ?2, reason = ?3 WHERE sha256 = ?1", sha256.hexadecimal, now, reason)
    }

    package func failures(of sha256: Fingerprint) throws(CatalogueError) -> Int {
        try connection.first("SELECT failures FROM blobs WHERE sha256 = ?", sha256.hexadecimal) { $0[0] } ?? 0
    }

    /// Files that the present state names and that are not here. Nothing waits for longer than two days: a time
    /// further ahead was written by another clock.
    package func missing(
        currentIn playlists: [String], atUnixSeconds now: Int, atMicroseconds: Int64
    ) throws(CatalogueError) -> [DownloadPlan.Wanted] {
        var current: Set<String> = []
        for playlist in playlists {
            current.formUnion(
                try connection.all(
                    """
                    SELECT a.sha256 FROM playlists p
                    JOIN playlist_items i ON i.playlist = p.id
                        AND i.version = coalesce(p.next_version, p.version)
                    JOIN media_assets a ON a.number = i.asset
                    WHERE p.id = ?1 AND NOT i.have AND i.from_s <= ?2 AND ?2 < i.until_s
                    """, playlist, now
                ) { $0[0] })
        }
        return try connection.all(
            """
            SELECT a.sha256, a.bytes, max(a.emergency), min(a.from_s), b.retry_us FROM media_assets a
            JOIN blobs b USING (sha256)
            WHERE a.dropped IS NULL AND NOT b.have AND ?1 < a.until_s
                AND coalesce(b.retry_us, 0) NOT BETWEEN ?2 + 1 AND ?2 + 2 * 86400000000
            GROUP BY a.sha256
            """, now, atMicroseconds
        ) { row -> DownloadPlan.Wanted? in
            let name: String = row[0]
            let isEmergency: Bool = row[2]
            guard let sha256 = Fingerprint(hexadecimal: name) else { return nil }
            let place: DownloadClass = current.contains(name) ? .current : isEmergency ? .emergency : .future
            return DownloadPlan.Wanted(
                sha256: sha256, bytes: row[1], place: place, from: row[3], isEmergency: isEmergency,
                retryMicroseconds: row[4])
        }.compactMap { $0 }
    }

    /// The MD5 that an origin told, too, and what to name the file for players that go by names.
    package func facts(of sha256: Fingerprint) throws(CatalogueError) -> (md5: String?, mime: String)? {
        try connection.first(
            """
            SELECT max(md5), mime FROM media_assets WHERE sha256 = ? AND dropped IS NULL
            """, sha256.hexadecimal
        ) { row -> (md5: String?, mime: String)? in
            let mime: String? = row[1]
            return mime.map { (row[0], $0) }
        } ?? nil
    }
}

/// Which files nobody needs.
extension LomuzStore {
    /// Marks those that no row of the present or the last state names, that are in no playlist, and that nothing may
    /// be playing; takes the mark from the others. Answers those marked for at least `age`, the longest first.
    package func unneeded(
        age: Int64, atMicroseconds now: Int64
    ) throws(CatalogueError) -> [(sha256: Fingerprint, bytes: Int)] {
        let commit = try whole(.commit)
        let day: Int64 = 86_400_000_000
        try connection.run(
            """
            UPDATE blobs SET unneeded_us = NULL WHERE unneeded_us IS NOT NULL AND (unneeded_us > ?2
                OR EXISTS (SELECT 1 FROM media_assets a WHERE a.sha256 = blobs.sha256
                    AND (a.dropped IS NULL OR a.dropped >= ?1
                        OR EXISTS (SELECT 1 FROM playlist_items WHERE asset = a.number)))
                OR EXISTS (SELECT 1 FROM plays p WHERE p.sha256 = blobs.sha256 AND p.result IS NULL
                    AND p.listed_us > ?3))
            """, commit, now, now - day)
        try connection.run(
            """
            UPDATE blobs SET unneeded_us = ?2 WHERE unneeded_us IS NULL
                AND NOT EXISTS (SELECT 1 FROM media_assets a WHERE a.sha256 = blobs.sha256
                    AND (a.dropped IS NULL OR a.dropped >= ?1
                        OR EXISTS (SELECT 1 FROM playlist_items WHERE asset = a.number)))
                AND NOT EXISTS (SELECT 1 FROM plays p WHERE p.sha256 = blobs.sha256 AND p.result IS NULL
                    AND p.listed_us > ?3)
            """, commit, now, now - day)
        return try connection.all(
            "SELECT sha256, bytes FROM blobs WHERE unneeded_us <= ? ORDER BY unneeded_us, sha256", now - age
        ) { row -> (sha256: Fingerprint, bytes: Int)? in
            Fingerprint(hexadecimal: row[0]).map { ($0, row[1]) }
        }.compactMap { $0 }
    }

    package func forget(_ sha256: Fingerprint) throws(CatalogueError) {
        try write { () throws(CatalogueError) in
            try connection.run("UPDATE media_assets SET have = 0 WHERE sha256 = ?", sha256.hexadecimal)
            try connection.run("DELETE FROM blobs WHERE sha256 = ?", sha256.hexadecimal)
        }
    }
}

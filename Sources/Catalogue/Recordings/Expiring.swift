/// Questions about when recordings go, and how fast the disk fills.
extension Catalogue {
    /// All that may be over by then, by so many days or their own, and all that were announced: others need not be
    /// looked at.
    package func recordingsToJudge(
        overBefore time: Int64, days: Int, announcedAs type: String
    ) throws(CatalogueError) -> [Recording] {
        try connection.all(
            """
            SELECT id, key, kind, session, title, artist, album, permanent, retention_days, start_us, end_us, frames,
                frames_per_second, channels, bits_per_sample, bytes, sha256, sides, tracks, assembled_us,
                deleting_us IS NOT NULL
            FROM recordings WHERE deleting_us IS NULL
                AND (NOT permanent AND end_us <= ?1 - coalesce(retention_days, ?2) * 86400000000
                    OR key IN (SELECT subject FROM notices WHERE type = ?3 AND ended_us IS NULL))
            ORDER BY start_us, id
            """, time, days, type, as: Recording.init)
    }

    /// That are not kept for good, those first whose time is over first.
    package func recordingsByExpiry(days: Int) throws(CatalogueError) -> [Recording] {
        try connection.all(
            """
            SELECT id, key, kind, session, title, artist, album, permanent, retention_days, start_us, end_us, frames,
                frames_per_second, channels, bits_per_sample, bytes, sha256, sides, tracks, assembled_us,
                deleting_us IS NOT NULL
            FROM recordings WHERE deleting_us IS NULL AND NOT permanent
            ORDER BY end_us + coalesce(retention_days, ?) * 86400000000, id
            """, days, as: Recording.init)
    }

    /// Only one that nobody keeps, and that a notice announced which has been in the log for so long. False when it may
    /// not go.
    package func markExpired(
        recording id: Int, announcedAs type: String, before told: Int64, atMicroseconds now: Int64
    ) throws(CatalogueError) -> Bool {
        try connection.run(
            """
            UPDATE recordings SET deleting_us = ?2
            WHERE id = ?1 AND deleting_us IS NULL AND NOT permanent AND EXISTS
                (SELECT 1 FROM notices n WHERE n.type = ?3 AND n.subject = recordings.key AND n.ended_us IS NULL
                    AND n.told_us <= ?4)
            """, id, now, type, told) > 0
    }

    /// How many bytes expire on each of the days from now on; what is overdue does on day 0.
    package func bytesExpiring(
        days: Int, fromMicroseconds now: Int64
    ) throws(CatalogueError) -> [(day: Int, bytes: Int)] {
        try connection.all(
            """
            SELECT max(0, (end_us + coalesce(retention_days, ?1) * 86400000000 - ?2) / 86400000000) AS day, sum(bytes)
            FROM recordings WHERE NOT permanent AND deleting_us IS NULL GROUP BY 1 ORDER BY 1
            """, days, now
        ) { (day: $0[0], bytes: $0[1]) }
    }

    /// Of recordings made, and of tape recorded, since a time.
    package func bytesMade(since time: Int64) throws(CatalogueError) -> (recordings: Int, segments: Int) {
        let recordings: Int? = try connection.value(
            "SELECT sum(bytes) FROM recordings WHERE assembled_us >= ?", time)
        let segments: Int? = try connection.value(
            "SELECT sum(bytes) FROM segments WHERE start_us >= ?", time)
        return (recordings ?? 0, segments ?? 0)
    }

    package func oldestSegmentStart() throws(CatalogueError) -> Int64? {
        try connection.value("SELECT min(start_us) FROM segments")
    }
}

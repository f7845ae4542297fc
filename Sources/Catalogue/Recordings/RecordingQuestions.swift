package import Archive
import Audio

extension Catalogue {
    /// Newest first, without those that are being deleted.
    package func recordings(
        fromMicroseconds from: Int64 = .min, toMicroseconds to: Int64 = .max, most: Int = .max
    ) throws(CatalogueError) -> [Recording] {
        try connection.all(
            """
            SELECT id, key, kind, session, title, artist, album, permanent, retention_days, start_us, end_us, frames,
                frames_per_second, channels, bits_per_sample, bytes, sha256, sides, tracks, assembled_us,
                deleting_us IS NOT NULL
            FROM recordings WHERE end_us >= ?1 AND start_us < ?2 AND deleting_us IS NULL
            ORDER BY start_us DESC, id DESC LIMIT ?3
            """, from, to, most, as: Recording.init)
    }

    package func recording(_ id: Int) throws(CatalogueError) -> Recording? {
        try connection.first(
            """
            SELECT id, key, kind, session, title, artist, album, permanent, retention_days, start_us, end_us, frames,
                frames_per_second, channels, bits_per_sample, bytes, sha256, sides, tracks, assembled_us,
                deleting_us IS NOT NULL
            FROM recordings WHERE id = ?
            """, id, as: Recording.init)
    }

    package func recording(withKey key: String) throws(CatalogueError) -> Recording? {
        try connection.first(
            """
            SELECT id, key, kind, session, title, artist, album, permanent, retention_days, start_us, end_us, frames,
                frames_per_second, channels, bits_per_sample, bytes, sha256, sides, tracks, assembled_us,
                deleting_us IS NOT NULL
            FROM recordings WHERE key = ?
            """, key, as: Recording.init)
    }

    /// Marked by a run that may not have come to an end.
    package func recordingsBeingDeleted() throws(CatalogueError) -> [Recording] {
        try connection.all(
            """
            SELECT id, key, kind, session, title, artist, album, permanent, retention_days, start_us, end_us, frames,
                frames_per_second, channels, bits_per_sample, bytes, sha256, sides, tracks, assembled_us,
                deleting_us IS NOT NULL
            FROM recordings WHERE deleting_us IS NOT NULL ORDER BY id
            """, as: Recording.init)
    }
}

extension Catalogue {
    /// A number that no recording has, had, or was promised.
    package func nextRecordingNumber() throws(CatalogueError) -> Int {
        try write { () throws(CatalogueError) in
            let used: Int = try connection.first("SELECT coalesce(max(id), 0) FROM recordings") { $0[0] } ?? 0
            let promised = Int(try fact(.lastRecording) ?? 0)
            let next = max(used, promised) + 1
            try set(.lastRecording, to: Int64(next))
            return next
        }
    }

    /// The row as its sidecar says it, whether there was one or not. Its files are there.
    package func store(_ sidecar: Sidecar) throws(CatalogueError) {
        try write { () throws(CatalogueError) in
            let session: Int? = try sidecar.session.flatMap { session throws(CatalogueError) in
                try self.session(session.id)?.id
            }
            try connection.run(
                """
                INSERT INTO recordings (id, key, kind, session, title, artist, album, permanent, retention_days,
                    start_us, end_us, frames, frames_per_second, channels, bits_per_sample, bytes, sha256, sides,
                    tracks, assembled_us)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (key) DO UPDATE SET title = excluded.title, artist = excluded.artist,
                    album = excluded.album, permanent = excluded.permanent,
                    retention_days = excluded.retention_days, sides = excluded.sides, tracks = excluded.tracks
                """, sidecar.number, sidecar.key, sidecar.kind.rawValue, session, sidecar.title,
                sidecar.artist,
                sidecar.album, sidecar.isPermanent, sidecar.retentionDays, sidecar.startMicroseconds,
                sidecar.endMicroseconds, sidecar.frames, sidecar.format.framesPerSecond,
                sidecar.format.channels, sidecar.format.bitsPerSample, sidecar.bytes, sidecar.sha256,
                sidecar.sides.count, sidecar.tracks.count, sidecar.assembledMicroseconds)
            let promised = try fact(.lastRecording) ?? 0
            try set(.lastRecording, to: max(promised, Int64(sidecar.number)))
        }
    }

    /// False when somebody else has, or there is none. Its files may be removed now.
    package func markForDeletion(recording id: Int, atMicroseconds now: Int64) throws(CatalogueError) -> Bool
    {
        try connection.run(
            "UPDATE recordings SET deleting_us = ?2 WHERE id = ?1 AND deleting_us IS NULL", id, now) > 0
    }

    /// Its files are gone for certain.
    package func drop(recording id: Int) throws(CatalogueError) {
        try connection.run("DELETE FROM recordings WHERE id = ? AND deleting_us IS NOT NULL", id)
    }
}

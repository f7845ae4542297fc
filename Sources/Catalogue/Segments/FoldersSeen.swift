/// Folders that were looked through: one that has not changed since then need not be again.
extension Catalogue {
    package func foldersSeen() throws(CatalogueError) -> [String: Int64] {
        let rows = try connection.all("SELECT path, modified_us FROM folders_seen") { row in
            let (path, time): (String, Int64) = (row[0], row[1])
            return (path, time)
        }
        return Dictionary(rows) { $1 }
    }

    /// Nil: not any more.
    package func saw(folder path: String, modifiedMicroseconds time: Int64?) throws(CatalogueError) {
        guard let time else {
            try connection.run("DELETE FROM folders_seen WHERE path = ?", path)
            return
        }
        try connection.run(
            """
            INSERT INTO folders_seen (path, modified_us) VALUES (?1, ?2)
            ON CONFLICT (path) DO UPDATE SET modified_us = ?2
            """, path, time)
    }

    /// Those of one UTC day, or whatever else a folder below `segments` is called.
    package func segments(inFolder day: String) throws(CatalogueError) -> [SpareSegment] {
        // In ASCII, a 0 comes right after a slash.
        try connection.all(
            """
            SELECT id, path, bytes FROM segments
            WHERE path > ?1 || '/' AND path < ?1 || '0' AND deleting_us IS NULL ORDER BY path
            """, day
        ) { SpareSegment(id: $0[0], path: $0[1], bytes: $0[2]) }
    }

    /// The days of segments that are indexed.
    package func segmentFolders() throws(CatalogueError) -> [String] {
        var folders: [String] = []
        var last = ""
        // One step in the index for each folder, however many segments lie in it.
        while let path: String = try connection.first(
            "SELECT path FROM segments WHERE path > ? ORDER BY path LIMIT 1", last, as: { $0[0] })
        {
            let folder = String(path.prefix { $0 != "/" })
            folders.append(folder)
            last = folder + "0"
        }
        return folders
    }
}

extension Catalogue {
    /// The UTC months of recordings, as their folders are called.
    package func recordingMonths() throws(CatalogueError) -> [String] {
        try connection.all(
            """
            SELECT DISTINCT strftime('%Y-%m', start_us / 1000000, 'unixepoch') FROM recordings
            WHERE deleting_us IS NULL ORDER BY 1
            """
        ) { $0[0] }
    }

    /// Those that nobody is deleting.
    package func recordings(inMonth month: String) throws(CatalogueError) -> [Recording] {
        try connection.all(
            """
            SELECT id, key, kind, session, title, artist, album, permanent, retention_days, start_us, end_us, frames,
                frames_per_second, channels, bits_per_sample, bytes, sha256, sides, tracks, assembled_us,
                deleting_us IS NOT NULL
            FROM recordings WHERE strftime('%Y-%m', start_us / 1000000, 'unixepoch') = ? AND deleting_us IS NULL
            ORDER BY start_us, id
            """, month, as: Recording.init)
    }
}

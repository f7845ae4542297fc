extension Catalogue {
    /// A file among the segments that is none, or is torn: told once, and not read again until it changes.
    package struct SetAside: Equatable, Sendable {
        /// Below `segments`.
        package var path: String
        package var bytes: Int
        package var modifiedMicroseconds: Int64
        package var reason: String

        package init(path: String, bytes: Int, modifiedMicroseconds: Int64, reason: String) {
            self.path = path
            self.bytes = bytes
            self.modifiedMicroseconds = modifiedMicroseconds
            self.reason = reason
        }
    }

    package func setAside(
        _ file: SetAside, atMicroseconds now: Int64, elapsedMicroseconds elapsed: Int64
    ) throws(CatalogueError) {
        try connection.run(
            """
            INSERT INTO set_aside (path, bytes, modified_us, reason, noticed_us, noticed_elapsed_us)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (path) DO UPDATE SET bytes = excluded.bytes, modified_us = excluded.modified_us,
                reason = excluded.reason, noticed_us = excluded.noticed_us,
                noticed_elapsed_us = excluded.noticed_elapsed_us
            """, file.path, file.bytes, file.modifiedMicroseconds, file.reason, now, elapsed)
    }

    package func filesSetAside() throws(CatalogueError) -> [SetAside] {
        try connection.all("SELECT path, bytes, modified_us, reason FROM set_aside ORDER BY path") {
            SetAside(path: $0[0], bytes: $0[1], modifiedMicroseconds: $0[2], reason: $0[3])
        }
    }

    /// Not looked at since then, by both clocks, because nothing changed.
    package func filesSetAside(
        before time: Int64, elapsed: Int64
    ) throws(CatalogueError) -> [SetAside] {
        try connection.all(
            """
            SELECT path, bytes, modified_us, reason FROM set_aside
            WHERE noticed_us < ? AND noticed_elapsed_us < ? ORDER BY path
            """, time, elapsed
        ) {
            SetAside(path: $0[0], bytes: $0[1], modifiedMicroseconds: $0[2], reason: $0[3])
        }
    }

    package func forgetSetAside(_ path: String) throws(CatalogueError) {
        try connection.run("DELETE FROM set_aside WHERE path = ?", path)
    }
}

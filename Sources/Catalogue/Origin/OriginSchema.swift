extension Schema {
    package static let origin = Schema(
        mark: 0x4F72_6967,
        remedy:
            "put it aside: `vinyl-jobs publish` makes a new one; what was collected is lost unless it is backed up",
        steps: [origin1, origin2])

    /// Times that end in `_us` are microseconds since 1970, those in `_s` seconds. What was published is kept so that the
    /// next difference needs no look at the origin; what players told is here and nowhere else.
    private static let origin1: StaticString = """
        CREATE TABLE sources (
            path TEXT PRIMARY KEY, bytes INTEGER NOT NULL, modified_us INTEGER NOT NULL, inode INTEGER NOT NULL,
            sha256 TEXT NOT NULL, milliseconds INTEGER NOT NULL, title TEXT NOT NULL, artist TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE transcodes (
            source TEXT NOT NULL, recipe TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL,
            used_us INTEGER NOT NULL, PRIMARY KEY (source, recipe)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE bodies (leaf TEXT PRIMARY KEY, packed BLOB NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE states (
            stream TEXT NOT NULL, seq INTEGER NOT NULL, epoch INTEGER NOT NULL, state TEXT NOT NULL,
            leaves BLOB NOT NULL, published_us INTEGER NOT NULL, target TEXT NOT NULL,
            PRIMARY KEY (stream, epoch, seq, target)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX states_by_name ON states (stream, state);

        CREATE TABLE objects (
            target TEXT NOT NULL, path TEXT NOT NULL, bytes INTEGER NOT NULL, put_us INTEGER NOT NULL,
            PRIMARY KEY (target, path)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE garbage (
            target TEXT NOT NULL, path TEXT NOT NULL, bytes INTEGER NOT NULL, runs INTEGER NOT NULL,
            since_s INTEGER NOT NULL, PRIMARY KEY (target, path)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE assets (
            stream TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, artist TEXT NOT NULL,
            PRIMARY KEY (stream, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE devices (
            id INTEGER PRIMARY KEY, stream TEXT NOT NULL, name TEXT NOT NULL, install INTEGER,
            first_seen_us INTEGER NOT NULL, last_seen_us INTEGER NOT NULL, last_sync_s INTEGER,
            told_s INTEGER, told_number INTEGER NOT NULL DEFAULT 0, state TEXT, app_version TEXT,
            assets INTEGER, cached_assets INTEGER, poisoned INTEGER, free_bytes INTEGER,
            clock_synchronised INTEGER, dropped INTEGER, UNIQUE (stream, name)
        ) STRICT;
        CREATE INDEX devices_by_state ON devices (stream, state);

        CREATE TABLE installs (
            id INTEGER PRIMARY KEY, device INTEGER NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
            name TEXT NOT NULL, first_seen_us INTEGER NOT NULL, UNIQUE (device, name)
        ) STRICT;

        CREATE TABLE plays (
            install INTEGER NOT NULL REFERENCES installs (id) ON DELETE CASCADE, number INTEGER NOT NULL,
            at_s INTEGER NOT NULL, asset TEXT NOT NULL, sha256 TEXT, playlist TEXT, rule TEXT NOT NULL,
            result TEXT NOT NULL, milliseconds INTEGER, collected_us INTEGER NOT NULL,
            PRIMARY KEY (install, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX plays_by_time ON plays (at_s);

        CREATE TABLE sync_logs (
            install INTEGER NOT NULL REFERENCES installs (id) ON DELETE CASCADE, number INTEGER NOT NULL,
            at_s INTEGER NOT NULL, from_state TEXT, to_state TEXT, way TEXT NOT NULL, result TEXT NOT NULL,
            requests INTEGER NOT NULL, bytes INTEGER NOT NULL, collected_us INTEGER NOT NULL,
            PRIMARY KEY (install, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE quarantine (
            id INTEGER PRIMARY KEY, path TEXT NOT NULL, line INTEGER NOT NULL, reason TEXT NOT NULL,
            bytes BLOB NOT NULL, noticed_us INTEGER NOT NULL, UNIQUE (path, line)
        ) STRICT;
        """

    /// What lies in a bucket is known from its own lists; what a check found to be wrong is put there again.
    private static let origin2: StaticString = """
        DROP TABLE objects;
        CREATE TABLE faults (
            target TEXT NOT NULL, path TEXT NOT NULL, noticed_us INTEGER NOT NULL, PRIMARY KEY (target, path)
        ) STRICT, WITHOUT ROWID;
        """
}

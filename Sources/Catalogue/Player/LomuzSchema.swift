extension Schema {
    /// What a Lomuz player knows. Plays and telemetry cannot be made anew from any file.
    package static let lomuz = Schema(
        mark: 0x4C6F_6D7A,
        remedy: "`vinyl-jobs sync` puts it aside and fetches a new one; plays that were not told are lost",
        steps: [lomuz1])

    /// Times that end in `_us` are microseconds since 1970, those in `_s` seconds. A window that is open on one side
    /// has the least or the greatest number there. `dropped` is the number of the commit since which no record
    /// names it. `turn` says in which order things were played, by counting and not by any clock.
    private static let lomuz1: StaticString = """
        CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE records (
            kind TEXT NOT NULL, id TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (kind, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE media_assets (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, sha256 TEXT NOT NULL, md5 TEXT,
            bytes INTEGER NOT NULL, kind TEXT NOT NULL, mime TEXT NOT NULL, ms INTEGER NOT NULL,
            title TEXT NOT NULL, artist TEXT NOT NULL, from_s INTEGER NOT NULL, until_s INTEGER NOT NULL,
            emergency INTEGER NOT NULL, gain_cb INTEGER NOT NULL, have INTEGER NOT NULL DEFAULT 0,
            turn INTEGER NOT NULL DEFAULT 0, dropped INTEGER, UNIQUE (id, sha256)
        ) STRICT;
        CREATE INDEX media_assets_by_file ON media_assets (sha256);
        CREATE INDEX media_assets_emergency ON media_assets (turn, number)
            WHERE emergency AND have AND dropped IS NULL;

        CREATE TABLE playlists (
            id TEXT PRIMARY KEY, mode TEXT NOT NULL, items INTEGER NOT NULL,
            version INTEGER NOT NULL, next_version INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE playlist_items (
            playlist TEXT NOT NULL REFERENCES playlists (id) ON DELETE CASCADE, version INTEGER NOT NULL,
            position INTEGER NOT NULL, asset INTEGER NOT NULL REFERENCES media_assets (number),
            turn INTEGER NOT NULL, from_s INTEGER NOT NULL, until_s INTEGER NOT NULL, have INTEGER NOT NULL,
            PRIMARY KEY (playlist, version, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX playlist_items_next
            ON playlist_items (playlist, version, turn, position, from_s, until_s) WHERE have;
        CREATE INDEX playlist_items_by_asset ON playlist_items (asset);

        CREATE TABLE blobs (
            sha256 TEXT PRIMARY KEY, bytes INTEGER NOT NULL, have INTEGER NOT NULL DEFAULT 0,
            failures INTEGER NOT NULL DEFAULT 0, retry_us INTEGER, reason TEXT, unneeded_us INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE plays (
            number INTEGER PRIMARY KEY AUTOINCREMENT, asset TEXT NOT NULL, sha256 TEXT, playlist TEXT,
            rule TEXT NOT NULL, reason TEXT NOT NULL, listed_us INTEGER NOT NULL, started_us INTEGER,
            ended_us INTEGER, result TEXT, ms INTEGER
        ) STRICT;
        CREATE INDEX plays_open ON plays (number) WHERE result IS NULL;

        CREATE TABLE sync_logs (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at_us INTEGER NOT NULL, from_state TEXT, to_state TEXT,
            seq INTEGER, way TEXT NOT NULL, result TEXT NOT NULL, requests INTEGER NOT NULL,
            bytes INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE spool (
            number INTEGER PRIMARY KEY AUTOINCREMENT, at_us INTEGER NOT NULL, is_play INTEGER NOT NULL,
            text TEXT NOT NULL
        ) STRICT;
        CREATE INDEX spool_by_worth ON spool (is_play, number);
        """
}

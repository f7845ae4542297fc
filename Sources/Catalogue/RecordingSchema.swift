extension Schema {
    /// A recording's row says what its sidecar says, as far as somebody looks for it. A take is an interval of the
    /// tape that somebody wants; without an end it runs.
    static let catalogue2: StaticString = """
        CREATE TABLE recordings (
            id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
            session INTEGER REFERENCES sessions (id) ON DELETE SET NULL,
            title TEXT NOT NULL, artist TEXT, album TEXT,
            permanent INTEGER NOT NULL, retention_days INTEGER,
            start_us INTEGER NOT NULL, end_us INTEGER NOT NULL, frames INTEGER NOT NULL,
            frames_per_second INTEGER NOT NULL CHECK (frames_per_second > 0),
            channels INTEGER NOT NULL, bits_per_sample INTEGER NOT NULL,
            bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, sides INTEGER NOT NULL, tracks INTEGER NOT NULL,
            assembled_us INTEGER NOT NULL, deleting_us INTEGER
        ) STRICT;
        CREATE INDEX recordings_by_start ON recordings (start_us);
        CREATE INDEX recordings_by_session ON recordings (session);
        CREATE INDEX recordings_deleting ON recordings (id) WHERE deleting_us IS NOT NULL;

        CREATE TABLE takes (
            id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, title TEXT,
            asked_us INTEGER NOT NULL,
            start_us INTEGER NOT NULL, start_tape TEXT, start_frame INTEGER,
            end_us INTEGER, end_tape TEXT, end_frame INTEGER,
            most_seconds INTEGER, recording INTEGER, done_us INTEGER
        ) STRICT;
        CREATE INDEX takes_undone ON takes (id) WHERE done_us IS NULL;
        """
}

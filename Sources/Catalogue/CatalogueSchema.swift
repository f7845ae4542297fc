extension Schema {
    package static let catalogue = Schema(
        mark: 0x5669_6E79,
        remedy: "`vinyl-jobs rebuild` makes a new one from the files; no sound is lost",
        steps: [catalogue1, catalogue2, catalogue3, catalogue4])

    /// Times are microseconds since 1970. A place is a tape and a frame; where its time is kept beside it, it is
    /// the corrected one. Ticks are tenths of a second from the beginning of a chapter.
    private static let catalogue1: StaticString = """
        CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE tapes (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
            frames_per_second INTEGER NOT NULL CHECK (frames_per_second > 0),
            channels INTEGER NOT NULL CHECK (channels > 0), bits_per_sample INTEGER NOT NULL,
            anchor_frame INTEGER, anchor_us INTEGER
        ) STRICT;

        CREATE TABLE segments (
            id INTEGER PRIMARY KEY AUTOINCREMENT, tape TEXT NOT NULL REFERENCES tapes (id),
            first_frame INTEGER NOT NULL CHECK (first_frame >= 0), frames INTEGER NOT NULL CHECK (frames > 0),
            start_us INTEGER NOT NULL, told_start_us INTEGER NOT NULL, synchronised INTEGER NOT NULL,
            device TEXT NOT NULL, hole_frames INTEGER, hole_cause TEXT,
            path TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL,
            indexed_us INTEGER NOT NULL, deleting_us INTEGER,
            UNIQUE (tape, first_frame)
        ) STRICT;
        CREATE INDEX segments_by_start ON segments (start_us);
        CREATE INDEX segments_synchronised ON segments (tape, first_frame) WHERE synchronised;
        CREATE INDEX segments_deleting ON segments (id) WHERE deleting_us IS NOT NULL;

        CREATE TABLE segment_gaps (
            segment INTEGER NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
            start INTEGER NOT NULL, frames INTEGER NOT NULL CHECK (frames > 0), cause TEXT NOT NULL,
            PRIMARY KEY (segment, start)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE claims (
            segment INTEGER NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
            purpose TEXT NOT NULL, owner TEXT NOT NULL, claimed_us INTEGER NOT NULL,
            PRIMARY KEY (segment, purpose, owner)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX claims_by_owner ON claims (purpose, owner);

        CREATE TABLE set_aside (
            path TEXT PRIMARY KEY, bytes INTEGER NOT NULL, modified_us INTEGER NOT NULL, reason TEXT NOT NULL,
            noticed_us INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE features (
            segment INTEGER PRIMARY KEY REFERENCES segments (id) ON DELETE CASCADE,
            version INTEGER NOT NULL, first_tick INTEGER NOT NULL, ticks INTEGER NOT NULL, bytes BLOB NOT NULL
        ) STRICT;
        CREATE INDEX features_by_version ON features (version, segment);

        CREATE TABLE chapters (
            id INTEGER PRIMARY KEY AUTOINCREMENT, cause TEXT NOT NULL, tape TEXT, frame INTEGER,
            start_us INTEGER, idle_floor TEXT, groove_floor TEXT, groove_spread REAL,
            silent_since_tape TEXT, silent_since_frame INTEGER, needle_down INTEGER NOT NULL,
            next_judgement INTEGER NOT NULL, heard_tape TEXT, heard_frame INTEGER, closed_us INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX chapters_open ON chapters (closed_us IS NULL) WHERE closed_us IS NULL;

        CREATE TABLE sessions (
            id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, final INTEGER NOT NULL,
            chapter INTEGER REFERENCES chapters (id) ON DELETE SET NULL,
            start_tape TEXT NOT NULL, start_frame INTEGER NOT NULL, start_us INTEGER NOT NULL,
            end_tape TEXT NOT NULL, end_frame INTEGER NOT NULL, end_us INTEGER NOT NULL,
            start_tick INTEGER NOT NULL, end_tick INTEGER NOT NULL,
            found_us INTEGER NOT NULL, assembled_us INTEGER
        ) STRICT;
        CREATE INDEX sessions_by_start ON sessions (start_us);
        CREATE INDEX sessions_by_chapter ON sessions (chapter);
        CREATE INDEX sessions_to_assemble ON sessions (id) WHERE final AND assembled_us IS NULL;

        CREATE TABLE sides (
            id INTEGER PRIMARY KEY, session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            position INTEGER NOT NULL, open INTEGER NOT NULL, wanted_tracks INTEGER,
            start_tape TEXT NOT NULL, start_frame INTEGER NOT NULL, start_us INTEGER NOT NULL,
            end_tape TEXT NOT NULL, end_frame INTEGER NOT NULL, end_us INTEGER NOT NULL,
            start_tick INTEGER NOT NULL, end_tick INTEGER NOT NULL,
            idle_floor TEXT NOT NULL, groove_floor TEXT NOT NULL, music_db REAL NOT NULL,
            clipped_samples INTEGER NOT NULL, confidence REAL NOT NULL,
            UNIQUE (session, position)
        ) STRICT;

        CREATE TABLE tracks (
            side INTEGER NOT NULL REFERENCES sides (id) ON DELETE CASCADE, position INTEGER NOT NULL, title TEXT,
            start_tape TEXT NOT NULL, start_frame INTEGER NOT NULL, start_us INTEGER NOT NULL,
            end_tape TEXT NOT NULL, end_frame INTEGER NOT NULL, end_us INTEGER NOT NULL,
            start_tick INTEGER NOT NULL, end_tick INTEGER NOT NULL,
            PRIMARY KEY (side, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE candidate_gaps (
            side INTEGER NOT NULL REFERENCES sides (id) ON DELETE CASCADE, position INTEGER NOT NULL,
            start_tape TEXT NOT NULL, start_frame INTEGER NOT NULL, start_us INTEGER NOT NULL,
            end_tape TEXT NOT NULL, end_frame INTEGER NOT NULL, end_us INTEGER NOT NULL,
            start_tick INTEGER NOT NULL, end_tick INTEGER NOT NULL,
            depth_db REAL NOT NULL, taken INTEGER NOT NULL,
            PRIMARY KEY (side, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE events (
            id INTEGER PRIMARY KEY AUTOINCREMENT, identity TEXT NOT NULL UNIQUE, type TEXT NOT NULL,
            at_us INTEGER NOT NULL, tape TEXT, frame INTEGER,
            session INTEGER REFERENCES sessions (id) ON DELETE SET NULL,
            details TEXT NOT NULL, noticed_us INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX events_by_time ON events (at_us);
        CREATE INDEX events_by_session ON events (session);

        CREATE TABLE job_runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, started_us INTEGER NOT NULL,
            ended_us INTEGER NOT NULL, status INTEGER NOT NULL, summary TEXT NOT NULL
        ) STRICT;
        CREATE INDEX job_runs_by_job ON job_runs (job, id);
        """

    /// What is set aside goes by two clocks, as notices do.
    private static let catalogue4: StaticString = """
        ALTER TABLE set_aside ADD COLUMN noticed_elapsed_us INTEGER NOT NULL DEFAULT 0;
        UPDATE set_aside SET noticed_elapsed_us = coalesce(
            (SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'elapsed_us'), 0);
        """
}

PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO facts VALUES('last_recording','1');
INSERT INTO facts VALUES('made_us','1795301163160631');
CREATE TABLE tapes (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    frames_per_second INTEGER NOT NULL CHECK (frames_per_second > 0),
    channels INTEGER NOT NULL CHECK (channels > 0), bits_per_sample INTEGER NOT NULL,
    anchor_frame INTEGER, anchor_us INTEGER
) STRICT;
INSERT INTO tapes VALUES(1,'aaaaaaaa',48000,2,16,0,1795291200000000);
CREATE TABLE segments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, tape TEXT NOT NULL REFERENCES tapes (id),
    first_frame INTEGER NOT NULL CHECK (first_frame >= 0), frames INTEGER NOT NULL CHECK (frames > 0),
    start_us INTEGER NOT NULL, told_start_us INTEGER NOT NULL, synchronised INTEGER NOT NULL,
    device TEXT NOT NULL, hole_frames INTEGER, hole_cause TEXT,
    path TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL,
    indexed_us INTEGER NOT NULL, deleting_us INTEGER,
    UNIQUE (tape, first_frame)
) STRICT;
INSERT INTO segments VALUES(1,'aaaaaaaa',0,2880000,1795291200000000,1795291200000000,1,'simulated',NULL,NULL,'2026-11-21/20261121T200000.000Z-aaaaaaaa-000000000000000.flac',6000000,1,NULL);
INSERT INTO segments VALUES(2,'aaaaaaaa',2880000,2880000,1795291260000000,1795291260000000,0,'simulated',NULL,NULL,'2026-11-21/20261121T200100.000Z-aaaaaaaa-000000002880000.flac',6000000,1,NULL);
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
INSERT INTO claims VALUES(1,'assemble','1',2);
CREATE TABLE set_aside (
    path TEXT PRIMARY KEY, bytes INTEGER NOT NULL, modified_us INTEGER NOT NULL, reason TEXT NOT NULL,
    noticed_us INTEGER NOT NULL
, noticed_elapsed_us INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
INSERT INTO set_aside VALUES('x',1,2,'torn',3,4);
CREATE TABLE features (
    segment INTEGER PRIMARY KEY REFERENCES segments (id) ON DELETE CASCADE,
    version INTEGER NOT NULL, first_tick INTEGER NOT NULL, ticks INTEGER NOT NULL, bytes BLOB NOT NULL
) STRICT;
INSERT INTO features VALUES(1,1,0,600,X'010203');
CREATE TABLE chapters (
    id INTEGER PRIMARY KEY AUTOINCREMENT, cause TEXT NOT NULL, tape TEXT, frame INTEGER,
    start_us INTEGER, idle_floor TEXT, groove_floor TEXT, groove_spread REAL,
    silent_since_tape TEXT, silent_since_frame INTEGER, needle_down INTEGER NOT NULL,
    next_judgement INTEGER NOT NULL, heard_tape TEXT, heard_frame INTEGER, closed_us INTEGER
) STRICT;
INSERT INTO chapters VALUES(1,'first',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,NULL,NULL,NULL);
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, final INTEGER NOT NULL,
    chapter INTEGER REFERENCES chapters (id) ON DELETE SET NULL,
    start_tape TEXT NOT NULL, start_frame INTEGER NOT NULL, start_us INTEGER NOT NULL,
    end_tape TEXT NOT NULL, end_frame INTEGER NOT NULL, end_us INTEGER NOT NULL,
    start_tick INTEGER NOT NULL, end_tick INTEGER NOT NULL,
    found_us INTEGER NOT NULL, assembled_us INTEGER
) STRICT;
INSERT INTO sessions VALUES(1,'Kind of Blue',1,1,'aaaaaaaa',0,0,'aaaaaaaa',4800000,100000000,0,1000,5,NULL);
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
INSERT INTO sides VALUES(1,1,0,0,NULL,'aaaaaaaa',0,0,'aaaaaaaa',4800000,100000000,0,1000,'-8000,-8100','-6000,-6050',-31.5,3,0.86999999999999999555);
CREATE TABLE tracks (
    side INTEGER NOT NULL REFERENCES sides (id) ON DELETE CASCADE, position INTEGER NOT NULL, title TEXT,
    start_tape TEXT NOT NULL, start_frame INTEGER NOT NULL, start_us INTEGER NOT NULL,
    end_tape TEXT NOT NULL, end_frame INTEGER NOT NULL, end_us INTEGER NOT NULL,
    start_tick INTEGER NOT NULL, end_tick INTEGER NOT NULL,
    PRIMARY KEY (side, position)
) STRICT, WITHOUT ROWID;
INSERT INTO tracks VALUES(1,0,NULL,'aaaaaaaa',240000,5000000,'aaaaaaaa',2400000,50000000,50,500);
INSERT INTO tracks VALUES(1,1,'Zwei, "zwei"','aaaaaaaa',2496000,52000000,'aaaaaaaa',4560000,95000000,520,950);
CREATE TABLE candidate_gaps (
    side INTEGER NOT NULL REFERENCES sides (id) ON DELETE CASCADE, position INTEGER NOT NULL,
    start_tape TEXT NOT NULL, start_frame INTEGER NOT NULL, start_us INTEGER NOT NULL,
    end_tape TEXT NOT NULL, end_frame INTEGER NOT NULL, end_us INTEGER NOT NULL,
    start_tick INTEGER NOT NULL, end_tick INTEGER NOT NULL,
    depth_db REAL NOT NULL, taken INTEGER NOT NULL,
    PRIMARY KEY (side, position)
) STRICT, WITHOUT ROWID;
INSERT INTO candidate_gaps VALUES(1,0,'aaaaaaaa',2400000,50000000,'aaaaaaaa',2496000,52000000,500,520,17.25,1);
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, identity TEXT NOT NULL UNIQUE, type TEXT NOT NULL,
    at_us INTEGER NOT NULL, tape TEXT, frame INTEGER,
    session INTEGER REFERENCES sessions (id) ON DELETE SET NULL,
    details TEXT NOT NULL, noticed_us INTEGER NOT NULL
) STRICT;
INSERT INTO events VALUES(1,'a','session.started',1795291200000000,NULL,NULL,1,'{}',6);
CREATE TABLE job_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, started_us INTEGER NOT NULL,
    ended_us INTEGER NOT NULL, status INTEGER NOT NULL, summary TEXT NOT NULL
) STRICT;
INSERT INTO job_runs VALUES(1,'segment',1,2,0,'segments=2');
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
INSERT INTO recordings VALUES(1,'00c0ffee','session',1,'Kind of Blue',NULL,NULL,0,NULL,1795291200000000,1795291290000000,4320000,48000,2,16,5000000,'',1,2,1795291300000000,NULL);
CREATE TABLE takes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, title TEXT,
    asked_us INTEGER NOT NULL,
    start_us INTEGER NOT NULL, start_tape TEXT, start_frame INTEGER,
    end_us INTEGER, end_tape TEXT, end_frame INTEGER,
    most_seconds INTEGER, recording INTEGER, done_us INTEGER
) STRICT;
INSERT INTO takes VALUES(1,'0badcafe','take','Live',7,1795291200000000,NULL,NULL,NULL,NULL,NULL,60,NULL,NULL);
CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, type TEXT NOT NULL,
    subject TEXT NOT NULL, text TEXT NOT NULL, details TEXT NOT NULL, made_us INTEGER NOT NULL,
    told_us INTEGER, told_elapsed_us INTEGER, ended_us INTEGER
) STRICT;
INSERT INTO notices VALUES(1,'recording.expiring 00c0ffee 8','recording.expiring','00c0ffee','goes in a day','{}',8,9,10,NULL);
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, key TEXT NOT NULL UNIQUE,
    digest INTEGER NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, details TEXT NOT NULL,
    made_us INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, next_us INTEGER NOT NULL, failure TEXT,
    delivered_us INTEGER, given_up_us INTEGER
) STRICT;
INSERT INTO messages VALUES(1,'mail','m',1,'Vinyl','goes','[]',11,0,11,NULL,NULL,NULL);
CREATE TABLE message_notices (
    notice INTEGER NOT NULL REFERENCES notices (id) ON DELETE CASCADE, channel TEXT NOT NULL,
    message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    PRIMARY KEY (notice, channel)
) STRICT, WITHOUT ROWID;
INSERT INTO message_notices VALUES(1,'mail',1);
CREATE TABLE channels (name TEXT PRIMARY KEY, first_notice INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO channels VALUES('mail',1);
CREATE TABLE folders_seen (
    path TEXT PRIMARY KEY, modified_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO folders_seen VALUES('segments/2026-11-21',12);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('segments',2);
INSERT INTO sqlite_sequence VALUES('chapters',1);
INSERT INTO sqlite_sequence VALUES('sessions',1);
INSERT INTO sqlite_sequence VALUES('events',1);
INSERT INTO sqlite_sequence VALUES('job_runs',1);
INSERT INTO sqlite_sequence VALUES('recordings',1);
INSERT INTO sqlite_sequence VALUES('takes',1);
INSERT INTO sqlite_sequence VALUES('notices',1);
INSERT INTO sqlite_sequence VALUES('messages',1);
CREATE INDEX segments_by_start ON segments (start_us);
CREATE INDEX segments_synchronised ON segments (tape, first_frame) WHERE synchronised;
CREATE INDEX segments_deleting ON segments (id) WHERE deleting_us IS NOT NULL;
CREATE INDEX claims_by_owner ON claims (purpose, owner);
CREATE INDEX features_by_version ON features (version, segment);
CREATE UNIQUE INDEX chapters_open ON chapters (closed_us IS NULL) WHERE closed_us IS NULL;
CREATE INDEX sessions_by_start ON sessions (start_us);
CREATE INDEX sessions_by_chapter ON sessions (chapter);
CREATE INDEX sessions_to_assemble ON sessions (id) WHERE final AND assembled_us IS NULL;
CREATE INDEX events_by_time ON events (at_us);
CREATE INDEX events_by_session ON events (session);
CREATE INDEX job_runs_by_job ON job_runs (job, id);
CREATE INDEX recordings_by_start ON recordings (start_us);
CREATE INDEX recordings_by_session ON recordings (session);
CREATE INDEX recordings_deleting ON recordings (id) WHERE deleting_us IS NOT NULL;
CREATE INDEX takes_undone ON takes (id) WHERE done_us IS NULL;
CREATE UNIQUE INDEX notices_holding ON notices (type, subject) WHERE ended_us IS NULL;
CREATE INDEX notices_untold ON notices (id) WHERE told_us IS NULL;
CREATE INDEX messages_waiting ON messages (channel, id)
    WHERE delivered_us IS NULL AND given_up_us IS NULL;
CREATE INDEX messages_digests ON messages (channel, made_us) WHERE digest;
CREATE INDEX message_notices_by_message ON message_notices (message);
COMMIT;
PRAGMA application_id = 1449750137; PRAGMA user_version = 4;

PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO facts VALUES('commit','1');
INSERT INTO facts VALUES('etag','1795286440230502-491-[65024, 16646388]');
INSERT INTO facts VALUES('etag_origin','file:///srv/origin');
INSERT INTO facts VALUES('flushed','2');
INSERT INTO facts VALUES('head','{"delta_from":[],"epoch":1,"expires":1797878440,"issued":1795286435,"media_bytes":6,"poll_s":600,"records":5,"seq":1,"spec":1,"state":"8039a515d4aa6b1c05ce20d501a84e97a1014a3fdeb26a11302b5a7305fe41ec","state_bytes":774,"stream":"bar","suspended":false}');
INSERT INTO facts VALUES('install','3422850e8d8a13bc');
INSERT INTO facts VALUES('state','8039a515d4aa6b1c05ce20d501a84e97a1014a3fdeb26a11302b5a7305fe41ec');
INSERT INTO facts VALUES('turn','3');
CREATE TABLE records (
    kind TEXT NOT NULL, id TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
INSERT INTO records VALUES('asset','a0','{"artist":"Artist 191","emergency":false,"from":null,"gain_cb":0,"id":"a0","kind":"MUSIC","mime":"audio/mpeg","ms":180000,"sha256":"4e1195df020de59e0d65a33a4279f1183e7ae4e5d980e309f8b55adff2e61c3e","size":2,"title":"Title of a0","until":null}');
INSERT INTO records VALUES('asset','help','{"artist":"Artist 389","emergency":true,"from":null,"gain_cb":0,"id":"help","kind":"MUSIC","mime":"audio/mpeg","ms":180000,"sha256":"106a5842fc5fce6f663176285ed1516dbb1e3d15c05abab12fdca46d60b539b7","size":4,"title":"Title of help","until":null}');
INSERT INTO records VALUES('playlist','day','{"id":"day","items":["a0"],"mode":"SHUFFLE"}');
INSERT INTO records VALUES('schedule','always','{"days":[0,1,2,3,4,5,6],"end":"00:00:00","from":null,"id":"always","playlist":"day","priority":0,"start":"00:00:00","until":null}');
INSERT INTO records VALUES('settings','settings','{"crossfade_ms":0,"id":"settings","loudness_lufs":-16,"tz":"Europe/Berlin"}');
CREATE TABLE media_assets (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, sha256 TEXT NOT NULL, md5 TEXT,
    bytes INTEGER NOT NULL, kind TEXT NOT NULL, mime TEXT NOT NULL, ms INTEGER NOT NULL,
    title TEXT NOT NULL, artist TEXT NOT NULL, from_s INTEGER NOT NULL, until_s INTEGER NOT NULL,
    emergency INTEGER NOT NULL, gain_cb INTEGER NOT NULL, have INTEGER NOT NULL DEFAULT 0,
    turn INTEGER NOT NULL DEFAULT 0, dropped INTEGER, UNIQUE (id, sha256)
) STRICT;
INSERT INTO media_assets VALUES(1,'help','106a5842fc5fce6f663176285ed1516dbb1e3d15c05abab12fdca46d60b539b7',NULL,4,'MUSIC','audio/mpeg',180000,'Title of help','Artist 389',-9223372036854775808,9223372036854775807,1,0,1,0,NULL);
INSERT INTO media_assets VALUES(2,'a0','4e1195df020de59e0d65a33a4279f1183e7ae4e5d980e309f8b55adff2e61c3e',NULL,2,'MUSIC','audio/mpeg',180000,'Title of a0','Artist 191',-9223372036854775808,9223372036854775807,0,0,1,3,NULL);
CREATE TABLE playlists (
    id TEXT PRIMARY KEY, mode TEXT NOT NULL, items INTEGER NOT NULL,
    version INTEGER NOT NULL, next_version INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO playlists VALUES('day','SHUFFLE',1,1,NULL);
CREATE TABLE playlist_items (
    playlist TEXT NOT NULL REFERENCES playlists (id) ON DELETE CASCADE, version INTEGER NOT NULL,
    position INTEGER NOT NULL, asset INTEGER NOT NULL REFERENCES media_assets (number),
    turn INTEGER NOT NULL, from_s INTEGER NOT NULL, until_s INTEGER NOT NULL, have INTEGER NOT NULL,
    PRIMARY KEY (playlist, version, position)
) STRICT, WITHOUT ROWID;
INSERT INTO playlist_items VALUES('day',1,0,2,3,-9223372036854775808,9223372036854775807,1);
CREATE TABLE blobs (
    sha256 TEXT PRIMARY KEY, bytes INTEGER NOT NULL, have INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0, retry_us INTEGER, reason TEXT, unneeded_us INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO blobs VALUES('106a5842fc5fce6f663176285ed1516dbb1e3d15c05abab12fdca46d60b539b7',4,1,0,NULL,NULL,NULL);
INSERT INTO blobs VALUES('4e1195df020de59e0d65a33a4279f1183e7ae4e5d980e309f8b55adff2e61c3e',2,1,0,NULL,NULL,NULL);
CREATE TABLE plays (
    number INTEGER PRIMARY KEY AUTOINCREMENT, asset TEXT NOT NULL, sha256 TEXT, playlist TEXT,
    rule TEXT NOT NULL, reason TEXT NOT NULL, listed_us INTEGER NOT NULL, started_us INTEGER,
    ended_us INTEGER, result TEXT, ms INTEGER
) STRICT;
INSERT INTO plays VALUES(1,'a0','4e1195df020de59e0d65a33a4279f1183e7ae4e5d980e309f8b55adff2e61c3e','day','schedule','schedule always, priority 0',1795286440898268,1795286440898268,1795286441062831,'unknown',NULL);
INSERT INTO plays VALUES(2,'a0','4e1195df020de59e0d65a33a4279f1183e7ae4e5d980e309f8b55adff2e61c3e','day','schedule','schedule always, priority 0',1795286441062831,1795286441062831,1795286441302452,'unknown',NULL);
INSERT INTO plays VALUES(3,'a0','4e1195df020de59e0d65a33a4279f1183e7ae4e5d980e309f8b55adff2e61c3e','day','schedule','schedule always, priority 0',1795286441302452,1795286441302452,NULL,NULL,NULL);
CREATE TABLE sync_logs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at_us INTEGER NOT NULL, from_state TEXT, to_state TEXT,
    seq INTEGER, way TEXT NOT NULL, result TEXT NOT NULL, requests INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
INSERT INTO sync_logs VALUES(1,1795286440501995,NULL,'8039a515d4aa6b1c05ce20d501a84e97a1014a3fdeb26a11302b5a7305fe41ec',1,'buckets','taken',7,9398);
CREATE TABLE spool (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at_us INTEGER NOT NULL, is_play INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;
INSERT INTO spool VALUES(3,1795286440898268,1,'{"asset":"a0","at":1795286440,"ms":null,"n":1,"playlist":"day","result":"unknown","rule":"schedule","sha256":"4e1195df020de59e0d65a33a4279f1183e7ae4e5d980e309f8b55adff2e61c3e","type":"play"}');
INSERT INTO spool VALUES(4,1795286441062831,1,'{"asset":"a0","at":1795286441,"ms":null,"n":1,"playlist":"day","result":"unknown","rule":"schedule","sha256":"4e1195df020de59e0d65a33a4279f1183e7ae4e5d980e309f8b55adff2e61c3e","type":"play"}');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('media_assets',2);
INSERT INTO sqlite_sequence VALUES('sync_logs',1);
INSERT INTO sqlite_sequence VALUES('spool',4);
INSERT INTO sqlite_sequence VALUES('plays',3);
CREATE INDEX media_assets_by_file ON media_assets (sha256);
CREATE INDEX media_assets_emergency ON media_assets (turn, number)
    WHERE emergency AND have AND dropped IS NULL;
CREATE INDEX playlist_items_next
    ON playlist_items (playlist, version, turn, position, from_s, until_s) WHERE have;
CREATE INDEX playlist_items_by_asset ON playlist_items (asset);
CREATE INDEX plays_open ON plays (number) WHERE result IS NULL;
CREATE INDEX spool_by_worth ON spool (is_play, number);
COMMIT;
PRAGMA application_id = 1282370938; PRAGMA user_version = 1;

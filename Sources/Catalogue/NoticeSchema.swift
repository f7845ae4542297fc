extension Schema {
    /// A notice holds until it is ended. It counts as told from the moment at which it was in the log, of which two
    /// clocks are kept: the calendar, and the time that has passed for certain. A message carries notices to one
    /// channel, and stays as it was made until it has arrived.
    static let catalogue3: StaticString = """
        CREATE TABLE notices (
            id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, type TEXT NOT NULL,
            subject TEXT NOT NULL, text TEXT NOT NULL, details TEXT NOT NULL, made_us INTEGER NOT NULL,
            told_us INTEGER, told_elapsed_us INTEGER, ended_us INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX notices_holding ON notices (type, subject) WHERE ended_us IS NULL;
        CREATE INDEX notices_untold ON notices (id) WHERE told_us IS NULL;

        CREATE TABLE messages (
            id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, key TEXT NOT NULL UNIQUE,
            digest INTEGER NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, details TEXT NOT NULL,
            made_us INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, next_us INTEGER NOT NULL, failure TEXT,
            delivered_us INTEGER, given_up_us INTEGER
        ) STRICT;
        CREATE INDEX messages_waiting ON messages (channel, id)
            WHERE delivered_us IS NULL AND given_up_us IS NULL;
        CREATE INDEX messages_digests ON messages (channel, made_us) WHERE digest;

        CREATE TABLE message_notices (
            notice INTEGER NOT NULL REFERENCES notices (id) ON DELETE CASCADE, channel TEXT NOT NULL,
            message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
            PRIMARY KEY (notice, channel)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX message_notices_by_message ON message_notices (message);

        CREATE TABLE channels (name TEXT PRIMARY KEY, first_notice INTEGER NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE folders_seen (
            path TEXT PRIMARY KEY, modified_us INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}

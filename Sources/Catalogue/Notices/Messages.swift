package import Platform

/// The outbox: what is on its way to people.
extension Catalogue {
    /// Notices on one channel, as they were put into words once. It keeps its key however often it is sent.
    package struct Message: Sendable {
        package let id: Int
        package let channel: String
        package let key: String
        package let title: String
        package let text: String
        package let details: JSON
        package let madeMicroseconds: Int64
        package let tries: Int

        init(_ row: borrowing Row) {
            id = row[0]
            channel = row[1]
            key = row[2]
            title = row[3]
            text = row[4]
            let details: String = row[5]
            self.details = (try? JSON(parsing: Array(details.utf8))) ?? .null
            madeMicroseconds = row[6]
            tries = row[7]
        }

        private init(channel: String, atMicroseconds now: Int64) {
            id = 0
            self.channel = channel
            key = "test-\(now)"
            title = "Vinyl: a test"
            text = "This is how notices arrive."
            details = .array([])
            madeMicroseconds = now
            tries = 0
        }

        /// That stands nowhere, to try a channel out.
        package static func sample(on channel: String, atMicroseconds now: Int64) -> Message {
            Message(channel: channel, atMicroseconds: now)
        }
    }

    package struct NewMessage: Sendable {
        package var channel: String
        package var key: String
        package var isDigest: Bool
        package var title: String
        package var text: String
        package var details: JSON
        package var notices: [Int]

        package init(
            channel: String, key: String, isDigest: Bool, title: String, text: String, details: JSON,
            notices: [Int]
        ) {
            self.channel = channel
            self.key = key
            self.isDigest = isDigest
            self.title = title
            self.text = text
            self.details = details
            self.notices = notices
        }
    }

    /// Channels that are in use now. One that is new gets no notices that were made before a time.
    /// What was on its way on one that came or went is given up: it is no news to whoever is there next.
    package func use(
        channels names: [String], newsSince time: Int64, atMicroseconds now: Int64
    ) throws(CatalogueError) {
        let known = Set(try connection.all("SELECT name FROM channels") { $0[0] as String })
        guard known != Set(names) else { return }
        try write { () throws(CatalogueError) in
            for name in known.symmetricDifference(names) {
                try connection.run("DELETE FROM channels WHERE name = ?", name)
                try connection.run(
                    """
                    UPDATE messages SET given_up_us = ?2, failure = 'nobody is there any more'
                    WHERE channel = ?1 AND delivered_us IS NULL AND given_up_us IS NULL
                    """, name, now)
            }
            for name in Set(names).subtracting(known) {
                try connection.run(
                    """
                    INSERT INTO channels (name, first_notice) VALUES (?1, coalesce(
                        (SELECT min(id) FROM notices WHERE made_us >= ?2), (SELECT max(id) + 1 FROM notices), 0))
                    ON CONFLICT DO NOTHING
                    """, name, time)
            }
        }
    }

    /// Told, and in no message of this channel yet, oldest first. None on a channel that is not in use.
    package func noticesToSend(on channel: String) throws(CatalogueError) -> [Notice] {
        try connection.all(
            """
            SELECT id, key, type, subject, text, details, made_us, told_us, told_elapsed_us, ended_us FROM notices
            WHERE id >= (SELECT first_notice FROM channels WHERE name = ?1) AND told_us IS NOT NULL AND NOT EXISTS
                (SELECT 1 FROM message_notices m WHERE m.notice = notices.id AND m.channel = ?1)
            ORDER BY id
            """, channel, as: Notice.init)
    }

    /// Of those that were told, none before this one go there any more, whether they went or not: what nobody chose
    /// then is no news when somebody chooses it later.
    package func pass(over channel: String, before notice: Int) throws(CatalogueError) {
        try connection.run(
            """
            UPDATE channels SET first_notice = ?2 WHERE name = ?1 AND first_notice < ?2
                AND NOT EXISTS (SELECT 1 FROM notices WHERE told_us IS NULL AND id < ?2)
            """, channel, notice)
    }

    /// Its notices go nowhere else on this channel.
    package func add(_ message: NewMessage, atMicroseconds now: Int64) throws(CatalogueError) {
        try write { () throws(CatalogueError) in
            try connection.run(
                """
                INSERT INTO messages (channel, key, digest, title, text, details, made_us, next_us)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)
                """, message.channel, message.key, message.isDigest, message.title, message.text,
                message.details.description, now)
            let id = connection.lastID
            for notice in message.notices {
                try connection.run(
                    "INSERT INTO message_notices (notice, channel, message) VALUES (?, ?, ?)", notice,
                    message.channel, id)
            }
        }
    }

    /// The last digest: when it was made, and what it was about, as ``Message/details``. Nil when there was none.
    package func lastDigest(
        on channel: String
    ) throws(CatalogueError) -> (madeMicroseconds: Int64, details: JSON)? {
        try connection.first(
            """
            SELECT made_us, details FROM messages WHERE channel = ? AND digest ORDER BY made_us DESC, id DESC LIMIT 1
            """, channel
        ) { row in
            let details: String = row[1]
            return (row[0], (try? JSON(parsing: Array(details.utf8))) ?? .null)
        }
    }

    /// Whose time has come. One that waits for longer than `most` was put off by a wrong clock.
    package func messagesToSend(
        on channel: String, atMicroseconds now: Int64, mostMicroseconds most: Int64
    ) throws(CatalogueError) -> [Message] {
        try connection.all(
            """
            SELECT id, channel, key, title, text, details, made_us, tries FROM messages
            WHERE channel = ?1 AND delivered_us IS NULL AND given_up_us IS NULL
                AND (next_us <= ?2 OR next_us > ?2 + ?3)
            ORDER BY id
            """, channel, now, most, as: Message.init)
    }
}

extension Catalogue {
    package func markDelivered(message id: Int, atMicroseconds now: Int64) throws(CatalogueError) {
        try connection.run(
            "UPDATE messages SET delivered_us = ?2, tries = tries + 1, failure = NULL WHERE id = ?1", id, now)
    }

    package func putOff(
        message id: Int, until next: Int64, because failure: String
    ) throws(CatalogueError) {
        try connection.run(
            "UPDATE messages SET next_us = ?2, tries = tries + 1, failure = ?3 WHERE id = ?1", id, next,
            failure)
    }

    /// Nothing is sent on a channel before then.
    package func putOff(channel: String, until next: Int64) throws(CatalogueError) {
        try connection.run(
            """
            UPDATE messages SET next_us = max(next_us, ?2)
            WHERE channel = ?1 AND delivered_us IS NULL AND given_up_us IS NULL
            """, channel, next)
    }

    package func giveUp(
        message id: Int, because failure: String, atMicroseconds now: Int64
    ) throws(CatalogueError) {
        try connection.run(
            "UPDATE messages SET given_up_us = ?2, tries = tries + 1, failure = ?3 WHERE id = ?1", id, now,
            failure)
    }

    /// What waits on channels that are in use, since when the oldest does, and what went wrong last.
    package func waitingMessages() throws(CatalogueError) -> (
        count: Int, oldestMicroseconds: Int64?, failure: String?
    ) {
        try connection.first(
            """
            SELECT count(*), min(made_us), max(failure) FROM messages
            WHERE delivered_us IS NULL AND given_up_us IS NULL AND channel IN (SELECT name FROM channels)
            """
        ) { row in (row[0], row[1], row[2]) } ?? (0, nil, nil)
    }

    /// How far each notice has come: `url delivered, mail waiting`.
    package func deliveries(of notice: Int) throws(CatalogueError) -> [(channel: String, state: String)] {
        try connection.all(
            """
            SELECT m.channel, iif(m.delivered_us IS NOT NULL, 'delivered', iif(m.given_up_us IS NOT NULL,
                'given up', 'waiting'))
            FROM message_notices n JOIN messages m ON m.id = n.message WHERE n.notice = ? ORDER BY m.channel
            """, notice
        ) { (channel: $0[0], state: $0[1]) }
    }
}

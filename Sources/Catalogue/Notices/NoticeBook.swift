package import Platform

extension Catalogue {
    /// One that holds until it is ended. False when one of this type about this subject does already: then nothing
    /// is changed.
    @discardableResult
    package func addNotice(
        _ type: String, about subject: String, text: String, details: JSON = .object([]),
        atMicroseconds now: Int64
    ) throws(CatalogueError) -> Bool {
        try connection.run(
            """
            INSERT INTO notices (key, type, subject, text, details, made_us)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """, "\(type) \(subject) \(now)", type, subject, text, details.description, now) > 0
    }

    /// One that is over as soon as it is told. `fact` makes it one of its kind: the same is told once, for ever.
    @discardableResult
    package func addPassingNotice(
        _ type: String, about subject: String, fact: String, text: String, details: JSON = .object([]),
        atMicroseconds now: Int64
    ) throws(CatalogueError) -> Bool {
        try connection.run(
            """
            INSERT INTO notices (key, type, subject, text, details, made_us, ended_us)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) ON CONFLICT DO NOTHING
            """, "\(type) \(subject) \(fact)", type, subject, text, details.description, now) > 0
    }

    /// That has not been in the log, oldest first.
    package func noticesToTell() throws(CatalogueError) -> [Notice] {
        try connection.all(
            """
            SELECT id, key, type, subject, text, details, made_us, told_us, told_elapsed_us, ended_us
            FROM notices WHERE told_us IS NULL ORDER BY id
            """, as: Notice.init)
    }

    package func markTold(
        notice id: Int, atMicroseconds now: Int64, elapsedMicroseconds elapsed: Int64
    ) throws(CatalogueError) {
        try connection.run(
            "UPDATE notices SET told_us = ?2, told_elapsed_us = ?3 WHERE id = ?1 AND told_us IS NULL", id,
            now, elapsed)
    }

    /// Those that hold, of one type.
    package func noticesHolding(_ type: String) throws(CatalogueError) -> [Notice] {
        try connection.all(
            """
            SELECT id, key, type, subject, text, details, made_us, told_us, told_elapsed_us, ended_us
            FROM notices WHERE type = ? AND ended_us IS NULL ORDER BY id
            """, type, as: Notice.init)
    }

    package func noticeHolding(_ type: String, about subject: String) throws(CatalogueError) -> Notice? {
        try connection.first(
            """
            SELECT id, key, type, subject, text, details, made_us, told_us, told_elapsed_us, ended_us
            FROM notices WHERE type = ? AND subject = ? AND ended_us IS NULL
            """, type, subject, as: Notice.init)
    }

    /// Whom those of one type were about that were made since a time.
    package func subjects(
        ofNotices type: String, since time: Int64
    ) throws(CatalogueError) -> Set<String> {
        Set(
            try connection.all("SELECT subject FROM notices WHERE type = ? AND made_us >= ?", type, time) {
                $0[0]
            })
    }

    /// The newest so many, oldest first.
    package func notices(most: Int) throws(CatalogueError) -> [Notice] {
        try connection.all(
            """
            SELECT id, key, type, subject, text, details, made_us, told_us, told_elapsed_us, ended_us
            FROM (SELECT * FROM notices ORDER BY id DESC LIMIT ?) ORDER BY id
            """, most, as: Notice.init)
    }

    /// False when there was none that held.
    @discardableResult
    package func endNotice(
        _ type: String, about subject: String, atMicroseconds now: Int64
    ) throws(CatalogueError) -> Bool {
        try connection.run(
            "UPDATE notices SET ended_us = ?3 WHERE type = ?1 AND subject = ?2 AND ended_us IS NULL", type,
            subject, now) > 0
    }
}

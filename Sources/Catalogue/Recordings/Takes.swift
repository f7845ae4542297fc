package import Archive

extension Catalogue {
    /// A recording by hand: a stretch of the tape that somebody wants, from any time to any other.
    package struct Take: Equatable, Sendable {
        package let id: Int
        package let key: String
        package let kind: Sidecar.Kind
        package let title: String?
        package let askedMicroseconds: Int64
        package let start: Edge
        /// Nil: it runs.
        package let end: Edge?
        package let mostSeconds: Int?
        /// That it became; stays when the recording goes.
        package let recording: Int?
        package let doneMicroseconds: Int64?

        init(_ row: borrowing Row) {
            id = row[0]
            key = row[1]
            kind = Sidecar.Kind(rawValue: row[2]) ?? .take
            title = row[3]
            askedMicroseconds = row[4]
            start = Edge(microseconds: row[5], tape: row[6], frame: row[7])
            let end: Int64? = row[8]
            let (tape, frame): (String?, Int?) = (row[9], row[10])
            self.end = end.map { Edge(microseconds: $0, tape: tape, frame: frame) }
            mostSeconds = row[11]
            recording = row[12]
            doneMicroseconds = row[13]
        }
    }

    /// When, by the corrected clock; and where exactly, if that is known.
    package struct Edge: Equatable, Sendable {
        package var microseconds: Int64
        package var mark: Chapter.Mark?

        package init(microseconds: Int64, mark: Chapter.Mark? = nil) {
            self.microseconds = microseconds
            self.mark = mark
        }

        init(microseconds: Int64, tape: String?, frame: Int?) {
            self.microseconds = microseconds
            mark = tape.flatMap { tape in frame.map { Chapter.Mark(tape: tape, frame: $0) } }
        }
    }

    /// Answers its id. Several may run at once.
    package func add(
        take key: String, _ kind: Sidecar.Kind, title: String?, from start: Edge, to end: Edge?,
        mostSeconds: Int? = nil, atMicroseconds now: Int64
    ) throws(CatalogueError) -> Int {
        try connection.run(
            """
            INSERT INTO takes (key, kind, title, asked_us, start_us, start_tape, start_frame, end_us, end_tape,
                end_frame, most_seconds)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, key, kind.rawValue, title, now, start.microseconds, start.mark?.tape, start.mark?.frame,
            end?.microseconds, end?.mark?.tape, end?.mark?.frame, mostSeconds)
        return connection.lastID
    }

    /// Those that have not become a recording yet, oldest first.
    package func takesUndone() throws(CatalogueError) -> [Take] {
        try connection.all(
            """
            SELECT id, key, kind, title, asked_us, start_us, start_tape, start_frame, end_us, end_tape, end_frame,
                most_seconds, recording, done_us
            FROM takes WHERE done_us IS NULL ORDER BY id
            """, as: Take.init)
    }

    package func take(_ id: Int) throws(CatalogueError) -> Take? {
        try connection.first(
            """
            SELECT id, key, kind, title, asked_us, start_us, start_tape, start_frame, end_us, end_tape, end_frame,
                most_seconds, recording, done_us
            FROM takes WHERE id = ?
            """, id, as: Take.init)
    }

    /// False when it had ended already.
    package func end(take id: Int, at edge: Edge) throws(CatalogueError) -> Bool {
        try connection.run(
            """
            UPDATE takes SET end_us = ?2, end_tape = ?3, end_frame = ?4
            WHERE id = ?1 AND end_us IS NULL AND done_us IS NULL
            """, id, edge.microseconds, edge.mark?.tape, edge.mark?.frame) > 0
    }

    /// Nil: nothing could be made of it.
    package func markDone(
        take id: Int, recording: Int?, atMicroseconds now: Int64
    ) throws(CatalogueError) {
        try connection.run("UPDATE takes SET done_us = ?3, recording = ?2 WHERE id = ?1", id, recording, now)
    }

    /// The one whose recording has this key.
    package func take(withKey key: String) throws(CatalogueError) -> Take? {
        try connection.first(
            """
            SELECT id, key, kind, title, asked_us, start_us, start_tape, start_frame, end_us, end_tape, end_frame,
                most_seconds, recording, done_us
            FROM takes WHERE key = ?
            """, key, as: Take.init)
    }
}

import Platform

extension Catalogue {
    package struct StoredEvent: Sendable {
        /// Grows with every event, in the order in which they became known.
        package let id: Int
        package let event: Event
    }

    /// Which events to answer.
    package struct EventFilter: Equatable, Sendable {
        package var sinceMicroseconds: Int64
        /// Types, or families such as `session`; none: all.
        package var types: [String]
        /// Only those that became known after this one.
        package var afterID: Int
        /// The newest so many.
        package var most: Int

        package init(
            sinceMicroseconds: Int64 = .min, types: [String] = [], afterID: Int = 0, most: Int = .max
        ) {
            self.sinceMicroseconds = sinceMicroseconds
            self.types = types
            self.afterID = afterID
            self.most = most
        }
    }

    /// Oldest first.
    package func events(_ filter: EventFilter = EventFilter()) throws(CatalogueError) -> [StoredEvent] {
        let types = JSON.array(filter.types.map(JSON.text)).description
        return try connection.all(
            """
            SELECT id, identity, type, at_us, tape, frame, session, details FROM (
                SELECT * FROM events e WHERE at_us >= ?1 AND id > ?2 AND (json_array_length(?3) = 0
                    OR EXISTS (SELECT 1 FROM json_each(?3) w WHERE e.type = w.value
                        OR substr(e.type, 1, length(w.value) + 1) = w.value || '.'))
                ORDER BY at_us DESC, id DESC LIMIT ?4)
            ORDER BY at_us, id
            """, filter.sinceMicroseconds, filter.afterID, types, filter.most, as: StoredEvent.init)
    }

    /// The highest number, and the latest time; neither need be of the same event.
    package func newestEvent() throws(CatalogueError) -> (id: Int, microseconds: Int64) {
        try connection.first("SELECT max(id), max(at_us) FROM events") { row in
            let (id, time): (Int?, Int64?) = (row[0], row[1])
            return (id ?? 0, time ?? .min)
        } ?? (0, .min)
    }

    /// What was told of a tape from a frame on, to tell nothing twice.
    package func toldEvents(
        ofTape tape: String, fromFrame frame: Int
    ) throws(CatalogueError) -> [(type: String, mark: Chapter.Mark)] {
        try connection.all("SELECT type, frame FROM events WHERE tape = ?1 AND frame >= ?2", tape, frame) {
            (type: $0[0], mark: Chapter.Mark(tape: tape, frame: $0[1]))
        }
    }
}

extension Catalogue.StoredEvent {
    fileprivate init(_ row: borrowing Row) {
        id = row[0]
        let (tape, frame): (String?, Int?) = (row[4], row[5])
        let details: String = row[7]
        let mark = tape.flatMap { tape in frame.map { Catalogue.Chapter.Mark(tape: tape, frame: $0) } }
        event = Catalogue.Event(
            identity: row[1], type: row[2], microseconds: row[3], mark: mark, session: row[6],
            details: (try? JSON(parsing: Array(details.utf8))) ?? .null)
    }
}

package import Platform

extension Catalogue {
    /// A fact with a time. It is known by its identity, and told once.
    package struct Event: Sendable {
        package var identity: String
        /// `session.started`; what stands before the dot is its family.
        package var type: String
        package var microseconds: Int64
        package var mark: Chapter.Mark?
        package var session: Int?
        /// Measured values.
        package var details: JSON

        package init(
            identity: String, type: String, microseconds: Int64, mark: Chapter.Mark? = nil,
            session: Int? = nil, details: JSON = .object([])
        ) {
            self.identity = identity
            self.type = type
            self.microseconds = microseconds
            self.mark = mark
            self.session = session
            self.details = details
        }
    }

    /// False when it was told before: then nothing is changed.
    @discardableResult
    package func add(_ event: Event, atMicroseconds now: Int64) throws(CatalogueError) -> Bool {
        try connection.run(
            """
            INSERT INTO events (identity, type, at_us, tape, frame, session, details, noticed_us)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (identity) DO NOTHING
            """, event.identity, event.type, event.microseconds, event.mark?.tape, event.mark?.frame,
            event.session, event.details.description, now) > 0
    }
}

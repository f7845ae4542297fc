/// What a session that is found must fit to.
extension Catalogue {
    /// Final ones that were not found on the tape but read from a recording.
    package func sessionsWithoutChapter() throws(CatalogueError) -> [Session] {
        try connection.all(
            """
            SELECT id, name, final, chapter, assembled_us, start_tape, start_frame, start_us,
                end_tape, end_frame, end_us, start_tick, end_tick
            FROM sessions WHERE final AND chapter IS NULL
            """, as: Session.init)
    }
}

/// Times that are kept beside places follow their tapes.
extension Catalogue {
    /// A segment that is not when it was thought to be.
    struct Moved {
        let id: Int
        let tape: String

        init(_ row: borrowing Row) {
            id = row[0]
            tape = row[1]
        }
    }

    /// Of all that lies on these tapes, as the segments say now. Where nothing of a tape is left, its times stay.
    func correctPlaces(on tapes: Set<String>) throws(CatalogueError) {
        guard !tapes.isEmpty else { return }
        try noteTimes(of: tapes)
        try correctSessions()
        try correctSides()
        try correctTracks()
        try correctGaps()
        try correctTakes()
        try connection.run(
            """
            UPDATE events SET at_us = m.us FROM temp.moved m
            WHERE m.tape = events.tape AND m.frame = events.frame
            """)
        try connection.run(
            """
            UPDATE chapters SET start_us = m.us FROM temp.moved m
            WHERE m.tape = chapters.tape AND m.frame = chapters.frame
            """)
    }

    /// Of those that wait to become recordings.
    func correctTakes(on tapes: Set<String>) throws(CatalogueError) {
        let waiting = try takesUndone().flatMap { [$0.start.mark?.tape, $0.end?.mark?.tape] }.compactMap {
            $0
        }
        let marked = tapes.intersection(waiting)
        guard !marked.isEmpty else { return }
        try noteTimes(of: marked)
        try correctTakes()
    }

    private func noteTimes(of tapes: Set<String>) throws(CatalogueError) {
        try connection.run(
            """
            CREATE TEMP TABLE IF NOT EXISTS moved (
                tape TEXT NOT NULL, frame INTEGER NOT NULL, us INTEGER NOT NULL, PRIMARY KEY (tape, frame)
            ) STRICT, WITHOUT ROWID
            """)
        try connection.run("DELETE FROM temp.moved")
        for tape in tapes.sorted() { try noteTimes(of: tape) }
    }

    /// When every frame of the tape was that is kept anywhere: by the segment it lies in, or the one before.
    private func noteTimes(of tape: String) throws(CatalogueError) {
        try connection.run(
            """
            INSERT INTO temp.moved (tape, frame, us)
            WITH places (frame) AS (
                SELECT start_frame FROM sessions WHERE start_tape = ?1
                UNION SELECT end_frame FROM sessions WHERE end_tape = ?1
                UNION SELECT start_frame FROM sides WHERE start_tape = ?1
                UNION SELECT end_frame FROM sides WHERE end_tape = ?1
                UNION SELECT start_frame FROM tracks WHERE start_tape = ?1
                UNION SELECT end_frame FROM tracks WHERE end_tape = ?1
                UNION SELECT start_frame FROM candidate_gaps WHERE start_tape = ?1
                UNION SELECT end_frame FROM candidate_gaps WHERE end_tape = ?1
                UNION SELECT start_frame FROM takes WHERE start_tape = ?1 AND start_frame IS NOT NULL
                UNION SELECT end_frame FROM takes WHERE end_tape = ?1 AND end_frame IS NOT NULL
                UNION SELECT frame FROM events WHERE tape = ?1 AND frame IS NOT NULL
                UNION SELECT frame FROM chapters WHERE tape = ?1 AND frame IS NOT NULL),
            nearest AS (
                SELECT frame, coalesce(
                    (SELECT max(first_frame) FROM segments WHERE tape = ?1 AND first_frame <= frame),
                    (SELECT min(first_frame) FROM segments WHERE tape = ?1)) AS first_frame FROM places)
            SELECT ?1, n.frame, s.start_us + (n.frame - n.first_frame) * 1000000 / t.frames_per_second
            FROM nearest n JOIN segments s ON s.tape = ?1 AND s.first_frame = n.first_frame
            JOIN tapes t ON t.id = s.tape
            """, tape)
    }
}

extension Catalogue {
    private func correctSessions() throws(CatalogueError) {
        try connection.run(
            """
            UPDATE sessions SET start_us = m.us FROM temp.moved m
            WHERE m.tape = start_tape AND m.frame = start_frame
            """)
        try connection.run(
            "UPDATE sessions SET end_us = m.us FROM temp.moved m WHERE m.tape = end_tape AND m.frame = end_frame"
        )
    }

    private func correctSides() throws(CatalogueError) {
        try connection.run(
            "UPDATE sides SET start_us = m.us FROM temp.moved m WHERE m.tape = start_tape AND m.frame = start_frame"
        )
        try connection.run(
            "UPDATE sides SET end_us = m.us FROM temp.moved m WHERE m.tape = end_tape AND m.frame = end_frame"
        )
    }

    private func correctTracks() throws(CatalogueError) {
        try connection.run(
            "UPDATE tracks SET start_us = m.us FROM temp.moved m WHERE m.tape = start_tape AND m.frame = start_frame"
        )
        try connection.run(
            "UPDATE tracks SET end_us = m.us FROM temp.moved m WHERE m.tape = end_tape AND m.frame = end_frame"
        )
    }

    private func correctGaps() throws(CatalogueError) {
        try connection.run(
            """
            UPDATE candidate_gaps SET start_us = m.us FROM temp.moved m
            WHERE m.tape = start_tape AND m.frame = start_frame
            """)
        try connection.run(
            """
            UPDATE candidate_gaps SET end_us = m.us FROM temp.moved m
            WHERE m.tape = end_tape AND m.frame = end_frame
            """)
    }

    private func correctTakes() throws(CatalogueError) {
        try connection.run(
            "UPDATE takes SET start_us = m.us FROM temp.moved m WHERE m.tape = start_tape AND m.frame = start_frame"
        )
        try connection.run(
            "UPDATE takes SET end_us = m.us FROM temp.moved m WHERE m.tape = end_tape AND m.frame = end_frame"
        )
    }
}

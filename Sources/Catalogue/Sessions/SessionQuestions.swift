extension Catalogue {
    /// Those that were going on at some moment of a time, oldest first.
    package func sessions(
        fromMicroseconds from: Int64 = .min, toMicroseconds to: Int64 = .max
    ) throws(CatalogueError) -> [Session] {
        try connection.all(
            """
            SELECT id, name, final, chapter, assembled_us, start_tape, start_frame, start_us,
                end_tape, end_frame, end_us, start_tick, end_tick
            FROM sessions WHERE end_us >= ?1 AND start_us < ?2 ORDER BY start_us, id
            """, from, to, as: Session.init)
    }

    package func session(_ id: Int) throws(CatalogueError) -> Session? {
        try connection.first(
            """
            SELECT id, name, final, chapter, assembled_us, start_tape, start_frame, start_us,
                end_tape, end_frame, end_us, start_tick, end_tick
            FROM sessions WHERE id = ?
            """, id, as: Session.init)
    }

    /// The one that may still go on.
    package func openSession() throws(CatalogueError) -> Session? {
        try connection.first(
            """
            SELECT id, name, final, chapter, assembled_us, start_tape, start_frame, start_us,
                end_tape, end_frame, end_us, start_tick, end_tick
            FROM sessions WHERE NOT final ORDER BY start_us DESC, id DESC LIMIT 1
            """, as: Session.init)
    }

    package func provisionalSessions() throws(CatalogueError) -> [Session] {
        try connection.all(
            """
            SELECT id, name, final, chapter, assembled_us, start_tape, start_frame, start_us,
                end_tape, end_frame, end_us, start_tick, end_tick
            FROM sessions WHERE NOT final ORDER BY start_us, id
            """, as: Session.init)
    }

    /// Final ones that have never been made a recording, oldest first.
    package func sessionsToAssemble() throws(CatalogueError) -> [Session] {
        try connection.all(
            """
            SELECT id, name, final, chapter, assembled_us, start_tape, start_frame, start_us,
                end_tape, end_frame, end_us, start_tick, end_tick
            FROM sessions WHERE final AND assembled_us IS NULL ORDER BY start_us, id
            """, as: Session.init)
    }

    package func sides(ofSession id: Int) throws(CatalogueError) -> [Side] {
        try read { () throws(CatalogueError) in
            var sides = try connection.all(
                """
                SELECT id, open, wanted_tracks, idle_floor, groove_floor, music_db, clipped_samples, confidence,
                    start_tape, start_frame, start_us, end_tape, end_frame, end_us, start_tick, end_tick
                FROM sides WHERE session = ? ORDER BY position
                """, id
            ) { row in
                let id: Int = row[0]
                return (id: id, side: Side(row))
            }
            for index in sides.indices {
                sides[index].side.tracks = try tracks(ofSide: sides[index].id)
                sides[index].side.gaps = try gaps(ofSide: sides[index].id)
            }
            return sides.map(\.side)
        }
    }

    private func tracks(ofSide id: Int) throws(CatalogueError) -> [Track] {
        try connection.all(
            """
            SELECT title, start_tape, start_frame, start_us, end_tape, end_frame, end_us, start_tick, end_tick
            FROM tracks WHERE side = ? ORDER BY position
            """, id
        ) { Track(extent: Extent($0, from: 1), title: $0[0]) }
    }

    private func gaps(ofSide id: Int) throws(CatalogueError) -> [CandidateGap] {
        try connection.all(
            """
            SELECT depth_db, taken, start_tape, start_frame, start_us, end_tape, end_frame, end_us,
                start_tick, end_tick
            FROM candidate_gaps WHERE side = ? ORDER BY position
            """, id
        ) { CandidateGap(extent: Extent($0, from: 2), depthDecibels: $0[0], isTaken: $0[1]) }
    }
}

extension Catalogue.Side {
    /// Without its tracks and gaps.
    fileprivate init(_ row: borrowing Row) {
        self.init(
            extent: Catalogue.Extent(row, from: 8), isOpen: row[1], tracks: [], gaps: [],
            idleFloor: Catalogue.Floor(text: row[3]), grooveFloor: Catalogue.Floor(text: row[4]),
            musicDecibels: row[5], clippedSamples: row[6], confidence: row[7], wantedTracks: row[2])
    }
}

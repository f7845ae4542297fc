import Archive

extension Catalogue {
    /// What was found of a session, whether it is in the catalogue already or not.
    package struct Finding: Equatable, Sendable {
        package var extent: Extent
        package var sides: [Side]
        package var isFinal: Bool
        package var chapter: Int?

        package init(extent: Extent, sides: [Side], isFinal: Bool, chapter: Int?) {
            self.extent = extent
            self.sides = sides
            self.isFinal = isFinal
            self.chapter = chapter
        }
    }

    /// Stores a session under a new id, or over the provisional one with this id, of which it keeps what people
    /// decided. A final one is not changed any more. Answers the id.
    @discardableResult
    package func store(
        _ finding: Finding, as known: Int? = nil, atMicroseconds now: Int64
    ) throws(CatalogueError) -> Int {
        try write { () throws(CatalogueError) in
            guard let known else {
                try add(finding, now)
                let id = connection.lastID
                try addSides(finding.sides, to: id)
                return id
            }
            let before = try sides(ofSession: known)
            guard try change(known, to: finding) else { return known }
            try connection.run("DELETE FROM sides WHERE session = ?", known)
            try addSides(finding.sides.map { $0.keepingDecisions(of: before) }, to: known)
            return known
        }
    }

    /// Provisional sessions that turned out to be none.
    package func removeProvisionalSessions(except kept: [Int]) throws(CatalogueError) {
        try connection.run(
            "DELETE FROM sessions WHERE NOT final AND id NOT IN (SELECT value FROM json_each(?))", list(kept))
    }

    /// It is never assembled again, even when its recording is gone.
    package func markAssembled(session id: Int, atMicroseconds now: Int64) throws(CatalogueError) {
        try connection.run("UPDATE sessions SET assembled_us = ?2 WHERE id = ?1", id, now)
    }

    private func add(_ finding: Finding, _ now: Int64) throws(CatalogueError) {
        let (start, end) = (finding.extent.start, finding.extent.end)
        try connection.run(
            """
            INSERT INTO sessions (final, chapter, start_tape, start_frame, start_us, end_tape, end_frame, end_us,
                start_tick, end_tick, found_us)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, finding.isFinal, finding.chapter, start.tape, start.frame, start.microseconds, end.tape,
            end.frame, end.microseconds, finding.extent.ticks.lowerBound, finding.extent.ticks.upperBound, now
        )
    }

    private func change(_ id: Int, to finding: Finding) throws(CatalogueError) -> Bool {
        let (start, end) = (finding.extent.start, finding.extent.end)
        return try connection.run(
            """
            UPDATE sessions SET final = ?2, chapter = ?3, start_tape = ?4, start_frame = ?5, start_us = ?6,
                end_tape = ?7, end_frame = ?8, end_us = ?9, start_tick = ?10, end_tick = ?11
            WHERE id = ?1 AND NOT final
            """, id, finding.isFinal, finding.chapter, start.tape, start.frame, start.microseconds, end.tape,
            end.frame, end.microseconds, finding.extent.ticks.lowerBound, finding.extent.ticks.upperBound) > 0
    }
}

extension Catalogue {
    func addSides(_ sides: [Side], to session: Int) throws(CatalogueError) {
        for (position, side) in sides.enumerated() {
            let (start, end) = (side.extent.start, side.extent.end)
            try connection.run(
                """
                INSERT INTO sides (session, position, open, wanted_tracks, start_tape, start_frame, start_us,
                    end_tape, end_frame, end_us, start_tick, end_tick, idle_floor, groove_floor, music_db,
                    clipped_samples, confidence)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, session, position, side.isOpen, side.wantedTracks, start.tape, start.frame,
                start.microseconds, end.tape, end.frame, end.microseconds, side.extent.ticks.lowerBound,
                side.extent.ticks.upperBound, side.idleFloor.text, side.grooveFloor.text, side.musicDecibels,
                side.clippedSamples, side.confidence)
            let id = connection.lastID
            try addTracks(side.tracks, to: id)
            try addGaps(side.gaps, to: id)
        }
    }

    func addTracks(_ tracks: [Track], to side: Int) throws(CatalogueError) {
        for (position, track) in tracks.enumerated() {
            let (start, end) = (track.extent.start, track.extent.end)
            try connection.run(
                """
                INSERT INTO tracks (side, position, title, start_tape, start_frame, start_us, end_tape, end_frame,
                    end_us, start_tick, end_tick)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, side, position, track.title, start.tape, start.frame, start.microseconds, end.tape,
                end.frame, end.microseconds, track.extent.ticks.lowerBound, track.extent.ticks.upperBound)
        }
    }

    private func addGaps(_ gaps: [CandidateGap], to side: Int) throws(CatalogueError) {
        for (position, gap) in gaps.enumerated() {
            let (start, end) = (gap.extent.start, gap.extent.end)
            try connection.run(
                """
                INSERT INTO candidate_gaps (side, position, start_tape, start_frame, start_us, end_tape, end_frame,
                    end_us, start_tick, end_tick, depth_db, taken)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, side, position, start.tape, start.frame, start.microseconds, end.tape, end.frame,
                end.microseconds, gap.extent.ticks.lowerBound, gap.extent.ticks.upperBound, gap.depthDecibels,
                gap.isTaken)
        }
    }
}

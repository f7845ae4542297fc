/// Segments that have been kept long enough, and that nobody needs any more.
extension Catalogue {
    package struct SpareSegment: Equatable, Sendable {
        package let id: Int
        package let path: String
        package let bytes: Int
    }

    /// Before and behind what somebody needs: run-in and run-out, and what clocks may be wrong.
    private static let marginSeconds = 1_200

    /// Heard, ended before a time, claimed by nobody, before the open chapter, in no session and no take that is
    /// still to be assembled. Without an open chapter nothing is decided, and there are none. `isRecorded`: only what
    /// recordings hold already. Oldest first.
    package func spareSegments(
        endedBefore time: Int64, featuresVersion version: Int, isRecorded: Bool = false, most: Int
    ) throws(CatalogueError) -> [SpareSegment] {
        try connection.all(
            """
            WITH old AS (
                SELECT s.id, s.path, s.bytes, s.tape, s.first_frame, s.first_frame + s.frames AS end_frame, s.start_us,
                    s.start_us + s.frames * 1000000 / t.frames_per_second AS end_us,
                    ?3 * t.frames_per_second AS margin, ?3 * 1000000 AS margin_us
                FROM segments s JOIN tapes t ON t.id = s.tape
                WHERE s.start_us < ?1 AND s.deleting_us IS NULL)
            SELECT old.id, old.path, old.bytes FROM old WHERE old.end_us < ?1
                AND EXISTS (SELECT 1 FROM features f WHERE f.segment = old.id AND f.version = ?2)
                AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.segment = old.id)
                AND EXISTS (SELECT 1 FROM chapters c WHERE c.closed_us IS NULL AND c.tape IS NOT NULL
                    AND old.end_us < c.start_us - old.margin_us
                    AND (old.tape <> c.tape OR old.end_frame < c.frame - old.margin))
                AND NOT EXISTS (SELECT 1 FROM sessions n WHERE n.assembled_us IS NULL
                    AND (old.end_us > n.start_us - old.margin_us
                            AND (NOT n.final OR old.start_us < n.end_us + old.margin_us)
                        OR old.tape = n.start_tape AND old.end_frame > n.start_frame - old.margin
                            AND (n.start_tape <> n.end_tape OR NOT n.final
                                OR old.first_frame < n.end_frame + old.margin)
                        OR old.tape = n.end_tape AND n.start_tape <> n.end_tape
                            AND old.first_frame < n.end_frame + old.margin))
                AND NOT EXISTS (SELECT 1 FROM takes k WHERE k.done_us IS NULL
                    AND (old.end_us > k.start_us - old.margin_us
                            AND (k.end_us IS NULL OR old.start_us < k.end_us + old.margin_us)
                        OR old.tape = k.start_tape AND old.end_frame > k.start_frame - old.margin
                            AND (k.end_tape IS NULL OR k.end_tape <> k.start_tape
                                OR old.first_frame < k.end_frame + old.margin)))
                AND (NOT ?5 OR EXISTS (SELECT 1 FROM sessions n WHERE n.assembled_us IS NOT NULL
                    AND old.start_us >= n.start_us AND old.end_us <= n.end_us))
            ORDER BY old.start_us, old.id LIMIT ?4
            """, time, version, Self.marginSeconds, most, isRecorded
        ) { SpareSegment(id: $0[0], path: $0[1], bytes: $0[2]) }
    }

    /// It is there, and nobody is about to remove it.
    package func isWanted(segment id: Int) throws(CatalogueError) -> Bool {
        try connection.first("SELECT 1 FROM segments WHERE id = ? AND deleting_us IS NULL", id) { _ in true }
            ?? false
    }

    /// The newest time that a synchronised clock told on any tape, there or gone.
    package func newestRightTime() throws(CatalogueError) -> Int64? {
        try connection.value("SELECT max(anchor_us) FROM tapes")
    }

    /// The newest time that any clock told of the tape.
    package func newestSegmentStart() throws(CatalogueError) -> Int64? {
        try connection.value("SELECT max(start_us) FROM segments")
    }
}

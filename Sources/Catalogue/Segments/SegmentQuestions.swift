package import Archive
package import Audio

/// Every answer is in the order of the time line: tapes by their start, then frames.
extension Catalogue {
    package func segments() throws(CatalogueError) -> [Segment] {
        try connection.all(
            """
            SELECT s.id, s.tape, s.first_frame, s.frames, t.frames_per_second, t.channels, t.bits_per_sample,
                s.start_us, s.path, s.bytes, s.device, s.hole_frames, s.hole_cause, s.deleting_us IS NOT NULL
            FROM segments s JOIN tapes t ON t.id = s.tape
            JOIN (SELECT tape, min(start_us) AS start_us FROM segments GROUP BY tape) o ON o.tape = s.tape
            ORDER BY o.start_us, t.number, s.first_frame
            """, as: Segment.init)
    }

    /// From the segment that holds the frame on, and all tapes that start after that one. A place that is on no
    /// tape any more is taken by its time.
    package func segments(from place: TapePlace) throws(CatalogueError) -> [Segment] {
        try connection.all(
            """
            WITH orders AS (SELECT tape, min(start_us) AS start_us FROM segments GROUP BY tape),
                own AS (SELECT start_us FROM orders WHERE tape = ?1)
            SELECT s.id, s.tape, s.first_frame, s.frames, t.frames_per_second, t.channels, t.bits_per_sample,
                s.start_us, s.path, s.bytes, s.device, s.hole_frames, s.hole_cause, s.deleting_us IS NOT NULL
            FROM segments s JOIN tapes t ON t.id = s.tape JOIN orders o ON o.tape = s.tape
            WHERE CASE WHEN s.tape = ?1 THEN s.first_frame + s.frames > ?2
                WHEN EXISTS (SELECT 1 FROM own) THEN (o.start_us, t.number) >
                    (SELECT own.start_us, n.number FROM own, tapes n WHERE n.id = ?1)
                ELSE s.start_us + s.frames * 1000000 / t.frames_per_second > ?3 END
            ORDER BY o.start_us, t.number, s.first_frame
            """, place.tape, place.frame, place.microseconds, as: Segment.init)
    }

    /// The one whose sound is the latest.
    package func newestSegment() throws(CatalogueError) -> Segment? {
        try connection.first(
            """
            SELECT s.id, s.tape, s.first_frame, s.frames, t.frames_per_second, t.channels, t.bits_per_sample,
                s.start_us, s.path, s.bytes, s.device, s.hole_frames, s.hole_cause, s.deleting_us IS NOT NULL
            FROM segments s JOIN tapes t ON t.id = s.tape ORDER BY s.start_us DESC LIMIT 1
            """, as: Segment.init)
    }

    /// The end of the time line.
    package func lastSegment() throws(CatalogueError) -> Segment? {
        try connection.first(
            """
            SELECT s.id, s.tape, s.first_frame, s.frames, t.frames_per_second, t.channels, t.bits_per_sample,
                s.start_us, s.path, s.bytes, s.device, s.hole_frames, s.hole_cause, s.deleting_us IS NOT NULL
            FROM segments s JOIN tapes t ON t.id = s.tape
            JOIN (SELECT tape, min(start_us) AS start_us FROM segments GROUP BY tape) o ON o.tape = s.tape
            ORDER BY o.start_us DESC, t.number DESC, s.first_frame DESC LIMIT 1
            """, as: Segment.init)
    }

    package func segmentTotals() throws(CatalogueError) -> (
        count: Int, bytes: Int, oldestMicroseconds: Int64?
    ) {
        try connection.first("SELECT count(*), sum(bytes), min(start_us) FROM segments") { row in
            let (count, bytes, oldest): (Int, Int?, Int64?) = (row[0], row[1], row[2])
            return (count, bytes ?? 0, oldest)
        } ?? (0, 0, nil)
    }

    /// Frames of the tape that the device did not give, counted from frame 0 of the tape.
    package func gaps(ofTape tape: String, in frames: Range<Int>) throws(CatalogueError) -> [Gap] {
        try connection.all(
            """
            SELECT s.first_frame + g.start, g.frames, g.cause
            FROM segment_gaps g JOIN segments s ON s.id = g.segment
            WHERE s.tape = ?1 AND s.first_frame < ?3 AND s.first_frame + s.frames > ?2
                AND s.first_frame + g.start < ?3 AND s.first_frame + g.start + g.frames > ?2
            ORDER BY s.first_frame, g.start
            """, tape, frames.lowerBound, frames.upperBound
        ) { row in
            let name: String = row[2]
            let cause = Gap.Cause.allCases.first { "\($0)" == name }
            return Gap(start: row[0], frames: row[1], cause: cause ?? .unreported)
        }
    }

    /// When a frame was; nil where nothing of the tape is indexed any more. The nearest segment tells.
    package func microseconds(ofTape tape: String, frame: Int) throws(CatalogueError) -> Int64? {
        try connection.first(
            """
            SELECT s.start_us + (?2 - s.first_frame) * 1000000 / t.frames_per_second
            FROM segments s JOIN tapes t ON t.id = s.tape WHERE s.tape = ?1
            ORDER BY s.first_frame > ?2, abs(s.first_frame - ?2) LIMIT 1
            """, tape, frame
        ) { $0[0] }
    }

    /// By the corrected clock: when frame 0 of a tape was, as the first segment that is left of it tells.
    package func startMicroseconds(ofTape tape: String) throws(CatalogueError) -> Int64? {
        try connection.first(
            """
            SELECT s.start_us - s.first_frame * 1000000 / t.frames_per_second
            FROM segments s JOIN tapes t ON t.id = s.tape WHERE s.tape = ?1 ORDER BY s.first_frame LIMIT 1
            """, tape
        ) { $0[0] }
    }
}

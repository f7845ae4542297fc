/// Tapes that never had the right time are where they belong all the same: one that was begun later is later.
extension Catalogue {
    /// A tape without any synchronised clock does not begin before those that were there before it ended; and
    /// such tapes give way to one that knows the time and came after them.
    func keepOrder(of tape: String) throws(CatalogueError) -> [Moved] {
        let isKnown: Bool =
            try connection.first(
                "SELECT anchor_frame IS NOT NULL FROM tapes WHERE id = ?", tape
            ) { $0[0] } ?? true
        return isKnown ? try moveEarlierTapes(before: tape) : try moveBehindEarlierTapes(tape)
    }

    private func moveBehindEarlierTapes(_ tape: String) throws(CatalogueError) -> [Moved] {
        try connection.all(
            """
            WITH before AS (
                SELECT max(s.start_us + s.frames * 1000000 / t.frames_per_second) AS end_us
                FROM segments s JOIN tapes t ON t.id = s.tape
                WHERE t.number < (SELECT number FROM tapes WHERE id = ?1)),
            told AS (SELECT min(told_start_us) AS start_us FROM segments WHERE tape = ?1)
            UPDATE segments SET start_us = told_start_us + before.end_us - told.start_us FROM before, told
            WHERE tape = ?1 AND before.end_us > told.start_us
                AND segments.start_us <> told_start_us + before.end_us - told.start_us
            RETURNING id, tape
            """, tape, as: Moved.init)
    }

    private func moveEarlierTapes(before tape: String) throws(CatalogueError) -> [Moved] {
        try connection.all(
            """
            WITH own AS (
                SELECT min(s.start_us) AS start_us, t.number FROM segments s JOIN tapes t ON t.id = s.tape
                WHERE t.id = ?1),
            late AS (
                SELECT t.id, max(s.start_us + s.frames * 1000000 / t.frames_per_second) AS end_us
                FROM segments s JOIN tapes t ON t.id = s.tape, own
                WHERE t.number < own.number AND t.anchor_frame IS NULL
                GROUP BY t.id HAVING end_us > max(own.start_us)),
            shift AS (SELECT max(late.end_us) - max(own.start_us) AS us FROM late, own)
            UPDATE segments SET start_us = segments.start_us - shift.us FROM shift
            WHERE tape IN (SELECT id FROM late)
            RETURNING id, tape
            """, tape, as: Moved.init)
    }
}

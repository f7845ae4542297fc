/// Whoever needs segments claims them; whoever deletes marks them first. Both in one transaction with the look that
/// chose them, so that neither takes what the other has.
extension Catalogue {
    package struct Claim: Hashable, Sendable {
        /// What for: the name of a job.
        package var purpose: String
        /// For which session, recording or run.
        package var owner: String

        package init(purpose: String, owner: String) {
            self.purpose = purpose
            self.owner = owner
        }
    }

    /// Those that are claimed now; the others have been marked for deletion, or are gone.
    @discardableResult
    package func claim(
        _ segments: [Int], for claim: Claim, atMicroseconds now: Int64
    ) throws(CatalogueError) -> [Int] {
        try write { () throws(CatalogueError) in
            try connection.run(
                """
                INSERT INTO claims (segment, purpose, owner, claimed_us)
                SELECT id, ?2, ?3, ?4 FROM segments
                WHERE id IN (SELECT value FROM json_each(?1)) AND deleting_us IS NULL
                ON CONFLICT DO NOTHING
                """, list(segments), claim.purpose, claim.owner, now)
            return try connection.all(
                """
                SELECT c.segment FROM claims c JOIN segments s ON s.id = c.segment
                WHERE c.purpose = ?2 AND c.owner = ?3 AND c.segment IN (SELECT value FROM json_each(?1))
                    AND s.deleting_us IS NULL
                ORDER BY c.segment
                """, list(segments), claim.purpose, claim.owner
            ) { $0[0] }
        }
    }

    package func release(_ claim: Claim) throws(CatalogueError) {
        try connection.run(
            "DELETE FROM claims WHERE purpose = ? AND owner = ?", claim.purpose, claim.owner)
    }

    /// Who holds a segment.
    package func claims(onSegment id: Int) throws(CatalogueError) -> [Claim] {
        try connection.all(
            "SELECT purpose, owner FROM claims WHERE segment = ? ORDER BY purpose, owner", id
        ) { Claim(purpose: $0[0], owner: $0[1]) }
    }

    package func claims(forPurpose purpose: String) throws(CatalogueError) -> [Claim] {
        try connection.all(
            "SELECT DISTINCT purpose, owner FROM claims WHERE purpose = ? ORDER BY owner", purpose
        ) { Claim(purpose: $0[0], owner: $0[1]) }
    }

    /// Marks those that nobody has claimed and nobody has marked. Choose them in the same ``write(_:)``.
    /// Answers the ones marked now, whose files may be removed.
    @discardableResult
    package func markForDeletion(
        _ segments: [Int], atMicroseconds now: Int64
    ) throws(CatalogueError) -> [Int] {
        try connection.all(
            """
            UPDATE segments SET deleting_us = ?2
            WHERE id IN (SELECT value FROM json_each(?1)) AND deleting_us IS NULL
                AND NOT EXISTS (SELECT 1 FROM claims WHERE claims.segment = segments.id)
            RETURNING id
            """, list(segments), now
        ) { $0[0] }
    }

    /// Marked by a run that may not have come to an end: their files are to be removed, then they are dropped.
    package func segmentsBeingDeleted() throws(CatalogueError) -> [(id: Int, path: String)] {
        try connection.all("SELECT id, path FROM segments WHERE deleting_us IS NOT NULL ORDER BY id") {
            (id: $0[0], path: $0[1])
        }
    }

    /// Forgets marked segments, whose files are gone for certain. One that is not marked stays.
    package func drop(_ segments: [Int]) throws(CatalogueError) {
        try connection.run(
            """
            DELETE FROM segments
            WHERE id IN (SELECT value FROM json_each(?1)) AND deleting_us IS NOT NULL
            """, list(segments))
    }

    /// Numbers as one value, for `json_each`.
    func list(_ numbers: [Int]) -> String { "[" + numbers.map(String.init).joined(separator: ",") + "]" }
}

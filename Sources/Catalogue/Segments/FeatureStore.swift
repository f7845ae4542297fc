/// What stage A heard, as bytes that only it can read: one value for each segment.
extension Catalogue {
    package struct StoredFeatures: Equatable, Sendable {
        package var version: Int
        package var ticks: Range<Int>
        package var bytes: [UInt8]

        package init(version: Int, ticks: Range<Int>, bytes: [UInt8]) {
            self.version = version
            self.ticks = ticks
            self.bytes = bytes
        }
    }

    /// Takes the place of older ones of the same segment.
    package func store(_ features: StoredFeatures, ofSegment id: Int) throws(CatalogueError) {
        try connection.run(
            """
            INSERT INTO features (segment, version, first_tick, ticks, bytes) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (segment) DO UPDATE SET version = excluded.version, first_tick = excluded.first_tick,
                ticks = excluded.ticks, bytes = excluded.bytes
            """, id, features.version, features.ticks.lowerBound, features.ticks.count, features.bytes)
    }

    package func features(ofSegment id: Int) throws(CatalogueError) -> StoredFeatures? {
        try connection.first(
            "SELECT version, first_tick, ticks, bytes FROM features WHERE segment = ?", id
        ) { row in
            let (first, count): (Int, Int) = (row[1], row[2])
            return StoredFeatures(version: row[0], ticks: first..<first + max(0, count), bytes: row[3])
        }
    }

    /// It is to be heard again.
    package func forgetFeatures(ofSegment id: Int) throws(CatalogueError) {
        try connection.run("DELETE FROM features WHERE segment = ?", id)
    }

    /// Segments that are still to be heard, or were by another version; not those about to be deleted.
    package func segmentsWithoutFeatures(version: Int) throws(CatalogueError) -> [(id: Int, path: String)] {
        try connection.all(
            """
            SELECT id, path FROM segments WHERE deleting_us IS NULL AND NOT EXISTS
                (SELECT 1 FROM features WHERE version = ?1 AND segment = segments.id)
            ORDER BY tape, first_frame
            """, version
        ) { (id: $0[0], path: $0[1]) }
    }
}

package import Audio

/// What a new segment must fit to.
extension Catalogue {
    /// Nil while nothing of the tape was ever indexed.
    package func format(ofTape tape: String) throws(CatalogueError) -> PCMFormat? {
        try connection.first(
            "SELECT frames_per_second, channels, bits_per_sample FROM tapes WHERE id = ?", tape
        ) { PCMFormat(framesPerSecond: $0[0], channels: $0[1], bitsPerSample: $0[2]) }
    }

    /// One that has some of these frames.
    package func pathOfSegment(ofTape tape: String, with frames: Range<Int>) throws(CatalogueError) -> String?
    {
        try connection.first(
            """
            SELECT path FROM segments WHERE tape = ?1 AND first_frame < ?3 AND first_frame + frames > ?2
            ORDER BY first_frame LIMIT 1
            """, tape, frames.lowerBound, frames.upperBound
        ) { $0[0] }
    }

    /// The one whose last frame is just before this one.
    package func pathOfSegment(ofTape tape: String, endingAt frame: Int) throws(CatalogueError) -> String? {
        try connection.first(
            """
            SELECT path FROM segments WHERE tape = ?1 AND first_frame < ?2 AND first_frame + frames = ?2
                AND deleting_us IS NULL
            ORDER BY first_frame DESC LIMIT 1
            """, tape, frame
        ) { $0[0] }
    }

    /// The one that goes on from there: it was heard before its beginning was known.
    package func segment(ofTape tape: String, startingAt frame: Int) throws(CatalogueError) -> (
        id: Int, path: String
    )? {
        try connection.first(
            "SELECT id, path FROM segments WHERE tape = ? AND first_frame = ? AND deleting_us IS NULL", tape,
            frame
        ) { (id: $0[0], path: $0[1]) }
    }
}

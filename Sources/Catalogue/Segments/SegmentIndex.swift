import Archive
import Audio

extension Catalogue {
    /// Takes segments into the index; one that is there already stays as it is. Then corrects the starts of
    /// their tapes, and with them all times that were told of what moved. Answers the ids of those that are new.
    @discardableResult
    package func index(
        _ files: [SegmentFile], atMicroseconds now: Int64
    ) throws(CatalogueError) -> [Int] {
        guard !files.isEmpty else { return [] }
        return try write { () throws(CatalogueError) in
            var ids: [Int] = []
            for file in files {
                try addTape(file)
                guard let id = try add(file, now) else { continue }
                ids.append(id)
                for gap in file.tags.gaps { try add(gap, to: id) }
            }
            var moved: [Moved] = []
            for tape in Set(files.map(\.tags.tape)).sorted() {
                moved += try correctStarts(of: tape)
                moved += try keepOrder(of: tape)
            }
            let new = Set(ids)
            try correctPlaces(on: Set(moved.filter { !new.contains($0.id) }.map(\.tape)))
            // What is asked for by hand was there before its tape, and by any clock.
            try correctTakes(on: Set(files.map(\.tags.tape)))
            return ids
        }
    }

    /// The paths of all that are indexed, below `segments`.
    package func indexedPaths() throws(CatalogueError) -> Set<String> {
        Set(try connection.all("SELECT path FROM segments") { $0[0] })
    }

    private func addTape(_ file: SegmentFile) throws(CatalogueError) {
        try connection.run(
            """
            INSERT INTO tapes (id, frames_per_second, channels, bits_per_sample) VALUES (?, ?, ?, ?)
            ON CONFLICT (id) DO NOTHING
            """, file.tags.tape, file.format.framesPerSecond, file.format.channels, file.format.bitsPerSample)
        guard file.tags.isClockSynchronised else { return }
        try connection.run(
            """
            UPDATE tapes SET anchor_frame = ?2, anchor_us = ?3
            WHERE id = ?1 AND (anchor_frame IS NULL OR anchor_frame < ?2)
            """, file.tags.tape, file.tags.firstFrame, file.tags.startMicroseconds)
    }

    private func add(_ file: SegmentFile, _ now: Int64) throws(CatalogueError) -> Int? {
        let added = try connection.run(
            """
            INSERT INTO segments (tape, first_frame, frames, start_us, told_start_us, synchronised, device,
                hole_frames, hole_cause, path, bytes, indexed_us)
            VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            ON CONFLICT DO NOTHING
            """, file.tags.tape, file.tags.firstFrame, file.frames, file.tags.startMicroseconds,
            file.tags.isClockSynchronised, file.tags.device, file.tags.holeBefore?.frames,
            file.tags.holeBefore?.cause.rawValue, file.path, file.bytes, now)
        return added > 0 ? connection.lastID : nil
    }

    private func add(_ gap: Gap, to segment: Int) throws(CatalogueError) {
        try connection.run(
            "INSERT INTO segment_gaps (segment, start, frames, cause) VALUES (?, ?, ?, ?)",
            segment, gap.start, gap.frames, "\(gap.cause)")
    }

    /// A segment whose clock was not synchronised takes its start from the next one on its tape whose clock was,
    /// else from the last before it; without any it keeps its own.
    private func correctStarts(of tape: String) throws(CatalogueError) -> [Moved] {
        try connection.all(
            """
            WITH corrected AS (
                SELECT s.id, coalesce(
                    (SELECT a.start_us - (a.first_frame - s.first_frame) * 1000000 / t.frames_per_second
                        FROM segments a WHERE a.tape = s.tape AND a.synchronised AND a.first_frame > s.first_frame
                        ORDER BY a.first_frame LIMIT 1),
                    iif(t.anchor_frame <= s.first_frame,
                        t.anchor_us + (s.first_frame - t.anchor_frame) * 1000000 / t.frames_per_second, NULL),
                    s.start_us) AS start_us
                FROM segments s JOIN tapes t ON t.id = s.tape WHERE s.tape = ?1 AND NOT s.synchronised)
            UPDATE segments SET start_us = corrected.start_us FROM corrected
            WHERE segments.id = corrected.id AND segments.start_us <> corrected.start_us
            RETURNING id, tape
            """, tape, as: Moved.init)
    }
}

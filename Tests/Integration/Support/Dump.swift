import Archive
import Catalogue
import Testing

/// What a catalogue holds, without the ids and the times of runs: the same for two catalogues of the same files.
enum Dump {
    static let sessions = """
        SELECT 'session', s.final, s.start_tape, s.start_frame, s.start_us, s.end_tape, s.end_frame, s.end_us,
            s.start_tick, s.end_tick FROM sessions s ORDER BY s.start_us, s.start_frame;
        SELECT 'side', d.position, d.open, d.start_tape, d.start_frame, d.end_frame, d.idle_floor, d.groove_floor,
            d.music_db, d.clipped_samples, d.confidence
            FROM sides d JOIN sessions s ON s.id = d.session ORDER BY s.start_us, d.position;
        SELECT 'track', t.position, t.start_tape, t.start_frame, t.end_frame, t.start_us, t.end_us
            FROM tracks t ORDER BY t.start_us, t.start_frame;
        SELECT 'gap', g.position, g.start_frame, g.end_frame, g.depth_db, g.taken
            FROM candidate_gaps g ORDER BY g.start_us, g.start_frame;
        """

    static let everything =
        sessions + """
            SELECT 'segment', tape, first_frame, frames, start_us, path, bytes, hole_frames
                FROM segments ORDER BY tape, first_frame;
            SELECT 'missing', s.path, g.start, g.frames, g.cause FROM segment_gaps g
                JOIN segments s ON s.id = g.segment ORDER BY s.path, g.start;
            SELECT 'features', s.path, f.first_tick, f.ticks, hex(f.bytes) FROM features f
                JOIN segments s ON s.id = f.segment ORDER BY s.path;
            SELECT 'event', e.identity, e.at_us, e.details, s.start_frame FROM events e
                LEFT JOIN sessions s ON s.id = e.session ORDER BY e.identity;
            SELECT 'chapter', cause, tape, frame, idle_floor, groove_floor, silent_since_frame, needle_down,
                next_judgement, heard_frame, closed_us IS NULL FROM chapters ORDER BY id;
            SELECT 'aside', path, bytes, reason FROM set_aside ORDER BY path;
            """
}

extension JobsFolder {
    func dump(_ questions: String) async throws -> String {
        let run = try await Program.run("sqlite3", [folders.catalogue, questions])
        guard run.status == 0 else { throw NeverHappened(description: run.errors) }
        return run.output
    }

    /// Types of all events, in the order in which they were told.
    func events() throws -> [String] {
        try catalogue().events().sorted { $0.id < $1.id }.map(\.event.type)
    }

    /// The first of a type.
    func event(_ type: String) throws -> Catalogue.Event? {
        try catalogue().events().first { $0.event.type == type }?.event
    }

    /// Runs it and expects it to come to a good end.
    func segment(_ settings: [String: String] = [:], _ place: SourceLocation = #_sourceLocation) async throws
    {
        let run = try await run(["segment"], settings)
        #expect(run.status == 0, "\(run.errors)", sourceLocation: place)
    }
}

extension String {
    func count(of words: String) -> Int { ranges(of: words).count }
}

import Archive
import Audio
import Catalogue
import Foundation
import Platform
import Testing

/// An evening that was recorded some weeks ago, with tape behind it: all of it is to go.
struct OldEvening {
    let evening: RecordedEvening
    var folder: JobsFolder { evening.folder }

    init(_ settings: [String: String] = [:]) async throws {
        evening = try RecordedEvening()
        let later = TapeWriter(
            "22222222", in: evening.folder.path, segmentSeconds: 7, at: RecordedEvening.start + 7_200)
        try later.append(
            [Int32](repeating: 0, count: 100 * RecordedEvening.format.framesPerSecond))
        try later.finish()
        try await evening.assemble(settings)
    }

    /// As if everything in the catalogue had been written so long ago, and what waits were due.
    static func age(_ folder: JobsFolder, hours: Int) async throws {
        let time = hours * 3_600_000_000
        let run = try await Program.run(
            "sqlite3",
            [
                folder.folders.catalogue,
                """
                UPDATE notices SET made_us = made_us - \(time), told_us = told_us - \(time);
                UPDATE messages SET made_us = made_us - \(time), next_us = 0;
                UPDATE facts SET value = value + \(time) WHERE name = 'elapsed_us';
                """,
            ])
        #expect(run.status == 0, "\(run.errors)")
    }

    /// As if what was set aside had been so long ago.
    static func ageSetAside(_ folder: JobsFolder, hours: Int) async throws {
        let time = hours * 3_600_000_000
        _ = try await folder.dump(
            """
            UPDATE set_aside SET noticed_us = noticed_us - \(time),
                noticed_elapsed_us = noticed_elapsed_us - \(time) RETURNING path
            """)
    }

    static func sounds(_ folder: JobsFolder) throws -> Int {
        try RecordedEvening.files(in: folder).count { $0.hasSuffix(".flac") }
    }

    static func bytes(_ folder: JobsFolder) throws -> Int {
        let segments = StoredSegment.paths(in: folder.path, ending: ".flac")
        let recordings = try RecordedEvening.files(in: folder).filter { !$0.hasSuffix(".json") }
        return (segments + recordings.map { folder.folders.recordings + "/" + $0 })
            .reduce(0) { $0 + (Files.facts($1)?.bytes ?? 0) }
    }
}
